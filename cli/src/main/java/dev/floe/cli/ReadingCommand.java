package dev.floe.cli;

import dev.floe.Repository;
import dev.floe.Session;
import picocli.CommandLine.Mixin;

/// A command that reads one version of a repository.
abstract class ReadingCommand extends RepositoryCommand {
  @Mixin private final VersionArguments version = new VersionArguments();

  ReadingCommand(Surroundings around) {
    super(around);
  }

  /// Does the work and answers the exit code.
  abstract int run(Session session);

  @Override
  final int run(Repository repository) {
    return run(repository.readonlySession(version.version()));
  }
}

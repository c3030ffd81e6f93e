package dev.floe.cli;

import dev.floe.Repository;
import dev.floe.storage.Storage;
import picocli.CommandLine.Option;

/// A command on a repository that exists.
abstract class RepositoryCommand extends StorageCommand {
  @Option(names = "--json", description = "Prints JSON, in full precision, for programs.")
  private boolean json;

  RepositoryCommand(Surroundings around) {
    super(around);
  }

  /// Does the work and answers the exit code.
  abstract int run(Repository repository);

  @Override
  final int run(Storage storage) {
    try (Repository repository = Repository.open(storage, arguments().repositoryOptions())) {
      return run(repository);
    }
  }

  final boolean json() {
    return json;
  }
}

package dev.floe.cli;

import dev.floe.CommitOptions;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.format.SnapshotId;
import picocli.CommandLine.Option;

/// A command that makes one commit.
abstract class EditCommand extends RepositoryCommand {
  @Option(
      names = "--branch",
      paramLabel = "NAME",
      defaultValue = "main",
      description = "The branch to commit to. Default: main.")
  private String branch;

  @Option(
      names = {"-m", "--message"},
      paramLabel = "MSG",
      required = true,
      description = "What the commit is about.")
  private String message;

  EditCommand(Surroundings around) {
    super(around);
  }

  /// Makes the changes in a session.
  abstract void edit(Session session);

  @Override
  int run(Repository repository) {
    SnapshotId snapshot = commit(repository);
    if (json()) {
      line(new Fields().text("snapshot", snapshot.text()));
    } else {
      line("Committed " + snapshot.text() + " to " + branch + ".");
    }
    return ExitCode.DONE;
  }

  /// How to commit.
  CommitOptions options() {
    return CommitOptions.STANDARD;
  }

  final String branch() {
    return branch;
  }

  final String message() {
    return message;
  }

  /// The session that takes the changes.
  Session session(Repository repository) {
    return repository.writableSession(branch);
  }

  /// Makes the commit.
  SnapshotId commit(Repository repository) {
    Session session = session(repository);
    edit(session);
    return session.commit(message, options());
  }
}

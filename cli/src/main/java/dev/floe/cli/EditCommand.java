package dev.floe.cli;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.error.ConflictException;
import dev.floe.format.SnapshotId;
import picocli.CommandLine.Option;

/// A command that makes one commit. With `--rebase` a commit that lost against another writer's is
/// made again on top of it.
abstract class EditCommand extends RepositoryCommand {
  private static final int MOST_ATTEMPTS = 1_000;

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

  @Option(
      names = "--rebase",
      description = "If another writer commits first, makes the edit again on top of that.")
  private boolean rebase;

  EditCommand(Surroundings around) {
    super(around);
  }

  /// Makes the changes in a session; every attempt has a fresh one.
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

  final SnapshotId commit(Repository repository) {
    for (int attempt = 1; ; attempt++) {
      Session session = repository.writableSession(branch);
      edit(session);
      try {
        return session.commit(message);
      } catch (ConflictException e) {
        if (!rebase || attempt == MOST_ATTEMPTS) {
          throw e;
        }
      }
    }
  }
}

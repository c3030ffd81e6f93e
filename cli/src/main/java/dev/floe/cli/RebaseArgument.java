package dev.floe.cli;

import dev.floe.CommitOptions;
import dev.floe.conflict.ConflictDetector;
import picocli.CommandLine.Option;

/// `--rebase`, of commands that edit.
final class RebaseArgument {
  @Option(
      names = "--rebase",
      description = {
        "If others commit first, commit on top of what they did, unless both touched the same;",
        "that is a conflict still."
      })
  private boolean rebase;

  CommitOptions options() {
    return rebase ? CommitOptions.rebaseWith(new ConflictDetector()) : CommitOptions.STANDARD;
  }
}

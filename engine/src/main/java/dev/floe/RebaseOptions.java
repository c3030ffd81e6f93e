package dev.floe;

import dev.floe.conflict.ConflictSolver;
import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import java.util.Objects;
import java.util.function.IntConsumer;

/// How a commit goes on when others committed first. Where the commits before it through the same
/// handle lost often against other processes, it waits a moment before it begins, so that those who
/// lost can go first, and is carried over their commits then; only what conflicts after that counts
/// as a rebase.
///
/// Commits to one branch through one handle that wait for each other are published together, each
/// on top of the one before it. Solver and hooks run on the committing thread and hold up nobody:
/// while they take their time the others go on, and what they commit meanwhile is one more rebase,
/// where it conflicts or there are hooks to be told. Whoever was overtaken three times so has two
/// seconds in which nobody else commits to the branch through the handle.
///
/// The hooks are called before and after each rebase, with its number from 1 on; the session takes
/// no changes meanwhile, so a hook must make none in it. What they throw ends the commit.
///
/// @param solver decides conflicts
/// @param attempts how many rebases there are at most
/// @param before each rebase
/// @param after each rebase that succeeded
public record RebaseOptions(
    ConflictSolver solver, int attempts, IntConsumer before, IntConsumer after) {
  private static final int USUAL_ATTEMPTS = 1000;
  private static final IntConsumer NO_HOOK = number -> {};

  public RebaseOptions {
    Objects.requireNonNull(solver, "solver");
    Objects.requireNonNull(before, "before");
    Objects.requireNonNull(after, "after");
    if (attempts < 1) {
      throw new InvalidInputException(
          ErrorKind.INVALID_COMMIT_CONFIGURATION,
          "rebase: expected at least 1 attempt, found " + attempts);
    }
  }

  /// A thousand attempts, and no hooks.
  public static RebaseOptions with(ConflictSolver solver) {
    return new RebaseOptions(solver, USUAL_ATTEMPTS, NO_HOOK, NO_HOOK);
  }

  /// The same with so many attempts at most.
  public RebaseOptions withAttempts(int most) {
    return new RebaseOptions(solver, most, before, after);
  }

  /// The same with these hooks.
  public RebaseOptions withHooks(IntConsumer beforeEach, IntConsumer afterEach) {
    return new RebaseOptions(solver, attempts, beforeEach, afterEach);
  }

  boolean hasHooks() {
    return before != NO_HOOK || after != NO_HOOK;
  }
}

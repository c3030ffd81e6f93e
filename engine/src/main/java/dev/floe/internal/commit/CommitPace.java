package dev.floe.internal.commit;

import dev.floe.error.ErrorKind;
import dev.floe.error.InternalException;
import dev.floe.internal.concurrent.Sources;
import dev.floe.jfr.CommitPhase;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/// Lets commits that are rebased take turns with those of others, who may be in other processes.
/// Without it whoever lost once loses again: all try at once, one of them wins and tries again, and
/// with n rivals one commit in a hundred needs about 5 n attempts, each of which writes its files.
///
/// A commit that was rebased often makes the next one through this handle wait before it begins;
/// what is lost in between is not retried later, but at once:
///
/// ```
/// expected rebases   e ← ¾ e + ¼ · rebases of this commit
/// wait               2 · e · duration of an attempt   (± half, ≤ 5 s), none where e < ¼
/// ```
///
/// So those who won let the others go first, who do not wait while they have lost. Where nobody
/// else commits any more, e is below ¼ after a few commits. Where a storage has turns, all of them
/// queue for those instead of waiting; see [UpdateTurns]. Any thread may call.
public final class CommitPace {
  private static final double WEIGHT_OF_NEWEST = 0.25;
  private static final double LEAST_REBASES = 0.25;
  private static final double ATTEMPTS_LET_BY = 2;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /// The first attempt is taken for no longer than this, and a later one for no longer than twice
  /// as long as those before: who stood behind somebody that was stopped did not work meanwhile.
  private static final Duration LONGEST_FIRST = Duration.ofMillis(100);

  /// What is expected of the next commit to a branch.
  private record Expected(double rebases, double attemptNanos) {
    private static final Expected NOTHING = new Expected(0, 0);

    Expected after(int rebases, long nanos) {
      double longest = attemptNanos == 0 ? LONGEST_FIRST.toNanos() : 2 * attemptNanos;
      double attempt = Math.min(longest, (double) nanos / (rebases + 1));
      return new Expected(
          this.rebases + WEIGHT_OF_NEWEST * (rebases - this.rebases),
          attemptNanos == 0 ? attempt : attemptNanos + WEIGHT_OF_NEWEST * (attempt - attemptNanos));
    }
  }

  private final Sources sources;
  private final ConcurrentHashMap<String, Expected> branches = new ConcurrentHashMap<>();

  CommitPace(Sources sources) {
    this.sources = sources;
  }

  /// Called before the first attempt of a commit: waits while others are to go first.
  ///
  /// @return whether it waited, so that the branch has probably moved
  public boolean letOthersGoFirst(String branch) {
    long nanos = waitNanos(branch);
    if (nanos == 0) {
      return false;
    }
    CommitPhase phase = CommitPhase.started(CommitPhase.Phase.BACK_OFF, 1);
    try {
      sources.sleeper().sleepUntil(now() + nanos);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InternalException(
          ErrorKind.CONCURRENCY,
          "commit to " + branch + ": interrupted while others were to go first",
          e);
    } finally {
      if (phase != null) {
        phase.finished();
      }
    }
  }

  /// Whether others are to be expected who commit to the branch meanwhile.
  boolean expectsOthers(String branch) {
    return branches.getOrDefault(branch, Expected.NOTHING).rebases >= LEAST_REBASES;
  }

  private long waitNanos(String branch) {
    if (!expectsOthers(branch)) {
      return 0;
    }
    Expected expected = branches.getOrDefault(branch, Expected.NOTHING);
    double shift = 0.5 + sources.random().nextDouble();
    double nanos = ATTEMPTS_LET_BY * expected.rebases * expected.attemptNanos * shift;
    return (long) Math.min(nanos, LONGEST_WAIT.toNanos());
  }

  /// The clock by which attempts are measured.
  public long now() {
    return sources.nanoClock().getAsLong();
  }

  /// Notes a commit that succeeded.
  ///
  /// @param rebases how many conflicts it met
  /// @param nanos how long its attempts took together
  public void committed(String branch, int rebases, long nanos) {
    branches.compute(
        branch,
        (_, before) -> {
          Expected next =
              (before == null ? Expected.NOTHING : before).after(rebases, Math.max(1, nanos));
          return next.rebases < LEAST_REBASES / 4 ? null : next;
        });
  }
}

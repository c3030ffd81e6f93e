package dev.floe.internal.commit;

import java.time.Duration;
import java.util.function.LongSupplier;

/// When the groups of a branch leave room for a commit that goes alone. Such a commit conflicts
/// wherever the branch has moved since its session began, and beside busy groups it always has:
///
/// ```
/// groups  G  G  G  G  G  ·  ·  ·  ·  G  G      · pause, until one alone is through
/// alone   [──×]  [──×]  [──×]  [────+]         × conflict   + published
/// ```
///
/// So groups wait for one that is on the tip of the branch, and after a few conflicts in a row for
/// the next one, twice as long as there was between the last two. They never wait longer than
/// [#LONGEST], nor again before they have published. Any thread may call.
final class GroupPause {
  static final Duration LONGEST = Duration.ofSeconds(2);

  /// So many conflicts in a row make the groups wait for the next one.
  static final int MOST_LOST = 3;

  private final LongSupplier nanoClock;
  private boolean pausing;
  private boolean owing;
  private long untilNanos;
  private int lost;
  private long lostNanos;

  GroupPause(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /// A commit that goes alone begins.
  ///
  /// @param onTip whether it is on the tip of the branch, as far as is known
  synchronized void begun(boolean onTip) {
    if (onTip) {
      pause(LONGEST.toNanos());
    }
  }

  /// It was published.
  synchronized void won() {
    lost = 0;
    owing = true;
    pausing = false;
  }

  /// It met a conflict.
  synchronized void lost() {
    long now = nanoClock.getAsLong();
    long between = now - lostNanos;
    lostNanos = now;
    lost++;
    pausing = false;
    if (lost >= MOST_LOST) {
      lost = 0;
      pause(Math.min(2 * between, LONGEST.toNanos()));
    }
  }

  /// It failed otherwise.
  synchronized void failed() {
    pausing = false;
  }

  /// A group was published, or was to be.
  synchronized void published() {
    owing = false;
  }

  /// How long groups are to wait from now on.
  synchronized long remainingNanos() {
    return pausing ? Math.max(0, untilNanos - nanoClock.getAsLong()) : 0;
  }

  private void pause(long nanos) {
    if (!owing) {
      pausing = true;
      untilNanos = nanoClock.getAsLong() + nanos;
    }
  }
}

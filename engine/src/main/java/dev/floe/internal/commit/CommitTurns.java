package dev.floe.internal.commit;

import dev.floe.internal.concurrent.Sleeper;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Who may add to the chain of a branch: one at a time, in the order in which they come. Who could
/// not add because of those before it waits, and others go on meanwhile; but after a few times it
/// has the precedence, and nobody else adds until it has, or its time is over.
///
/// ```
/// others    a   b   c   d   e   ·   ·   ·   f      · waits: the chain runs empty meanwhile
/// one       ×       ×       ×           +          × passed over   + adds
/// ```
///
/// Code of the user, such as a solver, runs in no turn. It runs in the time of its precedence, and
/// the longest precedence is what the others wait for it at most.
final class CommitTurns {
  /// So often somebody is passed over before it has the precedence.
  static final int MOST_PASSED_OVER = 3;

  private final LongSupplier nanoClock;
  private final Sleeper sleeper;
  private final Duration longestPrecedence;
  private final ReentrantLock turn = new ReentrantLock(true);
  private final Condition free = turn.newCondition();
  private Place first;
  private long untilNanos;

  /// One who wants to add.
  static final class Place {
    private final Thread thread = Thread.currentThread();
    private int passedOver;
    private volatile boolean outlived;

    /// Whether it had the precedence until its time was over.
    boolean isOutlived() {
      return outlived;
    }
  }

  CommitTurns(LongSupplier nanoClock, Sleeper sleeper, Duration longestPrecedence) {
    this.nanoClock = nanoClock;
    this.sleeper = sleeper;
    this.longestPrecedence = longestPrecedence;
  }

  /// Waits for the turn, which ends with [#end].
  void begin(Place place) throws InterruptedException {
    turn.lockInterruptibly();
    try {
      while (mustWaitFor(place)) {
        sleeper.awaitSignal(turn, free, nanoClock, untilNanos);
      }
    } catch (InterruptedException | RuntimeException | Error e) {
      turn.unlock();
      throw e;
    }
  }

  /// A commit in the hook of one that has the precedence is a part of it.
  private boolean mustWaitFor(Place place) {
    if (first == null || first == place || first.thread == place.thread) {
      return false;
    }
    if (nanoClock.getAsLong() - untilNanos < 0) {
      return true;
    }
    first.passedOver = 0;
    first.outlived = true;
    first = null;
    return false;
  }

  /// Whether the others wait for this one.
  boolean isFirst(Place place) {
    turn.lock();
    try {
      return first == place;
    } finally {
      turn.unlock();
    }
  }

  void end() {
    turn.unlock();
  }

  /// Called in its turn by who could not add, and by whose commit was taken out of the chain.
  void passedOver(Place place) {
    turn.lock();
    try {
      place.passedOver++;
      if (first == null && place.passedOver >= MOST_PASSED_OVER) {
        first = place;
        untilNanos = nanoClock.getAsLong() + longestPrecedence.toNanos();
      }
    } finally {
      turn.unlock();
    }
  }

  /// Called by who has added, or does not want to any more.
  void leave(Place place) {
    turn.lock();
    try {
      if (first == place) {
        first = null;
        free.signalAll();
      }
    } finally {
      turn.unlock();
    }
  }
}

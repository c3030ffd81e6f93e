package dev.floe.internal.commit;

import dev.floe.internal.concurrent.Permits;
import dev.floe.internal.concurrent.Sleeper;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/// Lets the updates that one process makes to a repository go one after the other, first come first
/// served: all of them replace the same object, so that of two at once one is for nothing, and who
/// is slower would lose again and again. That is all it is for: what is replaced is found out by
/// the storage, and so whoever has waited long, is interrupted, or comes from within another update
/// goes on without a turn. Any thread may call; a turn belongs to one.
final class UpdateTurns {
  private static final int LONGEST_QUEUE = 1 << 16;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final LongSupplier nanoClock;
  private final Sleeper sleeper;
  private final Permits permits;
  private volatile Thread holder;

  UpdateTurns(LongSupplier nanoClock, Sleeper sleeper) {
    this.nanoClock = nanoClock;
    this.sleeper = sleeper;
    this.permits = new Permits(1, LONGEST_QUEUE, nanoClock);
  }

  /// Waits for a turn.
  Turn begin() {
    return new Turn(acquired());
  }

  /// Whether nobody has a turn or waits for one.
  boolean isIdle() {
    return permits.admittedWeight() == 0 && permits.waiters() == 0;
  }

  private boolean acquired() {
    if (holder == Thread.currentThread()) {
      return false;
    }
    CompletableFuture<Void> turn = permits.acquireAsync(1);
    try {
      sleeper.await(turn, nanoClock, nanoClock.getAsLong() + LONGEST_WAIT.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    turn.cancel(false);
    boolean admitted = !turn.isCompletedExceptionally();
    if (admitted) {
      holder = Thread.currentThread();
    }
    return admitted;
  }

  /// The time of one update. Its user closes it.
  final class Turn implements AutoCloseable {
    private boolean held;

    private Turn(boolean held) {
      this.held = held;
    }

    /// Whether it is one: who goes on without has none.
    boolean isHeld() {
      return held;
    }

    /// Lets those who wait go on while this one pauses.
    void suspend() {
      close();
    }

    /// Goes on after a pause.
    void resume() {
      held = acquired();
    }

    @Override
    public void close() {
      if (held) {
        held = false;
        holder = null;
        permits.release(1);
      }
    }
  }
}

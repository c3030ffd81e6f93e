package dev.floe.internal.commit;

import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.concurrent.Permits;
import dev.floe.internal.concurrent.Sleeper;
import dev.floe.storage.WriteTurns;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/// Lets the updates that one process makes to a repository go one after the other, first come first
/// served, and where the storage has turns, after those of others: all of them replace the same
/// object, so that of two at once one is for nothing, and who is slower would lose again and again.
/// That is all it is for: what is replaced is found out by the storage, and so whoever has waited
/// long, is interrupted, or comes from within another update goes on without a turn. Any thread may
/// call; a turn belongs to one.
final class UpdateTurns {
  private static final int LONGEST_QUEUE = 1 << 16;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final LongSupplier nanoClock;
  private final Sleeper sleeper;
  private final Permits permits;
  private final Optional<WriteTurns> others;
  private volatile Thread holder;

  /// Whether the last turn that was wanted of the storage was not to be had.
  private volatile boolean refused;

  /// @param others turns of all who use the storage, if it has any
  UpdateTurns(LongSupplier nanoClock, Sleeper sleeper, Optional<WriteTurns> others) {
    this.nanoClock = nanoClock;
    this.sleeper = sleeper;
    this.permits = new Permits(1, LONGEST_QUEUE, nanoClock);
    this.others = others;
  }

  /// Waits for a turn.
  Turn begin() {
    return begin(() -> {});
  }

  /// Waits for a turn.
  ///
  /// @param waits called if there are others who have to be waited for, in other processes perhaps
  Turn begin(Runnable waits) {
    return new Turn(waits);
  }

  /// Whether nobody has a turn or waits for one.
  boolean isIdle() {
    return permits.admittedWeight() == 0 && permits.waiters() == 0;
  }

  /// Whether others, in other processes too, wait while an update through this has a turn, as far
  /// as is known.
  boolean keepOthersBack() {
    return others.isPresent() && !refused;
  }

  private boolean acquired() {
    if (holder == Thread.currentThread()) {
      return false;
    }
    CompletableFuture<Void> turn = permits.acquireAsync(1);
    await(turn, LONGEST_WAIT);
    turn.cancel(false);
    boolean admitted = !turn.isCompletedExceptionally();
    if (admitted) {
      holder = Thread.currentThread();
    }
    return admitted;
  }

  /// Who waited in vain for a turn of the storage does not wait for the next one.
  private WriteTurns.Turn acquiredOf(WriteTurns turns, Runnable waits) {
    CompletableFuture<WriteTurns.Turn> future = turns.begin(AssetManager.REPO_KEY);
    if (!future.isDone() && !refused) {
      waits.run();
      await(future, LONGEST_WAIT);
    }
    future.cancel(false);
    WriteTurns.Turn turn =
        future.isCompletedExceptionally() ? WriteTurns.Turn.NONE : future.resultNow();
    refused = !turn.isHeld();
    return turn;
  }

  private void await(CompletableFuture<?> turn, Duration patience) {
    try {
      sleeper.await(turn, nanoClock, nanoClock.getAsLong() + patience.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The time of one update. Its user closes it.
  final class Turn implements AutoCloseable {
    private WriteTurns.Turn outside = WriteTurns.Turn.NONE;
    private boolean held;

    private Turn(Runnable waits) {
      resume(waits);
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
      resume(() -> {});
    }

    private void resume(Runnable waits) {
      held = acquired();
      if (held && others.isPresent()) {
        outside = acquiredOf(others.get(), waits);
      }
    }

    @Override
    public void close() {
      outside.close();
      if (held) {
        held = false;
        holder = null;
        permits.release(1);
      }
    }
  }
}

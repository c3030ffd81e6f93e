package dev.floe.internal.backend;

import dev.floe.internal.concurrent.Permits;
import dev.floe.storage.WriteTurns.Turn;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/// The turns of this process at one object, first come, first served. Any thread may call.
final class QueuedTurns {
  private static final int LONGEST_QUEUE = 1 << 16;

  // Whoever waits does so with a deadline of its own.
  private final Permits permits = new Permits(1, LONGEST_QUEUE, () -> 0);

  /// Waits for a turn; one that is not held where the queue is full.
  CompletableFuture<Turn> begin() {
    CompletableFuture<Turn> turn = new CompletableFuture<>();
    CompletableFuture<Void> place = permits.acquireAsync(1);
    place.whenComplete((_, full) -> {
      Turn begun = full == null ? new Held() : Turn.NONE;
      if (!turn.complete(begun)) {
        begun.close();
      }
    });
    turn.whenComplete((_, left) -> {
      if (left != null) {
        place.cancel(false);
      }
    });
    return turn;
  }

  private final class Held implements Turn {
    private final AtomicBoolean held = new AtomicBoolean(true);

    @Override
    public boolean isHeld() {
      return held.get();
    }

    @Override
    public void close() {
      if (held.getAndSet(false)) {
        permits.release(1);
      }
    }
  }
}

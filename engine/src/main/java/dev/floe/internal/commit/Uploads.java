package dev.floe.internal.commit;

import dev.floe.error.IcechunkException;
import dev.floe.internal.concurrent.Futures;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// The files of one commit that are on their way, all at once: nothing may point at them before
/// they have arrived. What costs time and need not be done in somebody's turn is begun after it,
/// with [#begin], which whoever flushes calls in any case. Any thread may add.
final class Uploads {
  private final List<CompletableFuture<?>> started = new ArrayList<>();
  private final List<Runnable> later = new ArrayList<>();

  synchronized void add(CompletableFuture<?> upload) {
    started.add(upload);
  }

  /// Adds a file that is encoded and sent when the others are begun.
  synchronized void addLater(Supplier<CompletableFuture<?>> upload) {
    CompletableFuture<Void> arrived = new CompletableFuture<>();
    started.add(arrived);
    later.add(() -> {
      try {
        upload.get().whenComplete((_, failure) -> end(arrived, failure));
      } catch (RuntimeException | Error e) {
        arrived.completeExceptionally(e);
      }
    });
  }

  private static void end(CompletableFuture<Void> arrived, Throwable failure) {
    if (failure == null) {
      arrived.complete(null);
    } else {
      arrived.completeExceptionally(failure);
    }
  }

  /// Begins with what was added for later; what was begun is not begun again.
  void begin() {
    List<Runnable> waiting;
    synchronized (this) {
      waiting = List.copyOf(later);
      later.clear();
    }
    waiting.forEach(Runnable::run);
  }

  /// Done when all files that were added so far have arrived, or one of them failed.
  synchronized CompletableFuture<Void> all() {
    return CompletableFuture.allOf(started.toArray(CompletableFuture[]::new));
  }

  /// Waits until all files have arrived, and throws the failure of one that did not.
  void await() {
    Futures.await(all());
  }

  /// Waits until nothing is on its way any more, for a commit that has failed otherwise: memory
  /// that uploads read from is given back by then.
  void settle() {
    begin();
    try {
      await();
    } catch (IcechunkException e) {
      // The commit failed before this, and has its own failure.
    }
  }
}

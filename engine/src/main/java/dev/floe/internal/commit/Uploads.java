package dev.floe.internal.commit;

import dev.floe.error.IcechunkException;
import dev.floe.internal.concurrent.Futures;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The files of one commit that are on their way, all at once: nothing may point at them before
/// they have arrived. Any thread may add.
final class Uploads {
  private final List<CompletableFuture<?>> started = new ArrayList<>();

  synchronized void add(CompletableFuture<?> upload) {
    started.add(upload);
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
    try {
      await();
    } catch (IcechunkException e) {
      // The commit failed before this, and has its own failure.
    }
  }
}

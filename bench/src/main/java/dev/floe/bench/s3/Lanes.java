package dev.floe.bench.s3;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/// Keeps a number of asynchronous reads in flight: where one ends, on whatever thread, the next
/// begins.
final class Lanes {
  /// One read into a slot of the destinations.
  @FunctionalInterface
  interface Read {
    CompletableFuture<?> of(int slot, long offset, int lengthBytes);
  }

  private final Load load;
  private final Read read;
  private final AtomicInteger running;
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  private Lanes(Load load, Read read) {
    this.load = load;
    this.read = read;
    this.running = new AtomicInteger(load.inFlight());
  }

  static void run(Load load, Read read) {
    Lanes lanes = new Lanes(load, read);
    for (int slot = 0; slot < load.inFlight(); slot++) {
      lanes.next(slot);
    }
    lanes.end.join();
  }

  private void next(int slot) {
    long offset = load.next();
    if (offset < 0) {
      if (running.decrementAndGet() == 0) {
        end.complete(null);
      }
      return;
    }
    read.of(slot, offset, load.lengthBytes())
        .whenComplete((_, thrown) -> {
          if (thrown == null) {
            next(slot);
          } else {
            end.completeExceptionally(thrown);
          }
        });
  }
}

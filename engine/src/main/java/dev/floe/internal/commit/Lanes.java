package dev.floe.internal.commit;

import dev.floe.internal.concurrent.Futures;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Pieces of blocking work done some at a time, one of the lanes being the caller's own thread.
public final class Lanes {
  private Lanes() {}

  /// Does all the work and answers the results in its order. When a piece fails no further one is
  /// begun, those under way are waited for, and the first failure is thrown.
  ///
  /// @param lanes how many pieces may be under way at once
  public static <T> List<T> run(Executor executor, int lanes, List<? extends Supplier<T>> work) {
    List<T> results = new ArrayList<>(Collections.nCopies(work.size(), null));
    AtomicInteger next = new AtomicInteger();
    Runnable lane =
        () -> {
          try {
            for (int i; (i = next.getAndIncrement()) < work.size(); ) {
              results.set(i, work.get(i).get());
            }
          } catch (RuntimeException | Error e) {
            next.set(work.size());
            throw e;
          }
        };
    List<CompletableFuture<Void>> others = new ArrayList<>();
    for (int i = 1; i < Math.min(lanes, work.size()); i++) {
      others.add(CompletableFuture.runAsync(lane, executor));
    }
    CompletableFuture<Void> own = CompletableFuture.runAsync(lane, Runnable::run);
    CompletableFuture<Void> all =
        CompletableFuture.allOf(others.toArray(CompletableFuture[]::new))
            .thenCombine(own, (a, b) -> a);
    Futures.await(all);
    return results;
  }
}

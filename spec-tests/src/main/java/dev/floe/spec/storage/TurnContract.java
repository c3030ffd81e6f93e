package dev.floe.spec.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.storage.Precondition;
import dev.floe.storage.WriteTurns;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Turns at replacing an object, where there are any.
public interface TurnContract extends ContractStore {
  /// Whether the store has turns.
  default boolean hasTurns() {
    return false;
  }

  @Test
  default void aStoreHasTurnsOrNone() {
    assertEquals(hasTurns(), storage().writeTurns().isPresent());
  }

  @Test
  default void oneHasTheTurnAtATime() throws Exception {
    if (!hasTurns()) {
      return;
    }
    put("repo", new byte[1], Precondition.ABSENT);
    WriteTurns turns = storage().writeTurns().orElseThrow();
    AtomicInteger inside = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        running.add(
            threads.submit(() -> {
              for (int times = 0; times < 50; times++) {
                try (WriteTurns.Turn turn = turns.begin("repo").join()) {
                  assertTrue(turn.isHeld());
                  assertEquals(1, inside.incrementAndGet());
                  Thread.yield();
                  inside.decrementAndGet();
                }
              }
            }));
      }
      for (Future<?> done : running) {
        done.get();
      }
    }
  }

  @Test
  default void whoLeavesTheQueueLeavesItToTheNext() {
    if (!hasTurns()) {
      return;
    }
    put("repo", new byte[1], Precondition.ABSENT);
    WriteTurns turns = storage().writeTurns().orElseThrow();
    WriteTurns.Turn first = turns.begin("repo").join();
    CompletableFuture<WriteTurns.Turn> gone = turns.begin("repo");
    CompletableFuture<WriteTurns.Turn> next = turns.begin("repo");
    assertFalse(gone.isDone() || next.isDone());
    assertTrue(gone.cancel(false));
    first.close();
    first.close();
    assertFalse(first.isHeld());
    next.join().close();
    try (WriteTurns.Turn again = turns.begin("repo").join()) {
      assertTrue(again.isHeld());
    }
  }

  @Test
  default void turnsAreNoObjects() {
    if (!hasTurns()) {
      return;
    }
    put("repo", new byte[1], Precondition.ABSENT);
    try (WriteTurns.Turn turn = storage().writeTurns().orElseThrow().begin("repo").join();
        var objects = storage().list("")) {
      assertTrue(turn.isHeld());
      assertEquals(List.of("repo"), objects.map(object -> object.key()).toList());
    }
  }
}

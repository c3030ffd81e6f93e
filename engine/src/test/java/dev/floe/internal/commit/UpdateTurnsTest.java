package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.storage.Storage;
import dev.floe.storage.WriteTurns;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(9)
class UpdateTurnsTest {
  private final UpdateTurns turns = new UpdateTurns(System::nanoTime, _ -> {}, Optional.empty());
  private final List<Integer> order = Collections.synchronizedList(new ArrayList<>());

  private Thread taking(int number, CountDownLatch until) {
    return Thread.ofVirtual()
        .start(() -> {
          try (UpdateTurns.Turn turn = turns.begin()) {
            assertTrue(turn.isHeld());
            order.add(number);
            CommittingSessions.awaited(until);
          }
        });
  }

  private static void untilWaiting(Thread thread) {
    while (thread.isAlive() && thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
  }

  @Test
  void whoComesFirstIsServedFirst() throws InterruptedException {
    CountDownLatch now = new CountDownLatch(0);
    List<Thread> threads = new ArrayList<>();
    try (UpdateTurns.Turn turn = turns.begin()) {
      assertTrue(turn.isHeld());
      for (int i = 0; i < 20; i++) {
        threads.add(taking(i, now));
        untilWaiting(threads.getLast());
      }
      assertEquals(List.of(), order);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(IntStream.range(0, 20).boxed().toList(), order);
    assertTrue(turns.isIdle());
  }

  @Test
  void whoPausesLetsTheOthersGoOn() throws InterruptedException {
    CountDownLatch now = new CountDownLatch(0);
    try (UpdateTurns.Turn turn = turns.begin()) {
      Thread other = taking(1, now);
      untilWaiting(other);
      turn.suspend();
      other.join();
      turn.resume();
      assertTrue(turn.isHeld());
      assertFalse(turns.isIdle());
    }
    assertTrue(turns.isIdle());
  }

  @Test
  void anUpdateWithinAnotherNeedsNoTurn() {
    try (UpdateTurns.Turn outer = turns.begin()) {
      try (UpdateTurns.Turn inner = turns.begin()) {
        assertFalse(inner.isHeld());
      }
      assertTrue(outer.isHeld());
      assertFalse(turns.isIdle());
    }
  }

  @Test
  void whoIsInterruptedGoesOnWithoutAndTakesNobodysTurn() throws InterruptedException {
    CountDownLatch gate = new CountDownLatch(1);
    Thread holder = taking(1, gate);
    while (order.isEmpty()) {
      Thread.onSpinWait();
    }
    Thread.currentThread().interrupt();
    try (UpdateTurns.Turn turn = turns.begin()) {
      assertFalse(turn.isHeld());
      assertTrue(Thread.interrupted());
    }
    gate.countDown();
    holder.join();
    assertTrue(turns.isIdle());
  }

  private static UpdateTurns turnsOf(WriteTurns others) {
    return new UpdateTurns(System::nanoTime, _ -> {}, Optional.of(others));
  }

  @Test
  void handlesOnOneStorageWaitForEachOther() throws InterruptedException {
    try (Storage storage = Storage.inMemory()) {
      UpdateTurns one = turnsOf(storage.writeTurns().orElseThrow());
      UpdateTurns other = turnsOf(storage.writeTurns().orElseThrow());
      Thread waiting;
      try (UpdateTurns.Turn turn = one.begin()) {
        waiting =
            Thread.ofVirtual()
                .start(() -> {
                  try (UpdateTurns.Turn later = other.begin()) {
                    assertTrue(later.isHeld());
                    order.add(2);
                  }
                });
        untilWaiting(waiting);
        order.add(1);
        assertTrue(turn.isHeld());
        turn.suspend();
        waiting.join();
        turn.resume();
      }
      assertEquals(List.of(1, 2), order);
      assertTrue(one.keepOthersBack() && other.keepOthersBack());
    }
  }

  @Test
  void whoIsToldNotToWaitForOthersDoesNotWaitForThemAgain() {
    List<CompletableFuture<WriteTurns.Turn>> asked = new ArrayList<>();
    UpdateTurns mine =
        turnsOf(_ -> {
          CompletableFuture<WriteTurns.Turn> turn = new CompletableFuture<>();
          asked.add(turn);
          if (asked.size() == 1) {
            turn.complete(WriteTurns.Turn.NONE);
          }
          return turn;
        });
    mine.begin().close();
    assertFalse(mine.keepOthersBack());
    try (UpdateTurns.Turn turn = mine.begin()) {
      assertTrue(turn.isHeld());
    }
    assertTrue(asked.get(1).isCancelled());
  }
}

package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.internal.commit.BuildGate.Entry;
import dev.floe.internal.commit.BuildGate.Meanwhile;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(9)
class BuildGateTest {
  /// Nothing to do while waiting.
  private static final Meanwhile NOTHING =
      new Meanwhile() {
        @Override
        public boolean isWanted() {
          return false;
        }

        @Override
        public void run() {
          throw new AssertionError("nothing is wanted");
        }

        @Override
        public boolean isOver() {
          return false;
        }

        @Override
        public boolean endsByInterrupt() {
          return true;
        }
      };

  private final BuildGate gate = new BuildGate();

  private CompletableFuture<Entry> entering() {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    CompletableFuture<Entry> entered = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> enter(asked, entered));
    asked.join();
    return entered;
  }

  private void enter(CompletableFuture<Void> asked, CompletableFuture<Entry> entered) {
    try {
      entered.complete(gate.enter(false, () -> asked.complete(null), NOTHING));
    } catch (InterruptedException e) {
      entered.completeExceptionally(e);
    }
  }

  @Test
  void whoeverWaitsIsLetInAndIsWaitedFor() throws ExecutionException, InterruptedException {
    assertFalse(gate.isWanted());
    CompletableFuture<Entry> one = entering();
    CompletableFuture<Entry> other = entering();
    assertTrue(gate.isWanted() && gate.isEmpty());
    gate.open(true);
    assertEquals(List.of(Entry.MOVED, Entry.MOVED), List.of(one.get(), other.get()));
    assertFalse(gate.isWanted() || gate.isEmpty());
    gate.leave();
    assertFalse(gate.isEmpty());
    gate.leave();
    assertTrue(gate.isEmpty());
  }

  @Test
  void whoComesLaterWaitsForTheNextTurnUnlessTheOthersWaitForIt() throws Exception {
    gate.open(false);
    assertEquals(Entry.ENTERED, gate.enter(true, () -> {}, NOTHING));
    CompletableFuture<Entry> later = entering();
    assertTrue(gate.isWanted());
    gate.leave();
    gate.close();
    assertTrue(gate.isEmpty());
    gate.open(true);
    assertEquals(Entry.MOVED, later.get());
    assertFalse(gate.isEmpty());
  }

  @Test
  void whoIsInterruptedIsNotWaitedFor() {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> gate.enter(false, () -> {}, NOTHING));
    assertFalse(gate.isWanted());
    gate.open(true);
    assertTrue(gate.isEmpty());
    assertThrows(
        IllegalStateException.class,
        () ->
            gate.enter(
                false,
                () -> {
                  throw new IllegalStateException("nobody publishes");
                },
                NOTHING));
    assertFalse(gate.isWanted());
    assertEquals(true, gate.isEmpty());
  }
}

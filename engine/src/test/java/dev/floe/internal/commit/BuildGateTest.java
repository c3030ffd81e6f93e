package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(9)
class BuildGateTest {
  private final BuildGate gate = new BuildGate();

  private CompletableFuture<Boolean> entering() {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    CompletableFuture<Boolean> entered = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> enter(asked, entered));
    asked.join();
    return entered;
  }

  private void enter(CompletableFuture<Void> asked, CompletableFuture<Boolean> entered) {
    try {
      entered.complete(gate.enter(false, () -> asked.complete(null)));
    } catch (InterruptedException e) {
      entered.completeExceptionally(e);
    }
  }

  @Test
  void whoeverWaitsIsLetInAndIsWaitedFor() throws ExecutionException, InterruptedException {
    assertFalse(gate.isWanted());
    CompletableFuture<Boolean> one = entering();
    CompletableFuture<Boolean> other = entering();
    assertTrue(gate.isWanted() && gate.isEmpty());
    gate.open(true);
    assertTrue(one.get() && other.get());
    assertFalse(gate.isWanted() || gate.isEmpty());
    gate.leave();
    assertFalse(gate.isEmpty());
    gate.leave();
    assertTrue(gate.isEmpty());
  }

  @Test
  void whoComesLaterWaitsForTheNextTurnUnlessTheOthersWaitForIt() throws Exception {
    gate.open(false);
    assertFalse(gate.enter(true, () -> {}));
    CompletableFuture<Boolean> later = entering();
    assertTrue(gate.isWanted());
    gate.leave();
    gate.close();
    assertTrue(gate.isEmpty());
    gate.open(true);
    assertTrue(later.get());
    assertFalse(gate.isEmpty());
  }

  @Test
  void whoIsInterruptedIsNotWaitedFor() {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> gate.enter(false, () -> {}));
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
                }));
    assertFalse(gate.isWanted());
    assertEquals(true, gate.isEmpty());
  }
}

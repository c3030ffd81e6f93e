package dev.floe.internal.concurrent;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.StorageException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PermitsTest {
  private static final Duration LONG = Duration.ofSeconds(100);

  private final AtomicLong clock = new AtomicLong();
  private final Permits permits = new Permits(10, 4, clock::get);

  @Test
  void weightsAddUpToTheCapacity() {
    assertTrue(permits.tryAcquire(6));
    assertFalse(permits.tryAcquire(5));
    assertTrue(permits.tryAcquire(4));
    assertTrue(permits.tryAcquire(0));
    assertFalse(permits.tryAcquire(1));
    permits.release(10);
    assertEquals(0, permits.admittedWeight());
    assertThrows(IllegalStateException.class, () -> permits.release(1));
    assertThrows(IllegalArgumentException.class, () -> permits.tryAcquire(-1));
  }

  @Test
  void whatIsLargerThanTheCapacityRunsAlone() {
    assertTrue(permits.tryAcquire(1));
    assertFalse(permits.tryAcquire(11));
    permits.release(1);
    assertTrue(permits.tryAcquire(Long.MAX_VALUE));
    assertFalse(permits.tryAcquire(1));
    permits.release(Long.MAX_VALUE);
  }

  @Test
  void firstComeFirstServed() {
    permits.acquire(8, LONG);
    CompletableFuture<Void> large = permits.acquireAsync(9);
    CompletableFuture<Void> small = permits.acquireAsync(1);
    assertFalse(permits.tryAcquire(1), "nobody overtakes");
    assertFalse(small.isDone());
    permits.release(8);
    assertTrue(large.isDone() && small.isDone());
    permits.release(10);
  }

  @Test
  void whoGivesUpMakesRoomForTheNext() {
    permits.acquire(8, LONG);
    CompletableFuture<Void> large = permits.acquireAsync(9);
    CompletableFuture<Void> small = permits.acquireAsync(2);
    assertTrue(large.cancel(true));
    assertTrue(small.isDone());
    assertEquals(0, permits.waiters());
    permits.release(10);
  }

  @Test
  void whoGivesUpInTheLastMomentKeepsNothing() {
    permits.acquire(10, LONG);
    CompletableFuture<Void> first = permits.acquireAsync(1);
    CompletableFuture<Void> second = permits.acquireAsync(1);
    CompletableFuture<Boolean> gaveUp = first.thenApply(done -> second.cancel(true));
    permits.release(10);
    assertTrue(gaveUp.join());
    assertEquals(1, permits.admittedWeight());
  }

  @Test
  void whoIsAdmittedInTheLastMomentIsAdmitted() throws Exception {
    permits.acquire(10, LONG);
    CompletableFuture<Void> first = permits.acquireAsync(1);
    FutureTask<Void> task = new FutureTask<>(() -> permits.acquire(2, LONG), null);
    Thread thread = Thread.ofVirtual().start(task);
    while (permits.waiters() != 2) {
      Thread.yield();
    }
    CompletableFuture<Void> late =
        first.thenRun(() -> {
          clock.set(LONG.toNanos());
          LockSupport.unpark(thread);
          assertDoesNotThrow(() -> task.get());
        });
    permits.release(10);
    late.join();
    assertEquals(3, permits.admittedWeight());
  }

  @Test
  void theQueueIsBounded() {
    permits.acquire(10, LONG);
    for (int i = 0; i < 4; i++) {
      assertFalse(permits.acquireAsync(1).isDone());
    }
    assertThrows(StorageException.class, () -> permits.acquire(1, LONG));
    assertThrows(CompletionException.class, () -> permits.acquireAsync(1).join());
    permits.release(10);
    assertEquals(4, permits.admittedWeight());
  }

  @Test
  void theDeadlineIsTheClocks() throws Exception {
    permits.acquire(10, LONG);
    FutureTask<StorageException> task =
        new FutureTask<>(() ->
            assertThrows(StorageException.class, () -> permits.acquire(1, Duration.ofSeconds(3))));
    Thread thread = Thread.ofVirtual().start(task);
    while (permits.waiters() != 1) {
      Thread.yield();
    }
    clock.set(3_000_000_000L);
    LockSupport.unpark(thread);
    assertTrue(task.get().retryable());
    assertEquals(0, permits.waiters());
  }

  @Test
  void anInterruptEndsTheWaitAndIsKept() throws Exception {
    permits.acquire(10, LONG);
    FutureTask<Boolean> task =
        new FutureTask<>(() -> {
          assertFalse(
              assertThrows(StorageException.class, () -> permits.acquire(1, LONG)).retryable());
          return Thread.currentThread().isInterrupted();
        });
    Thread thread = Thread.ofVirtual().start(task);
    while (permits.waiters() != 1) {
      Thread.yield();
    }
    thread.interrupt();
    assertTrue(task.get());
  }

  @Test
  void growingAdmitsAndShrinkingLetsRunOut() {
    permits.acquire(10, LONG);
    CompletableFuture<Void> next = permits.acquireAsync(5);
    permits.resize(15);
    assertTrue(next.isDone());
    permits.resize(3);
    permits.release(10);
    assertFalse(permits.tryAcquire(1));
    permits.release(5);
    assertTrue(permits.tryAcquire(3));
  }

  @Test
  void callbacksThatReleaseDoNotNest() {
    Permits one = new Permits(1, 100_000, clock::get);
    one.acquire(1, LONG);
    AtomicLong ran = new AtomicLong();
    for (int i = 0; i < 50_000; i++) {
      one.acquireAsync(1)
          .thenRun(() -> {
            ran.incrementAndGet();
            one.release(1);
          });
    }
    one.release(1);
    assertEquals(50_000, ran.get());
    assertEquals(0, one.admittedWeight());
  }
}

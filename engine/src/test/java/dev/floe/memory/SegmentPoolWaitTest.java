package dev.floe.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SegmentPoolWaitTest {
  private static final long LIMIT = 1 << 20;

  private final AtomicLong clock = new AtomicLong();
  private final ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
  private final AtomicReference<Runnable> onShortage = new AtomicReference<>(() -> {});
  private final SegmentPool pool =
      new SegmentPool(
          SegmentPool.Options.limitedTo(LIMIT)
              .withLongestQueue(3)
              .withPatience(Duration.ofSeconds(5))
              .withListener(new Listener()),
          clock::get);
  private final List<Thread> threads = new ArrayList<>();

  private final class Listener implements SegmentPool.PressureListener {
    @Override
    public void onShortage(long neededBytes) {
      told.add("short of " + neededBytes);
      onShortage.get().run();
    }

    @Override
    public void onWaited(long neededBytes, long waitedNanos, boolean served) {
      told.add("waited " + waitedNanos + " for " + neededBytes + ": " + served);
    }
  }

  @AfterEach
  void close() throws InterruptedException {
    pool.close();
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(0, pool.statistics().committedBytes());
  }

  private <T> FutureTask<T> start(java.util.concurrent.Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    threads.add(Thread.ofVirtual().start(task));
    return task;
  }

  private void awaitWaiters(int count) {
    while (pool.statistics().waiters() != count) {
      Thread.yield();
    }
  }

  @Test
  void aWaiterGetsWhatIsReturned() throws Exception {
    SegmentLease all = pool.lease(LIMIT);
    FutureTask<Long> waiter =
        start(() -> {
          try (SegmentLease lease = pool.lease(5000)) {
            return lease.lengthBytes();
          }
        });
    awaitWaiters(1);
    clock.set(7);
    all.close();
    assertEquals(5000, waiter.get());
    assertEquals(List.of("short of 5120", "waited 7 for 5120: true"), List.copyOf(told));
  }

  @Test
  void firstComeFirstServedAndTheLargeAreNotStarved() throws Exception {
    SegmentLease half = pool.lease(LIMIT / 2);
    SegmentLease slot = pool.lease(4096);
    ConcurrentLinkedQueue<String> order = new ConcurrentLinkedQueue<>();
    CountDownLatch go = new CountDownLatch(1);
    FutureTask<Boolean> large =
        start(() -> {
          try (SegmentLease lease = pool.lease(LIMIT)) {
            order.add("large");
            go.await();
            return lease.lengthBytes() == LIMIT;
          }
        });
    awaitWaiters(1);
    FutureTask<Boolean> small =
        start(() -> {
          pool.lease(1).close();
          return order.add("small");
        });
    awaitWaiters(2);
    assertFalse(pool.tryLease(1).isPresent(), "nobody overtakes");
    half.close();
    assertEquals(2, pool.statistics().waiters(), "the small one is behind the large one");
    slot.close();
    go.countDown();
    assertTrue(large.get());
    assertTrue(small.get());
    assertEquals(List.of("large", "small"), List.copyOf(order));
  }

  @Test
  void theDeadlineIsTheClocks() throws Exception {
    SegmentLease all = pool.lease(LIMIT);
    FutureTask<StorageException> late =
        start(() -> assertThrows(StorageException.class, () -> pool.lease(1)));
    awaitWaiters(1);
    FutureTask<Boolean> patient =
        start(() -> {
          try (SegmentPool.Reservation room = pool.reserve(1, Duration.ofSeconds(9))) {
            return room.lengthBytes() == 1;
          }
        });
    awaitWaiters(2);
    clock.set(Duration.ofSeconds(5).toNanos());
    threads.forEach(LockSupport::unpark);
    StorageException failure = late.get();
    assertEquals(ErrorKind.STORAGE_OTHER, failure.kind());
    assertTrue(failure.retryable());
    assertTrue(failure.getMessage().contains("within 5000 ms"), failure.getMessage());
    awaitWaiters(1);
    all.close();
    assertTrue(patient.get());
  }

  @Test
  void whoGivesUpLetsTheNextPass() throws Exception {
    SegmentLease slot = pool.lease(LIMIT / 2);
    FutureTask<StorageException> large =
        start(() -> assertThrows(StorageException.class, () -> pool.lease(LIMIT)));
    awaitWaiters(1);
    FutureTask<Long> small =
        start(() -> {
          try (SegmentLease lease = pool.lease(4096, Duration.ofSeconds(90))) {
            return lease.lengthBytes();
          }
        });
    awaitWaiters(2);
    clock.set(Duration.ofSeconds(5).toNanos());
    LockSupport.unpark(threads.getFirst());
    assertTrue(large.get().retryable());
    assertEquals(4096, small.get());
    slot.close();
  }

  @Test
  void theQueueIsBounded() throws Exception {
    SegmentLease all = pool.lease(LIMIT);
    List<FutureTask<Boolean>> waiters = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiters.add(
          start(() -> {
            pool.lease(1).close();
            return true;
          }));
      awaitWaiters(i + 1);
    }
    StorageException full = assertThrows(StorageException.class, () -> pool.lease(1));
    assertTrue(full.getMessage().contains("3 callers wait"), full.getMessage());
    all.close();
    for (FutureTask<Boolean> waiter : waiters) {
      assertTrue(waiter.get());
    }
  }

  @Test
  void anInterruptEndsTheWaitAndIsKept() throws Exception {
    SegmentLease all = pool.lease(LIMIT);
    FutureTask<Boolean> waiter =
        start(() -> {
          StorageException failure = assertThrows(StorageException.class, () -> pool.lease(1));
          assertInstanceOf(InterruptedException.class, failure.getCause());
          assertFalse(failure.retryable());
          return Thread.currentThread().isInterrupted();
        });
    awaitWaiters(1);
    threads.getFirst().interrupt();
    assertTrue(waiter.get());
    assertEquals(0, pool.statistics().waiters());
    all.close();
  }

  @Test
  void whoeverIsToldOfShortageCanEndIt() {
    SegmentLease cached = pool.lease(LIMIT);
    onShortage.set(cached::close);
    pool.lease(1).close();
    assertEquals(List.of("short of 4096", "waited 0 for 4096: true"), List.copyOf(told));
  }

  @Test
  void closingThePoolTurnsWaitersAway() throws Exception {
    SegmentLease all = pool.lease(LIMIT);
    FutureTask<IllegalStateException> waiter =
        start(() -> assertThrows(IllegalStateException.class, () -> pool.lease(1)));
    awaitWaiters(1);
    pool.close();
    assertTrue(waiter.get().getMessage().contains("closed"));
    all.close();
  }
}

package dev.floe.internal.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SingleFlightTest {
  private final SingleFlight<String, Object> flights = new SingleFlight<>();
  private final AtomicInteger loads = new AtomicInteger();
  private final CountDownLatch gate = new CountDownLatch(1);

  private static <T> FutureTask<T> start(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofVirtual().start(task);
    return task;
  }

  private Object pass() {
    loads.incrementAndGet();
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted load", e);
    }
    return new Object();
  }

  private void awaitWaiters(int count) {
    while (flights.waiters("key") != count) {
      Thread.yield();
    }
  }

  @Test
  void concurrentMissesShareOneLoad() throws Exception {
    List<FutureTask<Object>> callers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      callers.add(start(() -> flights.load("key", this::pass)));
    }
    awaitWaiters(19);
    assertEquals("other", flights.load("other key", () -> "other"));
    gate.countDown();
    Object value = callers.getFirst().get();
    for (FutureTask<Object> caller : callers) {
      assertSame(value, caller.get());
    }
    assertEquals(1, loads.get());
    assertEquals("again", flights.load("key", () -> "again"));
  }

  @Test
  void aFailureIsNotSharedAndTheNextWaiterLoads() throws Exception {
    FutureTask<IllegalStateException> first =
        start(() ->
            assertThrows(
                IllegalStateException.class,
                () ->
                    flights.load(
                        "key",
                        () -> {
                          pass();
                          throw new IllegalStateException("mine");
                        })));
    while (loads.get() == 0) {
      Thread.yield();
    }
    List<FutureTask<Object>> others = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      others.add(
          start(() ->
              flights.load(
                  "key",
                  () -> {
                    loads.incrementAndGet();
                    awaitWaiters(4);
                    return "fine";
                  })));
    }
    awaitWaiters(5);
    gate.countDown();
    assertEquals("mine", first.get().getMessage());
    for (FutureTask<Object> other : others) {
      assertEquals("fine", other.get());
    }
    assertEquals(2, loads.get());
  }

  @Test
  void anInterruptedWaiterLeavesTheRestAlone() throws Exception {
    FutureTask<Object> leader = start(() -> flights.load("key", this::pass));
    while (loads.get() == 0) {
      Thread.yield();
    }
    FutureTask<Boolean> impatient =
        new FutureTask<>(() -> {
          StorageException failure =
              assertThrows(StorageException.class, () -> flights.load("key", () -> "never asked"));
          assertInstanceOf(InterruptedException.class, failure.getCause());
          return Thread.currentThread().isInterrupted();
        });
    Thread thread = Thread.ofVirtual().start(impatient);
    FutureTask<Object> patient = start(() -> flights.load("key", () -> "never asked"));
    awaitWaiters(2);
    thread.interrupt();
    assertTrue(impatient.get());
    awaitWaiters(1);
    gate.countDown();
    assertSame(leader.get(), patient.get());
  }

  @Test
  void anInterruptedLeaderFailsAlone() throws Exception {
    FutureTask<Object> leader = new FutureTask<>(() -> flights.load("key", this::pass));
    Thread thread = Thread.ofVirtual().start(leader);
    while (loads.get() == 0) {
      Thread.yield();
    }
    FutureTask<Object> next = start(() -> flights.load("key", () -> "fine"));
    awaitWaiters(1);
    thread.interrupt();
    assertEquals("fine", next.get());
    assertThrows(Exception.class, leader::get);
  }

  @Test
  void aLoaderMayNotWaitForItself() {
    assertThrows(
        IllegalStateException.class,
        () -> flights.load("key", () -> flights.load("key", () -> "inner")));
    assertEquals("outer", flights.load("key", () -> "outer"));
  }
}

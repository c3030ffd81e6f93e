package dev.floe.internal.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LocalOperationTest {
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private final AtomicInteger runs = new AtomicInteger();

  private CompletableFuture<Integer> start() {
    return LocalOperation.start(waiting::add, runs::incrementAndGet);
  }

  @Test
  void whoWaitsDoesTheWork() throws Exception {
    assertEquals(1, start().join());
    assertEquals(2, start().get());
    waiting.forEach(Runnable::run);
    assertEquals(2, runs.get(), "no work is done twice");
  }

  @Test
  void whoWaitsWithALimitDoesNot() {
    CompletableFuture<Integer> operation = start();
    assertThrows(TimeoutException.class, () -> operation.get(1, TimeUnit.NANOSECONDS));
    assertEquals(0, runs.get());
    waiting.forEach(Runnable::run);
    assertEquals(1, operation.join());
  }

  @Test
  void anInterruptedThreadLeavesItToTheExecutor() {
    CompletableFuture<Integer> operation = start();
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, operation::get);
    assertEquals(0, runs.get());
  }

  @Test
  void cancelledBeforeItBeginsItDoesNotBegin() {
    CompletableFuture<Integer> operation = start();
    assertTrue(operation.cancel(true));
    assertTrue(operation.cancel(true), "cancelled is cancelled");
    waiting.forEach(Runnable::run);
    assertEquals(0, runs.get());
    assertThrows(CancellationException.class, operation::join);
  }

  @Test
  void begunItIsCompletedByItsEndAlone() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    CompletableFuture<String> operation =
        LocalOperation.start(
            waiting::add,
            () -> {
              begun.countDown();
              try {
                end.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              return "done";
            });
    Thread worker = Thread.ofPlatform().start(waiting.poll());
    begun.await();
    assertFalse(operation.cancel(true));
    assertFalse(operation.complete("other"));
    assertFalse(operation.completeExceptionally(new RuntimeException()));
    operation.orTimeout(1, TimeUnit.NANOSECONDS);
    assertFalse(operation.isDone());
    assertThrows(UnsupportedOperationException.class, () -> operation.obtrudeValue("other"));
    end.countDown();
    worker.join();
    assertEquals("done", operation.join());
  }

  @Test
  void aFailureIsTheOutcome() {
    CompletableFuture<?> operation =
        LocalOperation.start(
            waiting::add,
            () -> {
              throw new IllegalStateException("mine");
            });
    assertEquals(
        "mine", assertThrows(CompletionException.class, operation::join).getCause().getMessage());
  }

  @Test
  void closedThreadsLeaveTheWorkToTheCaller() {
    LocalThreads threads = new LocalThreads();
    threads.close();
    Thread[] worker = new Thread[1];
    threads.execute(() -> worker[0] = Thread.currentThread());
    assertEquals(Thread.currentThread(), worker[0]);
  }
}

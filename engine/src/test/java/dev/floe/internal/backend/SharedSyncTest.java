package dev.floe.internal.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(9)
class SharedSyncTest {
  private final SharedSync shared = new SharedSync();
  private final AtomicInteger runs = new AtomicInteger();

  private CompletableFuture<Void> asking(SharedSync.Sync sync, List<Thread> threads) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Runnable ask =
        () -> {
          try {
            shared.sync(sync);
            done.complete(null);
          } catch (IOException e) {
            done.completeExceptionally(e);
          }
        };
    threads.add(Thread.ofPlatform().daemon().start(ask));
    return done;
  }

  private static void awaitParked(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  /// The first holds on until it is let go; then five have asked meanwhile.
  private List<CompletableFuture<Void>> fiveDuring(SharedSync.Sync first, SharedSync.Sync rest)
      throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    List<CompletableFuture<Void>> all = new ArrayList<>();
    SharedSync.Sync held =
        () -> {
          begun.countDown();
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          first.run();
        };
    all.add(asking(held, threads));
    begun.await();
    for (int i = 0; i < 5; i++) {
      all.add(asking(rest, threads));
      awaitParked(threads.getLast());
    }
    assertEquals(0, runs.get());
    go.countDown();
    return all;
  }

  @Test
  void oneServesAllWhoAskedBeforeItBegan() throws Exception {
    SharedSync.Sync counted = runs::incrementAndGet;
    for (CompletableFuture<Void> one : fiveDuring(counted, counted)) {
      one.get();
    }
    assertEquals(2, runs.get());
    shared.sync(counted);
    shared.sync(counted);
    assertEquals(4, runs.get());
  }

  @Test
  void aFailureIsToldToAllItWasFor() throws Exception {
    SharedSync.Sync fails =
        () -> {
          runs.incrementAndGet();
          throw new IOException("no room");
        };
    List<CompletableFuture<Void>> all = fiveDuring(runs::incrementAndGet, fails);
    all.removeFirst().get();
    for (CompletableFuture<Void> one : all) {
      ExecutionException failed = assertThrows(ExecutionException.class, one::get);
      assertEquals("no room", failed.getCause().getMessage());
    }
    assertEquals(2, runs.get());
    shared.sync(runs::incrementAndGet);
    assertEquals(3, runs.get());
  }

  @Test
  void whoComesDuringOneThatFailsIsServedByTheNext() throws Exception {
    SharedSync.Sync fails =
        () -> {
          throw new IOException("no room");
        };
    List<CompletableFuture<Void>> all = fiveDuring(fails, runs::incrementAndGet);
    assertThrows(ExecutionException.class, all.removeFirst()::get);
    for (CompletableFuture<Void> one : all) {
      one.get();
    }
    assertEquals(1, runs.get());
  }
}

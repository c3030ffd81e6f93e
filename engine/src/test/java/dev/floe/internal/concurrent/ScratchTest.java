package dev.floe.internal.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What is handed out is used by one at a time, and again when it comes back.
class ScratchTest {
  private static final int THREADS = 96;
  private static final int CALLS = 2_000;

  @Test
  void whatCameBackIsTakenAgain() {
    Scratch<Object> scratch = new Scratch<>(Object::new);
    Object first = scratch.take();
    Object second = scratch.take();
    assertNotSame(first, second);
    scratch.give(first);
    assertSame(first, scratch.take());
  }

  /// More threads than places, so that many of them come to the same one.
  @Test
  void nobodyHasWhatAnotherHas() throws InterruptedException {
    Scratch<AtomicBoolean> scratch = new Scratch<>(AtomicBoolean::new);
    AtomicInteger shared = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      threads.add(Thread.ofPlatform().start(() -> use(scratch, shared)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(0, shared.get());
  }

  private static void use(Scratch<AtomicBoolean> scratch, AtomicInteger shared) {
    for (int i = 0; i < CALLS; i++) {
      AtomicBoolean used = scratch.take();
      if (used.getAndSet(true)) {
        shared.incrementAndGet();
      }
      Thread.yield();
      used.set(false);
      scratch.give(used);
    }
  }
}

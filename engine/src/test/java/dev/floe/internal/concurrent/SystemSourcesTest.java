package dev.floe.internal.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SystemSourcesTest {
  private final Sources sources = SystemSources.all();

  @Test
  void theClockCountsWholeMicroseconds() {
    for (int i = 0; i < 100; i++) {
      assertEquals(0, sources.clock().instant().getNano() % 1000);
    }
  }

  @Test
  void numbersDifferAndWorkRunsElsewhere() {
    assertNotEquals(sources.random().nextLong(), sources.random().nextLong());
    Thread thread = CompletableFuture.supplyAsync(Thread::currentThread, sources.executor()).join();
    assertTrue(thread.isVirtual());
    assertNotEquals(Thread.currentThread(), thread);
  }
}

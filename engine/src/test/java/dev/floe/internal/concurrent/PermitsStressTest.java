package dev.floe.internal.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PermitsStressTest {
  @Property(tries = 5)
  void neverMoreThanTheCapacityAtOnce(@ForAll long seed) throws Exception {
    Permits some = new Permits(100, 1000, System::nanoTime);
    AtomicLong running = new AtomicLong();
    List<FutureTask<Void>> tasks = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Random random = new Random(seed + t);
      FutureTask<Void> task =
          new FutureTask<>(() -> {
            for (int i = 0; i < 2000; i++) {
              long weight = 1 + random.nextInt(70);
              if (random.nextInt(4) == 0) {
                CompletableFuture<Void> admitted = some.acquireAsync(weight);
                if (random.nextBoolean() && admitted.cancel(true)) {
                  continue;
                }
                admitted.join();
              } else {
                some.acquire(weight, Duration.ofSeconds(100));
              }
              assertTrue(running.addAndGet(weight) <= 100);
              Thread.yield();
              running.addAndGet(-weight);
              some.release(weight);
            }
            return null;
          });
      tasks.add(task);
      Thread.ofPlatform().start(task);
    }
    for (FutureTask<Void> task : tasks) {
      task.get();
    }
    assertEquals(0, some.admittedWeight());
    assertEquals(0, some.waiters());
  }
}

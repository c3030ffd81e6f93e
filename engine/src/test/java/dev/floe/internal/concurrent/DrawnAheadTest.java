package dev.floe.internal.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class DrawnAheadTest {
  private static final int THREADS = 50;
  private static final int DRAWS = 2_000;

  /// Counts: a number that is given to two threads, or twice to one, is noticed.
  private static final class Counting implements RandomGenerator {
    private final AtomicLong next = new AtomicLong(1);

    @Override
    public long nextLong() {
      return next.getAndIncrement();
    }
  }

  @Test
  void noNumberIsGivenTwice() throws Exception {
    RandomGenerator numbers = new DrawnAhead(new Counting());
    Set<Long> seen = ConcurrentHashMap.newKeySet();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> running = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        running.add(
            threads.submit(() -> {
              for (int i = 0; i < DRAWS; i++) {
                seen.add(numbers.nextLong());
              }
            }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    }
    assertEquals(THREADS * DRAWS, seen.size());
  }
}

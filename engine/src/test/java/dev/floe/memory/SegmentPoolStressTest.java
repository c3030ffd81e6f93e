package dev.floe.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Threads that lease, share, verify and close under a limit that is too small for all of them.
@Timeout(60)
class SegmentPoolStressTest {
  private static final int THREADS = 6;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void nobodyGetsTheMemoryOfAnother(long seed) throws Exception {
    SegmentPool pool = new SegmentPool(SegmentPool.Options.limitedTo(2 << 20), System::nanoTime);
    List<FutureTask<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int mark = i;
      FutureTask<Integer> task = new FutureTask<>(() -> work(pool, new Random(seed + mark), mark));
      tasks.add(task);
      (i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual()).start(task);
    }
    int served = 0;
    for (FutureTask<Integer> task : tasks) {
      served += task.get();
    }
    assertEquals(THREADS * 3000, served);
    assertEquals(0, pool.statistics().leasedBytes());
    assertEquals(0, pool.statistics().waiters());
    assertTrue(pool.statistics().peakBytes() <= 2 << 20);
    pool.close();
    assertEquals(0, pool.statistics().committedBytes());
  }

  private static int work(SegmentPool pool, Random random, int mark) {
    int[] lengths = {100, 4096, 40_000, 65_536, 300_000, 900_000};
    int served = 0;
    for (int i = 0; i < 3000; i++) {
      long length = lengths[random.nextInt(i % 50 == 0 ? lengths.length : 4)];
      try (SegmentLease lease = pool.lease(length)) {
        MemorySegment segment = lease.segment();
        byte value = (byte) (mark * 40 + i % 40);
        segment.fill(value);
        Thread.yield();
        try (SegmentLease part = lease.slice(length / 2, length / 2)) {
          assertEquals(value, part.segment().get(ValueLayout.JAVA_BYTE, 0));
        }
        assertEquals(-1, segment.asSlice(1).mismatch(segment.asSlice(0, length - 1)));
        assertEquals(value, segment.get(ValueLayout.JAVA_BYTE, 0));
        served++;
      }
    }
    return served;
  }
}

package dev.floe.internal.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/// What a piece of work allocates on the heap once it is warm.
final class Allocations {
  private Allocations() {}

  /// Runs work that gives 0 a few times, then once more and says how many bytes that allocated. The
  /// best of a few rounds counts: what the runtime does for itself is not meant.
  static long of(LongSupplier work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      assertEquals(0, work.getAsLong());
      best = Math.min(best, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return best;
  }
}

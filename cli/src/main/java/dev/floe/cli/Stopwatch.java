package dev.floe.cli;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.LongSupplier;

/// Runs a read over and over for a while and notes how long each took. One thread.
final class Stopwatch {
  /// One read, the so-manieth; answers how many bytes it gave.
  @FunctionalInterface
  interface Read {
    long run(int number);
  }

  private static final int MOST_READS = 1 << 20;

  private final LongSupplier nanoClock;
  private final LongSupplier requests;
  private final long limitNanos;
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /// @param requests how many requests there were so far
  /// @param limitNanos after how long no further read begins
  Stopwatch(LongSupplier nanoClock, LongSupplier requests, long limitNanos) {
    this.nanoClock = nanoClock;
    this.requests = requests;
    this.limitNanos = limitNanos;
  }

  /// @param most at most so many reads; the first always happens
  Measurement measure(String name, int most, Read read) {
    long[] nanos = new long[Math.min(most, MOST_READS)];
    long bytes = 0;
    int count = 0;
    long requestsBefore = requests.getAsLong();
    long heapBefore = threads.getCurrentThreadAllocatedBytes();
    long start = nanoClock.getAsLong();
    long before = start;
    do {
      bytes += read.run(count);
      long now = nanoClock.getAsLong();
      nanos[count++] = now - before;
      before = now;
    } while (count < nanos.length && before - start < limitNanos);
    long heap = threads.getCurrentThreadAllocatedBytes() - heapBefore;
    return Measurement.of(
        name,
        Arrays.copyOf(nanos, count),
        count,
        bytes,
        before - start,
        requests.getAsLong() - requestsBefore,
        heap);
  }
}

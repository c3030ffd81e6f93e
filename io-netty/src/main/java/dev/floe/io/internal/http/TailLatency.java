package dev.floe.io.internal.http;

import java.util.Arrays;

/// How long a host takes to begin an answer, at the slow end: the 95th percentile of the last
/// answers. Not thread-safe.
final class TailLatency {
  private static final int REMEMBERED = 128;
  private static final int FEW = 32;

  private final long[] nanos = new long[REMEMBERED];
  private int seen;
  private long p95Nanos = Long.MAX_VALUE;

  void record(long tookNanos) {
    nanos[seen % REMEMBERED] = tookNanos;
    seen = seen + 1 == 2 * REMEMBERED ? REMEMBERED : seen + 1;
    if (seen % FEW == 0) {
      long[] sorted = Arrays.copyOf(nanos, Math.min(seen, REMEMBERED));
      Arrays.sort(sorted);
      p95Nanos = sorted[sorted.length * 95 / 100];
    }
  }

  /// The percentile; without limit while too little is known.
  long p95Nanos() {
    return p95Nanos;
  }
}

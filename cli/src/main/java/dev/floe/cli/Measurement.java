package dev.floe.cli;

import java.util.Arrays;

/// What one case of `floe bench` showed. `heapBytesPerRead` counts the measuring thread alone.
record Measurement(
    String name,
    long reads,
    long bytes,
    double p50Micros,
    double p99Micros,
    double gigabytesPerSecond,
    long requests,
    double heapBytesPerRead) {
  /// Sums up.
  ///
  /// @param nanos how long each read took, the first `reads` of it
  /// @param elapsedNanos how long all of it took together
  static Measurement of(
      String name,
      long[] nanos,
      int reads,
      long bytes,
      long elapsedNanos,
      long requests,
      long heapBytes) {
    long[] sorted = Arrays.copyOf(nanos, reads);
    Arrays.sort(sorted);
    return new Measurement(
        name,
        reads,
        bytes,
        percentile(sorted, 50) / 1e3,
        percentile(sorted, 99) / 1e3,
        elapsedNanos == 0 ? 0 : (double) bytes / elapsedNanos,
        requests,
        reads == 0 ? 0 : (double) heapBytes / reads);
  }

  /// The smallest value that so many percent do not exceed; 0 of none.
  private static long percentile(long[] sorted, int percent) {
    if (sorted.length == 0) {
      return 0;
    }
    int rank = (int) Math.ceilDiv((long) sorted.length * percent, 100L);
    return sorted[Math.max(0, rank - 1)];
  }

  Fields fields() {
    return new Fields()
        .text("case", name)
        .number("reads", reads)
        .number("bytes", bytes)
        .measure("p50_us", p50Micros)
        .measure("p99_us", p99Micros)
        .measure("gb_per_s", gigabytesPerSecond)
        .number("requests", requests)
        .measure("heap_bytes_per_read", heapBytesPerRead);
  }
}

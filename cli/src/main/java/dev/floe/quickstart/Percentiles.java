package dev.floe.quickstart;

import java.util.Arrays;

/// Percentiles by nearest rank: the smallest value that at least that share of all values does not
/// exceed. Always a value that was measured, never one in between.
final class Percentiles {
  private final long[] sorted;

  /// Copies and sorts the values; there must be at least one.
  Percentiles(long[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("percentiles of nothing");
    }
    sorted = values.clone();
    Arrays.sort(sorted);
  }

  /// The value at a percentage above 0 and up to 100.
  long at(double percent) {
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return sorted[Math.clamp(rank, 1, sorted.length) - 1];
  }
}

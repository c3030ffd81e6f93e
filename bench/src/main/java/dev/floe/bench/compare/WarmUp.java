package dev.floe.bench.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The runs of one peer before it is measured: they end when it has become as fast as it gets, and
/// not before a while. How many runs that takes depends on the machine as much as on the peer, and
/// a peer that is still compiling its code is not what is asked about.
final class WarmUp {
  /// So many runs in a row are no faster than the fastest before them when it is warm.
  private static final int ALIKE = 3;

  /// What is called faster, in times of the fastest before.
  private static final double FASTER = 0.95;

  private final ComparedCase.Limits limits;
  private final List<Double> runs = new ArrayList<>();
  private long spentNanos;

  WarmUp(ComparedCase.Limits limits) {
    this.limits = limits;
  }

  /// @param wallNanos it took as a whole
  /// @param each what one repetition took
  void ran(long wallNanos, double each) {
    spentNanos += wallNanos;
    runs.add(each);
  }

  /// Whether it is over.
  boolean isOver() {
    if (spentNanos < limits.warmUpNanos()) {
      return false;
    }
    return spentNanos >= limits.patienceNanos() || isSteady();
  }

  /// Whether the last runs were no faster than those before.
  boolean isSteady() {
    int before = runs.size() - ALIKE;
    return before > 0
        && Collections.min(runs.subList(before, runs.size()))
            >= FASTER * Collections.min(runs.subList(0, before));
  }
}

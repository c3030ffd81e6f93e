package dev.floe.bench.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The figures of one peer in one case, a round each.
final class Samples {
  private final List<Double> figures = new ArrayList<>();
  private long lost;
  private long work;

  void add(double figure, long done, long missing) {
    figures.add(figure);
    work += done;
    lost += missing;
  }

  int count() {
    return figures.size();
  }

  double median() {
    return quantile(0.5);
  }

  /// The distance of the quartiles, as a part of the median.
  double spread() {
    return (quantile(0.75) - quantile(0.25)) / median();
  }

  /// Work that was acknowledged and is not there, as a part of all that was acknowledged.
  double lost() {
    return lost == 0 ? 0 : (double) lost / (work + lost);
  }

  private double quantile(double part) {
    List<Double> sorted = new ArrayList<>(figures);
    Collections.sort(sorted);
    double at = part * (sorted.size() - 1);
    double low = sorted.get((int) Math.floor(at));
    double high = sorted.get((int) Math.ceil(at));
    return low + (high - low) * (at - Math.floor(at));
  }
}

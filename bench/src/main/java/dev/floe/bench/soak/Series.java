package dev.floe.bench.soak;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// What gauges showed over time, by name, in the order in which they were first read. For one
/// thread.
final class Series {
  /// The readings of one gauge.
  ///
  /// @param minutes when, since the beginning
  /// @param values at most as many
  record Line(String unit, double[] minutes, double[] values) {
    private Line with(double minute, double value) {
      double[] moreMinutes = Arrays.copyOf(minutes, minutes.length + 1);
      double[] moreValues = Arrays.copyOf(values, values.length + 1);
      moreMinutes[minutes.length] = minute;
      moreValues[values.length] = value;
      return new Line(unit, moreMinutes, moreValues);
    }

    double max() {
      return Arrays.stream(values).max().orElse(0);
    }
  }

  private final Map<String, Line> lines = new LinkedHashMap<>();

  void add(String gauge, String unit, double minute, double value) {
    Line line = lines.computeIfAbsent(gauge, _ -> new Line(unit, new double[0], new double[0]));
    lines.put(gauge, line.with(minute, value));
  }

  Map<String, Line> lines() {
    return lines;
  }

  /// The last reading of a gauge; 0 if there is none.
  double last(String gauge) {
    Line line = lines.get(gauge);
    return line == null ? 0 : line.values()[line.values().length - 1];
  }
}

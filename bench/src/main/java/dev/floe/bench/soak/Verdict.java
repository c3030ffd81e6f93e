package dev.floe.bench.soak;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/// What may not be: something grows in the second half of a run by more than its bound, or reads
/// are late.
final class Verdict {
  /// How much something may grow.
  ///
  /// @param absolute in its unit
  /// @param part and of its median
  private record Bound(double absolute, double part) {
    double of(Trend trend) {
      return absolute + part * trend.median();
    }
  }

  /// By the end of a gauge's name. Heap is what is left after a collection; what counts memory and
  /// files settles within a few percent, and a history is as long as what was committed lately. The
  /// transaction logs of expired commits stay, and a name for each in the repository file: their
  /// number is drawn and not judged, what they take is part of what is stored.
  private static final Map<String, Bound> BOUNDS = new LinkedHashMap<>();

  static {
    BOUNDS.put(Gauges.HEAP, new Bound(6, 0.05));
    BOUNDS.put(Gauges.RSS, new Bound(32, 0.05));
    BOUNDS.put(Gauges.POOL, new Bound(8, 0.05));
    BOUNDS.put(Gauges.DIRECT, new Bound(4, 0.05));
    BOUNDS.put(Gauges.FILES, new Bound(8, 0.05));
    BOUNDS.put(Gauges.THREADS, new Bound(4, 0.05));
    BOUNDS.put(Gauges.SNAPSHOTS, new Bound(30, 0.10));
    BOUNDS.put(Gauges.OBJECTS, new Bound(200, 0.10));
    BOUNDS.put(Gauges.STORED, new Bound(32, 0.10));
  }

  private static final double PERCENTILE = 99.9;

  private Verdict() {}

  /// A gauge that has a bound, and whether it keeps it.
  ///
  /// @param bound in the gauge's unit
  record Judged(String gauge, String unit, Trend trend, double bound) {
    boolean kept() {
      return !trend.grows(bound);
    }

    String text() {
      return String.format(
          Locale.ROOT,
          "%s: %+.2f %s in the second half, median %.2f, at most %+.2f",
          gauge,
          trend.growth(),
          unit,
          trend.median(),
          bound);
    }
  }

  static List<Judged> trends(Series series) {
    List<Judged> all = new ArrayList<>();
    series
        .lines()
        .forEach((gauge, line) ->
            BOUNDS.forEach((name, bound) -> {
              if (gauge.equals(name) || gauge.endsWith(": " + name)) {
                Trend trend = Trend.ofSecondHalf(line);
                all.add(new Judged(gauge, line.unit(), trend, bound.of(trend)));
              }
            }));
    return all;
  }

  /// What is wrong, one line each.
  static List<String> problems(SoakPlan plan, Series series, Map<String, Histogram> latencies) {
    List<String> problems = new ArrayList<>();
    trends(series).stream()
        .filter(each -> !each.kept())
        .forEach(each -> problems.add("grows: " + each.text()));
    Histogram warm = latencies.get("local " + Probe.WARM);
    if (warm == null || warm.getTotalCount() == 0) {
      problems.add("no warm read was measured");
    } else if (warm.getValueAtPercentile(PERCENTILE) > plan.latest().toNanos()) {
      problems.add(
          String.format(
              Locale.ROOT,
              "late: %.1f %% of warm reads of 64 KiB from local files take up to %.2f ms, of %d",
              PERCENTILE,
              warm.getValueAtPercentile(PERCENTILE) / 1e6,
              warm.getTotalCount()));
    }
    return problems;
  }
}

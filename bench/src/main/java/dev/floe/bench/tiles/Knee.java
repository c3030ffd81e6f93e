package dev.floe.bench.tiles;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What came of rising rates, and the highest of them that a server followed.
///
/// @param steps in the order of their rates
record Knee(List<Step> steps) {
  /// It follows if it answers so many of what it was asked in the time, …
  private static final double LEAST_PART = 0.97;

  /// … and 99 of a hundred within so much.
  private static final double LATEST_MILLIS = 50;

  /// One rate.
  ///
  /// @param serverMicros of processor time that the server took for an answer
  /// @param driverMicros the same of whoever asked
  record Step(double offered, OpenLoop.Outcome outcome, double serverMicros, double driverMicros) {
    boolean followed() {
      return !isTooMuch() && outcome.millis(99) <= LATEST_MILLIS;
    }

    boolean isTooMuch() {
      return outcome.refused() > 0
          || outcome.failed() > 0
          || outcome.perSecond() < LEAST_PART * offered;
    }

    String row() {
      return String.format(
          Locale.ROOT,
          "%9.0f %9.0f %7.2f %9.2f %9.2f %9.2f %9.0f %9.0f %8d %s",
          offered,
          outcome.perSecond(),
          outcome.perSecond() * TileLoad.TILE_BYTES / 1e9,
          outcome.millis(50),
          outcome.millis(99),
          outcome.millis(99.9),
          serverMicros,
          driverMicros,
          outcome.refused() + outcome.failed(),
          isTooMuch() ? "behind" : followed() ? "" : "late");
    }
  }

  static String heading() {
    return String.format(
        Locale.ROOT,
        "%9s %9s %7s %9s %9s %9s %9s %9s %8s",
        "offered/s",
        "done/s",
        "GB/s",
        "p50 ms",
        "p99 ms",
        "p99.9 ms",
        "CPU µs",
        "driver's",
        "not done");
  }

  /// The highest rate that the server followed; empty if it followed none.
  Optional<Step> at() {
    return steps.stream().filter(Step::followed).reduce((_, later) -> later);
  }

  /// Whether the last two rates were more than it could do.
  boolean isPassed() {
    int count = steps.size();
    return count >= 2 && steps.get(count - 1).isTooMuch() && steps.get(count - 2).isTooMuch();
  }
}

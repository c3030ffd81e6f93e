package dev.floe.bench.compare;

import java.util.Locale;

/// What a figure is given in.
enum Unit {
  MICROS("µs", false),
  MILLIS("ms", false),
  COMMITS("commits/s", true),
  GIGABYTES("GB/s", true);

  private final String symbol;
  private final boolean rate;

  Unit(String symbol, boolean rate) {
    this.symbol = symbol;
    this.rate = rate;
  }

  String symbol() {
    return symbol;
  }

  /// More is better.
  boolean isRate() {
    return rate;
  }

  /// @param bytes of one piece of work, for rates of bytes
  double figure(double nanos, long work, long bytes) {
    return switch (this) {
      case MICROS -> nanos / work / 1e3;
      case MILLIS -> nanos / work / 1e6;
      case COMMITS -> work / nanos * 1e9;
      case GIGABYTES -> work * (double) bytes / nanos;
    };
  }

  /// How much better one figure is than another: above 1 if it is.
  double advantage(double figure, double other) {
    return rate ? figure / other : other / figure;
  }

  static String text(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    int digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}

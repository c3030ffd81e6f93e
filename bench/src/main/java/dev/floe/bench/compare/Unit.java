package dev.floe.bench.compare;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/// What a figure is given in.
enum Unit {
  MICROS("µs", false),
  MILLIS("ms", false),
  COMMITS("commits/s", true),
  GIGABYTES("GB/s", true),
  PUTS("puts", false),
  MEBIBYTES("MiB", false);

  private static final MathContext ROUNDING = new MathContext(4);

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

  /// Something that is counted, not timed.
  boolean isCount() {
    return this == PUTS || this == MEBIBYTES;
  }

  /// @param nanos what it took, or the count
  /// @param bytes of one piece of work, for rates of bytes
  double figure(double nanos, long work, long bytes) {
    return switch (this) {
      case MICROS -> nanos / work / 1e3;
      case MILLIS -> nanos / work / 1e6;
      case COMMITS -> work / nanos * 1e9;
      case GIGABYTES -> work * (double) bytes / nanos;
      case PUTS, MEBIBYTES -> nanos;
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

  /// Without digits that say nothing.
  static String plain(double value) {
    return new BigDecimal(value).round(ROUNDING).stripTrailingZeros().toPlainString();
  }
}

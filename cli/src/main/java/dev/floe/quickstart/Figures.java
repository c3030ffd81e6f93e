package dev.floe.quickstart;

import java.time.Duration;
import java.util.Locale;

/// Numbers as people read them: three significant figures, powers of two for sizes, powers of ten
/// for rates.
final class Figures {
  private static final String[] SIZES = {"B", "KiB", "MiB", "GiB", "TiB"};
  private static final long[] TIMES = {1, 1_000, 1_000_000, 1_000_000_000L};
  private static final String[] TIME_UNITS = {"ns", "µs", "ms", "s"};

  private Figures() {}

  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  static String bytes(double value) {
    int unit = 0;
    double scaled = value;
    while (scaled >= 1024 && unit < SIZES.length - 1) {
      scaled /= 1024;
      unit++;
    }
    return significant(scaled) + " " + SIZES[unit];
  }

  static String nanos(long nanos) {
    int unit = 0;
    while (unit < TIMES.length - 1 && nanos >= TIMES[unit + 1]) {
      unit++;
    }
    return significant((double) nanos / TIMES[unit]) + " " + TIME_UNITS[unit];
  }

  static String duration(Duration duration) {
    return nanos(duration.toNanos());
  }

  /// Gigabytes (10⁹) a second, without the unit.
  static String gigabytesPerSecond(long bytes, Duration elapsed) {
    return significant((double) bytes / Math.max(1, elapsed.toNanos()));
  }

  /// Three figures; whole numbers stay whole.
  static String significant(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e6) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    double size = Math.abs(value);
    int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}

package dev.floe.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Round numbers along an axis.
final class Ticks {
  private Ticks() {}

  /// A step of 1, 2 or 5 times a power of ten that divides a span into about `parts`.
  static double step(double span, int parts) {
    double rough = span / parts;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double times = rough / power;
    return power * (times < 1.5 ? 1 : times < 3.5 ? 2 : times < 7.5 ? 5 : 10);
  }

  /// The multiples of `step` from `low` to `high`, both included.
  static List<Double> multiples(double low, double high, double step) {
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /// Degrees north or south.
  static String latitude(double degrees) {
    String hemisphere = degrees == 0 ? "" : degrees > 0 ? "N" : "S";
    return number(Math.abs(degrees)) + "°" + hemisphere;
  }

  /// Degrees east or west of Greenwich, whatever way they are counted.
  static String longitude(double degrees) {
    double turned = ((degrees + 180) % 360 + 360) % 360 - 180;
    boolean onEdge = turned == 0 || turned == -180;
    return number(Math.abs(turned)) + "°" + (onEdge ? "" : turned > 0 ? "E" : "W");
  }

  /// A number without needless decimals; a true minus sign.
  static String number(double value) {
    String text =
        value == Math.rint(value)
            ? String.format(Locale.ROOT, "%.0f", Math.abs(value))
            : String.format(Locale.ROOT, "%.1f", Math.abs(value));
    return value < 0 ? "−" + text : text;
  }
}

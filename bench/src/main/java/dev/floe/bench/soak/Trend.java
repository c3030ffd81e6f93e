package dev.floe.bench.soak;

import java.util.Arrays;

/// Whether something grows, by its readings in the second half of a run: the median of the slopes
/// between all pairs of readings (Theil and Sen), which outliers do not move, and how much more
/// often a later reading is higher than an earlier one than chance would have it (Mann and
/// Kendall).
///
/// @param median of the readings
/// @param growth along that slope, from the first reading of the second half to the last
/// @param certainty in standard deviations; large where later is higher nearly always
record Trend(double median, double growth, double certainty) {
  private static final int LEAST_READINGS = 5;

  /// One chance in seven hundred that something that does not grow looks as if.
  private static final double CERTAIN = 3;

  static Trend ofSecondHalf(Series.Line line) {
    double[] minutes = line.minutes();
    double middle = minutes.length == 0 ? 0 : (minutes[0] + minutes[minutes.length - 1]) / 2;
    int from = 0;
    while (from < minutes.length && minutes[from] < middle) {
      from++;
    }
    return of(
        Arrays.copyOfRange(minutes, from, minutes.length),
        Arrays.copyOfRange(line.values(), from, minutes.length));
  }

  static Trend of(double[] minutes, double[] values) {
    int count = values.length;
    if (count < LEAST_READINGS) {
      return new Trend(count == 0 ? 0 : median(values.clone()), 0, 0);
    }
    double[] slopes = new double[count * (count - 1) / 2];
    int pairs = 0;
    long rises = 0;
    for (int later = 1; later < count; later++) {
      for (int earlier = 0; earlier < later; earlier++) {
        double rise = values[later] - values[earlier];
        slopes[pairs++] = rise / (minutes[later] - minutes[earlier]);
        rises += (long) Math.signum(rise);
      }
    }
    double deviation = Math.sqrt(count * (count - 1.0) * (2.0 * count + 5) / 18);
    double span = minutes[count - 1] - minutes[0];
    return new Trend(median(values.clone()), median(slopes) * span, rises / deviation);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }

  /// Whether it grows by more than a bound.
  boolean grows(double bound) {
    return growth > bound && certainty > CERTAIN;
  }
}

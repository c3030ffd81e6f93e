package dev.floe.bench.soak;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/// How long things took, by name, since the last look and altogether. Any thread may record; one
/// thread looks.
final class Latencies {
  private static final int DIGITS = 3;

  private final Map<String, Recorder> recorders = new ConcurrentHashMap<>();
  private final SortedMap<String, Histogram> totals = new TreeMap<>();
  private final Map<String, Histogram> intervals = new TreeMap<>();

  void record(String what, long nanos) {
    recorders.computeIfAbsent(what, _ -> new Recorder(DIGITS)).recordValue(Math.max(0, nanos));
  }

  /// What there was since the last look, by name. Valid until the next one.
  Map<String, Histogram> interval() {
    recorders.forEach((what, recorder) -> {
      Histogram interval = recorder.getIntervalHistogram(intervals.get(what));
      intervals.put(what, interval);
      totals.computeIfAbsent(what, _ -> new Histogram(DIGITS)).add(interval);
    });
    return Collections.unmodifiableMap(intervals);
  }

  /// Forgets what there was so far.
  void forget() {
    interval();
    totals.clear();
  }

  /// What there was until the last look.
  SortedMap<String, Histogram> totals() {
    return Collections.unmodifiableSortedMap(totals);
  }
}

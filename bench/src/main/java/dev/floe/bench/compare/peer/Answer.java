package dev.floe.bench.compare.peer;

import java.util.Map;
import java.util.TreeMap;

/// What a run of some work took.
///
/// @param work how many times it was done
/// @param lost of those acknowledged, how many are not there
/// @param phases the time of each part, where the parts are measured one by one
/// @param counts what is counted, not timed
record Answer(
    long work, long lost, long nanos, Map<String, Long> phases, Map<String, Long> counts) {
  static Answer of(long work, long nanos) {
    return new Answer(work, 0, nanos, Map.of(), Map.of());
  }

  Answer counting(String name, long count) {
    Map<String, Long> more = new TreeMap<>(counts);
    more.put(name, count);
    return new Answer(work, lost, nanos, phases, more);
  }

  String line() {
    StringBuilder line = new StringBuilder();
    line.append("ok work=")
        .append(work)
        .append(" nanos=")
        .append(nanos)
        .append(" lost=")
        .append(lost);
    phases.forEach((name, took) -> line.append(" nanos.").append(name).append('=').append(took));
    counts.forEach((name, count) -> line.append(" count.").append(name).append('=').append(count));
    return line.toString();
  }

  /// Parts measured one after another.
  static final class Phases {
    private final Map<String, Long> took = new TreeMap<>();
    private long start = System.nanoTime();

    /// A part begins now; what was before it is not measured.
    void begin() {
      start = System.nanoTime();
    }

    void end(String name) {
      took.put(name, System.nanoTime() - start);
      start = System.nanoTime();
    }

    Answer answer() {
      long all = took.values().stream().mapToLong(Long::longValue).sum();
      return new Answer(1, 0, all, took, Map.of());
    }
  }
}

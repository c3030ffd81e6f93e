package dev.floe.fuzz.sim;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What came out of all runs so far. Any thread may add.
final class Tally {
  private static final Set<String> BESIDE =
      Set.of("collections", "expirations", "ref changes", "restarts");

  /// A fault that can happen to a kind of request.
  record Cell(Fault fault, Phase phase) implements Comparable<Cell> {
    @Override
    public int compareTo(Cell other) {
      int faults = fault.compareTo(other.fault);
      return faults == 0 ? phase.compareTo(other.phase) : faults;
    }

    @Override
    public String toString() {
      return fault + " × " + phase;
    }
  }

  private final Map<String, Long> counts = new TreeMap<>();
  private final Map<Cell, Long> injected = new TreeMap<>();
  private final Map<String, Map<Fault, Long>> together = new TreeMap<>();
  private final List<Result> failed = new ArrayList<>();
  private long seeds;
  private long requests;
  private long faults;
  private double simulatedHours;

  synchronized void add(Result result) {
    seeds++;
    requests += result.requests();
    faults += result.injected().size();
    simulatedHours += result.nanos() / 3.6e12;
    result.counts().forEach((what, count) -> counts.merge(what, (long) count, Long::sum));
    for (Weather.Injection one : result.injected()) {
      injected.merge(new Cell(one.fault(), one.phase()), 1L, Long::sum);
    }
    if (!result.findings().isEmpty()) {
      failed.add(result);
    }
    Set<Fault> met = EnumSet.noneOf(Fault.class);
    result.injected().forEach(one -> met.add(one.fault()));
    for (String what : result.counts().keySet()) {
      if (isOperation(what)) {
        Map<Fault, Long> row = together.computeIfAbsent(what, _ -> new EnumMap<>(Fault.class));
        met.forEach(fault -> row.merge(fault, 1L, Long::sum));
      }
    }
  }

  /// Whether it is something that is done, and not what comes of it.
  private static boolean isOperation(String what) {
    return what.startsWith("step ") || what.startsWith("commit ") || BESIDE.contains(what);
  }

  /// In how many histories an operation was done and a fault happened.
  synchronized Map<String, Map<Fault, Long>> together() {
    return new TreeMap<>(together);
  }

  synchronized long seeds() {
    return seeds;
  }

  synchronized long count(String what) {
    return counts.getOrDefault(what, 0L);
  }

  synchronized Map<String, Long> counts() {
    return new TreeMap<>(counts);
  }

  synchronized Map<Cell, Long> injected() {
    return new TreeMap<>(injected);
  }

  synchronized List<Result> failed() {
    return List.copyOf(failed);
  }

  /// What can happen and never did.
  synchronized List<Cell> missing() {
    List<Cell> missing = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      for (Phase phase : Phase.values()) {
        Cell cell = new Cell(fault, phase);
        if (isPossible(cell) && !injected.containsKey(cell)) {
          missing.add(cell);
        }
      }
    }
    return missing;
  }

  /// Whether it can happen in some store.
  static boolean isPossible(Cell cell) {
    for (Profile profile : Profile.values()) {
      if (cell.fault.fits(profile, cell.phase)) {
        return true;
      }
    }
    return false;
  }

  /// One line for whoever watches.
  synchronized String line(double seconds) {
    return String.format(
        "%,d histories  %,d of %,d commits  %,d conflicts  %,d unknown  %,d faults in %,d requests"
            + "  %,d deaths  %.0f h simulated  %.1f seeds/s  %d found",
        seeds,
        count("commits"),
        count("attempts"),
        count("conflicts"),
        count("unknown"),
        faults,
        requests,
        count("deaths"),
        simulatedHours,
        seeds / Math.max(0.001, seconds),
        failed.size());
  }
}

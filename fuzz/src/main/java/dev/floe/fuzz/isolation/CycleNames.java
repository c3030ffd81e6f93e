package dev.floe.fuzz.isolation;

import dev.floe.fuzz.isolation.Anomaly.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What a cycle is called, and how it reads.
final class CycleNames {
  private CycleNames() {}

  static Anomaly anomaly(List<Dependency> found) {
    List<Dependency> cycle = withoutDetours(found);
    Set<String> names = new LinkedHashSet<>();
    StringBuilder text = new StringBuilder();
    Set<Transaction> transactions = new LinkedHashSet<>();
    for (Dependency edge : cycle) {
      names.add(edge.from().name());
      transactions.add(edge.from());
      text.append(edge).append('\n');
    }
    transactions.forEach(each -> text.append("  ").append(each).append('\n'));
    return new Anomaly(kind(cycle), text.toString().stripTrailing(), List.copyOf(names));
  }

  /// Before and before is before.
  private static List<Dependency> withoutDetours(List<Dependency> cycle) {
    List<Dependency> shorter = new ArrayList<>();
    for (Dependency edge : cycle) {
      Dependency last = shorter.isEmpty() ? null : shorter.getLast();
      if (last != null
          && last.kind() == Dependency.Kind.REAL_TIME
          && edge.kind() == Dependency.Kind.REAL_TIME) {
        shorter.removeLast();
        shorter.add(
            new Dependency(edge.kind(), last.from(), edge.to(), "", edge.what(), edge.moments()));
      } else {
        shorter.add(edge);
      }
    }
    return shorter;
  }

  static Kind kind(List<Dependency> cycle) {
    int size = cycle.size();
    List<Dependency> reads = of(cycle, Dependency.Kind.READ_WRITE);
    if (!of(cycle, Dependency.Kind.REAL_TIME).isEmpty()) {
      return reads.isEmpty() ? Kind.REAL_TIME_ORDER : Kind.STALE_READ;
    }
    if (reads.isEmpty()) {
      return of(cycle, Dependency.Kind.WRITE_WRITE).size() == size
          ? Kind.DIRTY_WRITE
          : Kind.CIRCULAR_READ;
    }
    if (reads.size() == 1) {
      return withOne(cycle, reads.getFirst());
    }
    for (int i = 0; i < size; i++) {
      if (cycle.get(i).kind() == Dependency.Kind.READ_WRITE
          && cycle.get((i + 1) % size).kind() == Dependency.Kind.READ_WRITE) {
        return Kind.WRITE_SKEW;
      }
    }
    return Kind.LONG_FORK;
  }

  private static Kind withOne(List<Dependency> cycle, Dependency read) {
    boolean overwrites =
        cycle.stream()
            .filter(edge -> edge != read)
            .allMatch(edge ->
                edge.kind() == Dependency.Kind.WRITE_WRITE && edge.key().equals(read.key()));
    if (overwrites) {
      return Kind.LOST_UPDATE;
    }
    boolean sees =
        cycle.size() == 2
            && cycle.stream().anyMatch(edge -> edge.kind() == Dependency.Kind.WRITE_READ);
    return sees ? Kind.FRACTURED_READ : Kind.READ_SKEW;
  }

  private static List<Dependency> of(List<Dependency> cycle, Dependency.Kind kind) {
    return cycle.stream().filter(edge -> edge.kind() == kind).collect(Collectors.toList());
  }
}

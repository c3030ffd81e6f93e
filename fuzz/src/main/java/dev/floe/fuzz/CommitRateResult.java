package dev.floe.fuzz;

import dev.floe.Repository;
import dev.floe.Version;
import dev.floe.format.SnapshotInfo;
import dev.floe.zarr.Store;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What sessions that committed for a while were told, and whether it is true and fast enough.
record CommitRateResult(CommitRate.Load load, List<CommitRateResult.Commit> commits) {
  private static final int ROWS = 12;

  /// In so long a time everybody gets through, however slow the machine is.
  private static final int LONG_SECONDS = 10;

  /// One commit that was acknowledged.
  ///
  /// @param times how often its chunk was committed by then
  /// @param atNanos when the answer came, from the start on
  /// @param waitNanos how long it took
  record Commit(int chunk, int times, String snapshot, long atNanos, long waitNanos) {}

  /// The commits of a stretch of time, a whole number of seconds.
  private record Row(int from, int to, List<Commit> commits) {
    double perSecond() {
      return (double) commits.size() / (to - from);
    }

    String line() {
      long[] waits = commits.stream().mapToLong(Commit::waitNanos).sorted().toArray();
      return String.format(
          Locale.ROOT,
          "%9s %10d %10.1f %10.1f %10.1f %10.1f",
          from + "-" + to,
          commits.size(),
          perSecond(),
          waits.length == 0 ? 0 : ContentionResult.at(waits, 0.5) / 1e6,
          waits.length == 0 ? 0 : ContentionResult.at(waits, 0.99) / 1e6,
          waits.length == 0 ? 0 : ContentionResult.at(waits, 1) / 1e6);
    }
  }

  private Row row(int from, int to) {
    return new Row(
        from,
        to,
        commits.stream()
            .filter(commit ->
                commit.atNanos >= TimeUnit.SECONDS.toNanos(from)
                    && commit.atNanos < TimeUnit.SECONDS.toNanos(to))
            .toList());
  }

  private List<Row> rows() {
    int step = Math.max(1, load.seconds() / ROWS);
    List<Row> rows = new ArrayList<>();
    for (int from = 0; from < load.seconds(); from += step) {
      rows.add(row(from, Math.min(load.seconds(), from + step)));
    }
    return rows;
  }

  /// The figures over time and in all, a line of names above them.
  String table() {
    String names =
        String.format(
            "%9s %10s %10s %10s %10s %10s",
            "seconds", "commits", "commits/s", "p50 ms", "p99 ms", "max ms");
    Stream<Row> all = Stream.concat(rows().stream(), Stream.of(row(0, load.seconds())));
    return Stream.concat(Stream.of(names), all.map(Row::line)).collect(Collectors.joining("\n"));
  }

  /// How many commits were made without rebasing.
  long alone() {
    return commits.stream().filter(commit -> load.isPlain(commit.chunk)).count();
  }

  /// What is wrong with it, one line each.
  List<String> problems(Repository repository) {
    List<String> problems = new ArrayList<>(slow());
    if (load.plain() > 0 && load.seconds() >= LONG_SECONDS && alone() == 0) {
      problems.add("expected commits without rebasing among the others, found none");
    }
    Set<String> history = new HashSet<>();
    for (int i = 0; i < load.branches(); i++) {
      Version branch = Version.branch(load.branch(i));
      try (Stream<SnapshotInfo> ancestry = repository.ancestry(branch)) {
        ancestry.forEach(snapshot -> history.add(snapshot.id().text()));
      }
    }
    commits.stream()
        .filter(commit -> !history.contains(commit.snapshot))
        .forEach(commit -> problems.add("lost: " + commit));
    if (history.size() != commits.size() + 2) {
      problems.add(
          "expected " + commits.size() + " commits on two others, found " + history.size());
    }
    newest()
        .forEach((chunk, times) -> {
          Store store = repository.readonlySession(Version.branch(load.branch(chunk))).store();
          try (var bytes = store.get("a/c/" + chunk).orElseThrow()) {
            int found = bytes.segment().get(ValueLayout.JAVA_INT_UNALIGNED, 0);
            if (found != times) {
              problems.add("chunk " + chunk + ": expected " + times + ", found " + found);
            }
          }
        });
    return problems;
  }

  private Map<Integer, Integer> newest() {
    Map<Integer, Integer> newest = new TreeMap<>();
    commits.forEach(commit -> newest.merge(commit.chunk, commit.times, Math::max));
    return newest;
  }

  /// Whether all of the time, or its last sixth, carried less than was promised.
  List<String> slow() {
    int seconds = load.seconds();
    return Stream.of(row(0, seconds), row(seconds - Math.max(1, seconds / 6), seconds))
        .filter(row -> row.perSecond() < load.leastPerSecond())
        .map(row ->
            String.format(
                Locale.ROOT,
                "expected at least %d commits/s, found %.1f in seconds %d to %d",
                load.leastPerSecond(),
                row.perSecond(),
                row.from,
                row.to))
        .toList();
  }
}

package dev.floe.fuzz;

import dev.floe.Repository;
import dev.floe.Version;
import dev.floe.format.SnapshotInfo;
import dev.floe.zarr.Store;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// What processes that committed at once were told, and whether it is true and fair.
///
/// @param load what was to be done
/// @param commits all that were acknowledged, warm-ups included
/// @param nanos how long those that count took together
record ContentionResult(ContentionLoad load, List<ContentionWorker.Commit> commits, long nanos) {
  /// Nobody may wait so many times as long as half of all commits do, at most.
  private static final int MOST_MEDIANS = 20;

  private static final int MOST_ATTEMPTS = 40;

  private List<ContentionWorker.Commit> counted() {
    return commits.stream().filter(commit -> commit.number() >= 0).toList();
  }

  /// The figures, a line of names above them.
  String table() {
    long[] waits = waits();
    double mean =
        counted().stream().mapToInt(ContentionWorker.Commit::attempts).average().orElse(0);
    return String.format(
        Locale.ROOT,
        "%10s %8s %10s %10s %10s %10s %10s %10s%n%10d %8d %10.1f %10.1f %10.1f %10.1f %10.1f %10d",
        "processes",
        "commits",
        "commits/s",
        "p50 ms",
        "p99 ms",
        "max ms",
        "attempts",
        "at most",
        load.processes(),
        waits.length,
        waits.length / (nanos / 1e9),
        at(waits, 0.5) / 1e6,
        at(waits, 0.99) / 1e6,
        at(waits, 1) / 1e6,
        mean,
        mostAttempts());
  }

  private long[] waits() {
    return counted().stream().mapToLong(ContentionWorker.Commit::nanos).sorted().toArray();
  }

  /// The smallest wait that a part of all waits does not exceed.
  static long at(long[] sorted, double part) {
    return sorted[Math.max(0, (int) Math.ceil(part * sorted.length) - 1)];
  }

  private int mostAttempts() {
    return counted().stream().mapToInt(ContentionWorker.Commit::attempts).max().orElse(0);
  }

  /// Sessions that took longer than what is young enough to stay, one line each: nobody promised
  /// them anything.
  List<String> tooLong(Duration age) {
    return commits.stream()
        .filter(commit -> commit.nanos() >= age.toNanos())
        .map(commit -> "this run says nothing: longer than " + age + ": " + commit.line())
        .toList();
  }

  /// What is wrong with it, one line each.
  ///
  /// @param expired the snapshots that may be missing in the history
  List<String> problems(Repository repository, Set<String> expired) {
    List<String> problems = new ArrayList<>(unfair());
    if (commits.size() != load.chunks()) {
      problems.add("expected " + load.chunks() + " commits, found " + commits.size());
    }
    Set<String> history = new HashSet<>();
    try (Stream<SnapshotInfo> ancestry = repository.ancestry(Version.MAIN)) {
      ancestry.forEach(snapshot -> history.add(snapshot.id().text()));
    }
    commits.stream()
        .filter(commit -> !history.contains(commit.snapshot()))
        .filter(commit -> !expired.contains(commit.snapshot()))
        .forEach(commit -> problems.add("lost: " + commit.line()));
    Store store = repository.readonlySession(Version.MAIN).store();
    for (int chunk = 0; chunk < load.chunks(); chunk++) {
      if (!isRight(store, chunk)) {
        problems.add("wrong or missing: chunk " + chunk);
      }
    }
    return problems;
  }

  private boolean isRight(Store store, int chunk) {
    return store
        .get(ContentionLoad.key(chunk))
        .map(lease -> {
          try (lease) {
            byte[] found = lease.segment().toArray(ValueLayout.JAVA_BYTE);
            return Arrays.equals(load.bytes(chunk), found);
          }
        })
        .orElse(false);
  }

  /// Who waited or tried too long.
  List<String> unfair() {
    long longest = MOST_MEDIANS * at(waits(), 0.5);
    return counted().stream()
        .filter(commit -> commit.nanos() > longest || commit.attempts() > MOST_ATTEMPTS)
        .map(commit ->
            "expected at most "
                + longest / 1_000_000
                + " ms and "
                + MOST_ATTEMPTS
                + " attempts, found "
                + commit.nanos() / 1_000_000
                + " ms and "
                + commit.attempts()
                + ": "
                + commit.line())
        .toList();
  }
}

package dev.floe.fuzz.real;

import dev.floe.fuzz.isolation.Transaction;
import dev.floe.fuzz.isolation.Transaction.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the commits of one writer say about its clock. A commit has the time of the clock of
/// whoever made it, or that of its parent and a microsecond where the clock is not later: times in
/// a history never run backward.
///
/// @param writer its name
/// @param commits those of which it heard that they succeeded, in the order that it made them
record ClockWitness(String writer, List<Commit> commits) {
  /// Waits shorter than this say nothing about a clock.
  private static final Duration LEAST_BETWEEN = Duration.ofMillis(50);

  /// A commit.
  ///
  /// @param time that it has in the history
  /// @param beginNanos before its session was opened, by a clock that nobody shifts
  /// @param endNanos after its outcome was heard of, by the same
  record Commit(Instant time, long beginNanos, long endNanos) {}

  ClockWitness {
    commits = List.copyOf(commits);
  }

  /// @param times of all commits of the history, by message
  static ClockWitness of(Writer writer, Map<String, Instant> times) {
    List<Commit> commits = new ArrayList<>();
    for (Transaction each : writer.transactions()) {
      Instant time = times.get(each.name());
      if (time != null && each.outcome() == Outcome.COMMITTED) {
        commits.add(new Commit(time, each.beginNanos(), each.endNanos()));
      }
    }
    return new ClockWitness(writer.name(), commits);
  }

  /// Whether a commit has a time before some, at which the writer did not run yet.
  boolean isBefore(Instant start) {
    return commits.stream().anyMatch(commit -> commit.time.isBefore(start));
  }

  /// Whether a commit has a time between two.
  boolean isWithin(Instant from, Instant to) {
    return commits.stream()
        .anyMatch(commit -> !commit.time.isBefore(from) && !commit.time.isAfter(to));
  }

  /// Whether a commit has a time after some, which is yet to come.
  boolean isAfter(Instant future) {
    return commits.stream().anyMatch(commit -> commit.time.isAfter(future));
  }

  /// Whether time went on between two commits for longer than their times say: the clock was set
  /// back. Of a writer than whose clock no other's is later: else its times may be another's.
  boolean isSetBack() {
    for (int i = 0; i < commits.size(); i++) {
      Commit earlier = commits.get(i);
      for (Commit later : commits.subList(i + 1, commits.size())) {
        Duration between = Duration.ofNanos(later.beginNanos - earlier.endNanos);
        Duration gained = Duration.between(earlier.time, later.time);
        if (between.compareTo(LEAST_BETWEEN) > 0 && gained.compareTo(between.dividedBy(2)) < 0) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public String toString() {
    if (commits.isEmpty()) {
      return "no commit by " + writer;
    }
    Instant earliest = commits.stream().map(Commit::time).min(Instant::compareTo).orElseThrow();
    Instant latest = commits.stream().map(Commit::time).max(Instant::compareTo).orElseThrow();
    return "%d commits by %s with times from %s to %s"
        .formatted(commits.size(), writer, earliest, latest);
  }
}

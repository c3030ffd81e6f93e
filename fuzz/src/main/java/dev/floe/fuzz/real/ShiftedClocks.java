package dev.floe.fuzz.real;

import dev.floe.format.SnapshotInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Four processes commit to one repository, whose clocks are up to almost ten minutes apart. Each
/// begins when the clock of the one before it has been seen in the history, which hides those that
/// are behind a later one:
///
/// ```
/// behind    290 s behind       a commit from before its process began, by its time
/// right                        … with the time that it is
/// stepping  60 s ahead, back   … from the future, and then one with hardly a later time
///           again, each second
/// ahead     290 s ahead        … from further in the future; all others commit after that one
/// ```
final class ShiftedClocks {
  private static final Duration SHIFT = Duration.ofSeconds(290);
  private static final Duration STEP = Duration.ofSeconds(60);

  private final RealRun run;
  private final Place place;

  ShiftedClocks(RealRun run) {
    this.run = run;
    this.place = run.place();
  }

  /// Lets them commit until all clocks were seen, and whoever has another one has committed again.
  void happen() {
    Place ahead = shifted(SHIFT);
    Place behind = shifted(SHIFT.negated());
    run.bites().requireApart(behind.beside("behind"), ahead.beside("ahead"));
    Instant start = Instant.now();
    Writer first = started(behind);
    awaitSeen(first, "a commit from before " + start, it -> it.isBefore(start));
    Writer second = started(place);
    awaitSeen(second, "a commit from now", it -> it.isWithin(start, Instant.now()));
    Writer third = started(place.with(Place.CLOCK_STEP, Long.toString(STEP.toSeconds())));
    awaitSeen(third, "a commit from the future", it -> it.isAfter(future(STEP)));
    awaitSeen(third, "a commit after its clock was set back", ClockWitness::isSetBack);
    Writer last = started(ahead);
    awaitSeen(last, "a commit from the future", it -> it.isAfter(future(SHIFT)));
    Instant late = future(SHIFT);
    for (Writer each : List.of(first, second, third)) {
      awaitSeen(each, "a commit after those from the future", it -> it.isAfter(late));
    }
    run.awaitEach("all go on", List.of(first, second, third, last));
    if (!areLaterThanParents()) {
      run.problem("a commit is not later than its parent");
    }
  }

  /// In the future for clocks that are ahead by less than half of this.
  private static Instant future(Duration shift) {
    return Instant.now().plus(shift.dividedBy(2));
  }

  private Place shifted(Duration shift) {
    return place.with(Place.CLOCK_SHIFT, Long.toString(shift.toSeconds()));
  }

  private Writer started(Place at) {
    Writer writer = run.start(at, "work", command -> command);
    run.awaitReady(List.of(writer));
    return writer;
  }

  /// Waits until a writer has made such a commit, and looks after each that it makes.
  private void awaitSeen(Writer writer, String what, Predicate<ClockWitness> seen) {
    int[] known = {-1};
    run.await(
        writer.name() + " made " + what,
        () -> {
          int commits = writer.commits();
          if (commits == known[0]) {
            return false;
          }
          known[0] = commits;
          return seen.test(ClockWitness.of(writer, times()));
        },
        () ->
            "%s, at %s; it ended %d transactions, with errors %s"
                .formatted(
                    ClockWitness.of(writer, times()),
                    Instant.now(),
                    writer.ended(),
                    writer.errors()));
  }

  /// Of all commits, by message.
  private Map<String, Instant> times() {
    Map<String, Instant> times = new HashMap<>();
    RealRun.history(place).forEach(commit -> times.put(commit.message(), commit.flushedAt()));
    return times;
  }

  private boolean areLaterThanParents() {
    List<SnapshotInfo> newestFirst = RealRun.history(place);
    for (int i = 1; i < newestFirst.size(); i++) {
      if (!newestFirst.get(i).flushedAt().isBefore(newestFirst.get(i - 1).flushedAt())) {
        return false;
      }
    }
    return true;
  }
}

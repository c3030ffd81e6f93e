package dev.floe.fuzz.real;

import dev.floe.format.SnapshotInfo;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Two kinds of processes that commit to one branch. Which of them is faster, and by how much, is a
/// matter of the machine and of what else it does: either may leave the other hardly any commit. So
/// the kind that leads is stopped until the other has caught up, over and over, wherever in their
/// commits its processes are: both kinds commit, and after each other.
final class Rivals {
  /// A kind is ahead of the other by more than this when it is stopped.
  private static final int LONGEST_LEAD = 4;

  private final RealRun run;
  private final List<Writer> some;
  private final Set<Writer> stopped = new LinkedHashSet<>();
  private int stops;

  /// @param some those of one kind, to which more may be added; all others are of the other
  Rivals(RealRun run, List<Writer> some) {
    this.run = run;
    this.some = some;
  }

  /// How often a kind was stopped.
  int stops() {
    return stops;
  }

  /// Waits until both kinds have committed so many times more. Nobody is stopped afterwards.
  void await(int more) {
    int before = commits(some);
    int othersBefore = run.commits() - before;
    run.await(
        "both kinds commit %d times".formatted(more),
        () -> {
          int gained = commits(some) - before;
          int othersGained = run.commits() - commits(some) - othersBefore;
          if (gained >= more && othersGained >= more) {
            return true;
          }
          balance(gained - othersGained);
          return false;
        },
        () ->
            "%d and %d, with %d stops of who led; errors %s"
                .formatted(
                    commits(some) - before,
                    run.commits() - commits(some) - othersBefore,
                    stops,
                    run.kinds()));
    goOn();
  }

  private void balance(int lead) {
    if (stopped.isEmpty()) {
      if (Math.abs(lead) > LONGEST_LEAD) {
        stop(lead > 0);
      }
    } else if (some.containsAll(stopped) ? lead <= 0 : lead >= 0) {
      goOn();
    }
  }

  private void stop(boolean areSome) {
    List<Writer> kind = new ArrayList<>(run.writers());
    kind.removeIf(each -> some.contains(each) != areSome || !each.isAlive());
    kind.forEach(each -> each.signal("STOP"));
    stopped.addAll(kind);
    stops++;
  }

  private void goOn() {
    stopped.forEach(each -> each.signal("CONT"));
    stopped.clear();
  }

  /// How many commits follow one of the other kind.
  int meetings() {
    List<Boolean> kinds =
        RealRun.history(run.place()).stream()
            .map(SnapshotInfo::message)
            .filter(message -> message.contains("-"))
            .map(message -> message.substring(0, message.indexOf('-')))
            .map(name -> some.stream().anyMatch(each -> each.name().equals(name)))
            .toList();
    int meetings = 0;
    for (int i = 1; i < kinds.size(); i++) {
      meetings += kinds.get(i).equals(kinds.get(i - 1)) ? 0 : 1;
    }
    return meetings;
  }

  static int commits(List<Writer> some) {
    return some.stream().mapToInt(Writer::commits).sum();
  }
}

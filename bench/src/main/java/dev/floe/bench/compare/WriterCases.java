package dev.floe.bench.compare;

import dev.floe.bench.compare.ComparedCase.Limits;
import java.util.ArrayList;
import java.util.List;

/// Writers of disjoint chunks of one branch: tasks of one process, and processes.
///
/// The processes of a peer are started, and warm up together on repositories of the same kind until
/// they are as fast as they get, before the first round; all peers are given the same time for it
/// at most. A round is on a new repository, which all of them have open when they are told to
/// begin; it takes until the last of them has committed all its chunks. What is counted are the
/// chunks that a reader finds then.
final class WriterCases {
  private static final int ROUNDS = 5;

  /// For each process of a team: all have to warm up for themselves, on the same processors. In
  /// brief they are not warm yet where a virtual machine has to compile its code.
  private static final long WARM_UP_NANOS = 1_500_000_000L;

  /// Eight virtual machines on two processors compile for minutes what one has compiled in seconds.
  private static final long PATIENCE_NANOS = 24_000_000_000L;

  private static final long SHORT_WARM_UP_NANOS = 1_000_000_000L;

  /// Enough for a team that is slow at first to be measured when it has warmed up.
  private static final long TEAM_BUDGET_NANOS = 60_000_000_000L;

  private static final long SHORT_TEAM_BUDGET_NANOS = 15_000_000_000L;

  private WriterCases() {}

  static List<ComparedCase> of(Scale scale) {
    List<ComparedCase> cases = new ArrayList<>();
    int commits = scale.either(20, 50);
    Limits once = scale.few().withRounds(ROUNDS).withBudget(2 * scale.limits().budgetNanos());
    for (int tasks : List.of(1, 8)) {
      ComparedCase writers =
          ComparedCase.of("writers", Unit.COMMITS, once).with("tasks", tasks, "commits", commits);
      for (String where : List.of("memory", "local", "local-fsync")) {
        for (String handles : List.of("own-engines", "own-handles", "shared-handles")) {
          cases.add(
              writers
                  .in(where)
                  .with("handles", handles)
                  .named("writers-" + handles + "-" + where, tasks + "-tasks"));
        }
      }
    }
    Limits member = once.withBudget(scale.either(SHORT_TEAM_BUDGET_NANOS, TEAM_BUDGET_NANOS));
    for (int processes : List.of(2, 8)) {
      Limits team =
          member.withWarmUp(
              processes * scale.either(SHORT_WARM_UP_NANOS, WARM_UP_NANOS),
              processes * scale.either(SHORT_WARM_UP_NANOS, PATIENCE_NANOS));
      for (String where : List.of("local", "local-fsync")) {
        cases.add(
            ComparedCase.of("writer", Unit.COMMITS, team)
                .in(where)
                .with("processes", processes, "commits", commits)
                .named("processes-" + where, processes + "-processes"));
      }
    }
    return cases;
  }
}

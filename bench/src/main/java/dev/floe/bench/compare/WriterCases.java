package dev.floe.bench.compare;

import dev.floe.bench.compare.ComparedCase.Limits;
import java.util.ArrayList;
import java.util.List;

/// Writers of disjoint chunks of one branch: tasks of one process, and processes.
final class WriterCases {
  private static final int ROUNDS = 5;

  private WriterCases() {}

  static List<ComparedCase> of(Scale scale) {
    List<ComparedCase> cases = new ArrayList<>();
    int commits = scale.either(20, 50);
    Limits once = scale.few().withRounds(ROUNDS).withBudget(2 * scale.limits().budgetNanos());
    for (int tasks : List.of(1, 8)) {
      ComparedCase writers =
          ComparedCase.of("writers", Unit.COMMITS, once).with("tasks", tasks, "commits", commits);
      for (String where : List.of("memory", "local", "local-fsync")) {
        for (String handles : List.of("own", "shared")) {
          cases.add(
              writers
                  .in(where)
                  .with("handles", handles)
                  .named("writers-" + handles + "-handles-" + where, tasks + "-tasks"));
        }
      }
    }
    for (int processes : List.of(2, 8)) {
      for (String where : List.of("local", "local-fsync")) {
        cases.add(
            ComparedCase.of("writer", Unit.COMMITS, once)
                .in(where)
                .with("processes", processes, "commits", commits / 2)
                .named("processes-" + where, processes + "-processes"));
      }
    }
    return cases;
  }
}

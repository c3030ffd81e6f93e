package dev.floe.bench.compare;

import dev.floe.bench.compare.ComparedCase.Limits;
import java.util.ArrayList;
import java.util.List;

/// Commits of one chunk into many, and of one after another.
final class CommitCases {
  private static final int ROUNDS = 5;

  private final List<ComparedCase> cases = new ArrayList<>();
  private final Scale scale;
  private final ComparedCase one;

  private CommitCases(Scale scale) {
    this.scale = scale;
    Limits limits = scale.limits().withRounds(scale.either(ROUNDS, 9)).withRepetitions(50);
    one = ComparedCase.of("commit", Unit.MILLIS, limits).with("kind", "virtual");
  }

  static List<ComparedCase> of(Scale scale) {
    CommitCases some = new CommitCases(scale);
    some.intoMany();
    some.intoOthers();
    some.series();
    return some.cases;
  }

  private void intoMany() {
    for (int refs : scale.sizes(10_000, 100_000, 500_000, 1_000_000)) {
      add("commit-memory", refs, one.in("memory"));
    }
    for (int refs : scale.sizes(10_000, 100_000, 1_000_000)) {
      ComparedCase split = one.in("memory").with("split", 10_000);
      add("commit-memory-peers-split-by-hand", refs, split);
    }
    for (int refs : List.of(10_000, 100_000)) {
      add("commit-inline-memory", refs, one.in("memory").with("kind", "inline"));
      add("commit-local", refs, one.in("local"));
      add("commit-local-fsync", refs, one.in("local-fsync"));
    }
  }

  private void add(String group, int refs, ComparedCase each) {
    cases.add(each.with("refs", refs).named(group, Scale.count(refs)));
  }

  /// The first two commits into what the reference wrote as one manifest.
  private void intoOthers() {
    ComparedCase foreign =
        ComparedCase.of("continue", Unit.MILLIS, scale.few().withRounds(ROUNDS))
            .in("local")
            .phased("first", "second");
    for (int refs : scale.either(List.of(10_000, 100_000), List.of(100_000, 500_000))) {
      add("commit-into-foreign-local", refs, foreign);
    }
  }

  private void series() {
    Limits twenty = scale.limits().withRounds(ROUNDS).withRepetitions(20).withoutWarmUp();
    ComparedCase series =
        ComparedCase.of("series", Unit.MILLIS, twenty).with("warm_ms", scale.either(500, 10_000));
    for (int before : List.of(0, scale.either(400, 1_900))) {
      for (String where : List.of("memory", "local", "local-fsync")) {
        cases.add(
            series.in(where).with("before", before).named("series-" + where, "after-" + before));
      }
    }
  }
}

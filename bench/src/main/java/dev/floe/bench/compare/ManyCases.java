package dev.floe.bench.compare;

import java.util.ArrayList;
import java.util.List;

/// Very many references, keys and commits.
final class ManyCases {
  /// Of ten million references: they are written to files, not kept in memory besides.
  private static final int VERY_MANY = 10_000_000;

  /// What three peers take for them, once each.
  private static final long VERY_MANY_NANOS = 240_000_000_000L;

  /// What one of them takes to list a hundred thousand keys in its two ways, once each.
  private static final long LISTING_NANOS = 100_000_000_000L;

  private static final int POOL_MIB = 1_024;

  /// References that a process sets and commits before it is measured.
  private static final int WARM_UP = 50_000;

  private final List<ComparedCase> cases = new ArrayList<>();
  private final Scale scale;

  private ManyCases(Scale scale) {
    this.scale = scale;
  }

  static List<ComparedCase> of(Scale scale) {
    ManyCases some = new ManyCases(scale);
    some.references();
    some.keys();
    some.past();
    return some.cases;
  }

  private void references() {
    ComparedCase bulk =
        ComparedCase.of("bulk", Unit.MILLIS, scale.few()).phased("set", "commit", "open");
    for (int refs : scale.either(List.of(10_000, 100_000), List.of(100_000, 1_000_000))) {
      ComparedCase some = bulk.in("memory").with("refs", refs);
      cases.add(some.named("references-memory", Scale.count(refs)));
      cases.add(some.with("uneven", "yes").named("references-uneven-memory", Scale.count(refs)));
    }
    ComparedCase large =
        ComparedCase.of("bulk", Unit.MILLIS, scale.few().withRounds(1).withoutWarmUp())
            .in("local")
            .with("pool_mib", POOL_MIB, "warm", WARM_UP)
            .phased("set", "commit", "open", "peak");
    for (int refs : scale.either(List.of(100_000, 200_000), List.of(1_000_000, VERY_MANY))) {
      ComparedCase some = large.with("refs", refs).named("references-local", Scale.count(refs));
      cases.add(
          refs == VERY_MANY ? some.limitedBy(some.limits().withFixed(VERY_MANY_NANOS)) : some);
    }
  }

  private void keys() {
    ComparedCase keys =
        ComparedCase.of("keys", Unit.MILLIS, scale.few()).in("memory").with("kind", "virtual");
    for (int refs : scale.either(List.of(1_000, 10_000), List.of(10_000, 100_000))) {
      long fixedNanos = refs < 100_000 ? 0 : LISTING_NANOS;
      ComparedCase some = keys.with("refs", refs).limitedBy(keys.limits().withFixed(fixedNanos));
      cases.add(some.phased("list", "directory", "getsize").named("keys", Scale.count(refs)));
      cases.add(
          some.with("how", "columns").phased("directory").named("columns", Scale.count(refs)));
    }
  }

  private void past() {
    ComparedCase past = ComparedCase.of("past", Unit.MILLIS, scale.few()).in("local");
    for (int commits : List.of(100, scale.either(400, 2_000))) {
      cases.add(
          past.with("commits", commits)
              .phased("ancestry", "diff", "open")
              .named("past-local", commits + "-commits"));
    }
    ComparedCase collect = ComparedCase.of("collect", Unit.MILLIS, scale.few()).in("memory");
    for (int commits : scale.either(List.of(20, 60), List.of(50, 500))) {
      cases.add(
          collect
              .with("commits", commits)
              .phased("expire", "dry", "collect")
              .named("gc-memory", commits + "-commits"));
    }
  }
}

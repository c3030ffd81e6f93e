package dev.floe.bench.compare;

import java.util.ArrayList;
import java.util.List;

/// Chunks written: into a session, by one or several, and very many small ones to a bucket.
final class WriteCases {
  private static final long SET_BYTES = 32 << 20;
  private static final long MOST_SETS = 20_000;
  private static final int IN_FLIGHT = 16;

  private WriteCases() {}

  static List<ComparedCase> of(Scale scale) {
    List<ComparedCase> cases = new ArrayList<>();
    for (int bytes : List.of(64, 64 << 10, 1 << 20)) {
      ComparedCase set = set(scale, bytes);
      String size = Scale.size(bytes);
      ComparedCase small = set.with("inline", bytes <= 512 ? "yes" : "no");
      for (String where : List.of("memory", "local", "local-fsync")) {
        cases.add(small.in(where).named("set-" + where, size));
      }
      if (bytes < 1 << 20) {
        cases.add(set.in("memory").with("tasks", 8).named("set-8-threads-memory", size));
      }
      if (bytes > 512) {
        ComparedCase handed = handedOver(scale, set);
        cases.add(handed.named("set-memory-handed-over", size));
        cases.add(handed.with("tasks", 8).named("set-8-threads-memory-handed-over", size));
        ComparedCase several = set.in("local").with("tasks", IN_FLIGHT, "threads", "virtual");
        cases.add(several.named("set-" + IN_FLIGHT + "-at-once-local", size));
      }
    }
    for (int bytes : List.of(16 << 10, 64 << 10)) {
      ComparedCase committed = set(scale, bytes).in("local").with("committed", "yes");
      cases.add(committed.named("set-and-commit-local", Scale.size(bytes)));
      ComparedCase packed = committed.with("packed", "yes");
      cases.add(packed.named("set-and-commit-local-packed", Scale.size(bytes)));
    }
    for (int chunks : scale.either(List.of(500, 2_000), List.of(2_000, 10_000))) {
      cases.add(
          ComparedCase.of("objects", Unit.MILLIS, scale.few().withRounds(3).withoutWarmUp())
              .of(8 << 10)
              .with("storage", "s3", "server", "versitygw", "at_once", 64, "chunks", chunks)
              .phased("write", "puts")
              .named("s3-versitygw-packed", chunks + "x8KiB"));
    }
    return cases;
  }

  private static ComparedCase set(Scale scale, int bytes) {
    long repetitions = Math.min(MOST_SETS, SET_BYTES / bytes);
    return ComparedCase.of("set", Unit.MICROS, scale.limits().withRepetitions(repetitions))
        .of(bytes)
        .with("chunks", 1_000, "tasks", 1);
  }

  /// Nothing is copied, so there may be as many as of the smallest chunks.
  private static ComparedCase handedOver(Scale scale, ComparedCase set) {
    return set.limitedBy(scale.limits().withRepetitions(MOST_SETS))
        .in("memory")
        .with("handed", "yes");
  }
}

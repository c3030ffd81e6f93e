package dev.floe.bench.compare;

import java.util.ArrayList;
import java.util.List;

/// Reads of chunks: one at a time, very many at once, and a few at a time from a server.
final class ReadCases {
  private static final int ROUNDS = 7;
  private static final int S3_BYTES = 64 << 20;

  private final List<ComparedCase> cases = new ArrayList<>();
  private final Scale scale;

  private ReadCases(Scale scale) {
    this.scale = scale;
  }

  static List<ComparedCase> of(Scale scale) {
    ReadCases some = new ReadCases(scale);
    some.inline();
    some.single();
    some.batches();
    some.peaks();
    some.served();
    return some.cases;
  }

  private void inline() {
    for (int bytes : List.of(64, 500)) {
      ComparedCase get =
          ComparedCase.of("get", Unit.MICROS, scale.limits())
              .of(bytes)
              .with("storage", "memory", "chunks", 16, "inline", "yes");
      for (String how : List.of("key", "array")) {
        cases.add(get.with("how", how).named("get-inline-by-" + how, Scale.size(bytes)));
      }
    }
  }

  private void single() {
    for (int bytes : scale.sizes(64 << 10, 1 << 20, 4 << 20)) {
      ComparedCase get =
          ComparedCase.of("get", Unit.MICROS, scale.limits()).of(bytes).with("chunks", 16);
      for (String way : List.of("lease-memory", "into-memory", "into-local")) {
        cases.add(read(get, way).named("get-" + way, Scale.size(bytes)));
      }
    }
  }

  private static ComparedCase read(ComparedCase each, String way) {
    String[] parts = way.split("-");
    return each.with("how", parts[0], "storage", parts[1]);
  }

  private void batches() {
    List<int[]> shapes =
        scale.either(
            List.of(new int[] {256, 1 << 20}, new int[] {2_000, 64 << 10}),
            List.of(new int[] {1_000, 1 << 20}, new int[] {10_000, 64 << 10}));
    for (int[] shape : shapes) {
      ComparedCase all =
          ComparedCase.of("read-all", Unit.GIGABYTES, scale.limits().withRounds(ROUNDS))
              .of(shape[1])
              .with("chunks", shape[0]);
      for (String way : List.of("into-local", "lease-memory")) {
        String size = shape[0] + "x" + Scale.size(shape[1]);
        cases.add(read(all, way).named("read-all-" + way, size));
      }
    }
  }

  /// How much memory it takes to read what is much larger, some chunks at a time.
  private void peaks() {
    int chunks = scale.either(512, 2_048);
    for (int atOnce : List.of(16, 64, 256)) {
      cases.add(
          ComparedCase.of("read-all", Unit.MICROS, scale.few().withRounds(3).withoutWarmUp())
              .in("local")
              .of(1 << 20)
              .with("chunks", chunks, "how", "lease", "at_once", atOnce)
              .phased("peak")
              .named("read-local", atOnce + "-of-" + chunks + "MiB"));
    }
  }

  private void served() {
    for (String server : List.of("ours", "versitygw")) {
      for (int bytes : List.of(64 << 10, 1 << 20)) {
        cases.add(
            ComparedCase.of("read-all", Unit.GIGABYTES, scale.limits().withRounds(ROUNDS))
                .of(bytes)
                .with("storage", "s3", "server", server)
                .with("chunks", S3_BYTES / bytes, "how", "into", "at_once", 16)
                .named("s3-" + server + "-16-at-once", Scale.size(bytes)));
      }
    }
  }
}

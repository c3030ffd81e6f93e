package dev.floe.bench.compare.peer;

import dev.floe.Repository;
import dev.floe.bench.Chunks;
import dev.floe.maintenance.ExpireOptions;
import dev.floe.maintenance.GcOptions;
import dev.floe.maintenance.GcSummary;
import java.io.IOException;
import java.time.Instant;

/// Expiration and garbage collection of many commits of twenty chunks.
final class CollectWork implements Work {
  private static final int CHUNKS = 20;
  private static final int BYTES = 1_000;
  private static final GcOptions EVERYTHING =
      GcOptions.olderThan(Instant.MAX).withAcceptOpenSessions(true);

  private final Parameters with;
  private final int commits;

  CollectWork(Parameters with) {
    this.with = with;
    commits = with.count("commits");
  }

  @Override
  public String sum() {
    return Integer.toString(commits);
  }

  @Override
  public Answer run(long repetitions) throws IOException {
    try (Home home = new Home(with);
        Repository repository = home.create()) {
      for (int i = 0; i < commits; i++) {
        int number = i;
        repository.transaction(
            "main",
            "chunks",
            store -> {
              if (number == 0) {
                store.set("a/zarr.json", Chunks.array(CHUNKS, BYTES));
              }
              for (int chunk = 0; chunk < CHUNKS; chunk++) {
                store.set(Content.key(chunk), Content.of(number, BYTES));
              }
            });
      }
      Answer.Phases phases = new Answer.Phases();
      phases.begin();
      repository.expireSnapshots(Instant.MAX, ExpireOptions.STANDARD);
      phases.end("expire");
      expect(repository.collectGarbage(EVERYTHING.withDryRun(true)));
      phases.end("dry");
      expect(repository.collectGarbage(EVERYTHING));
      phases.end("collect");
      return phases.answer();
    }
  }

  private void expect(GcSummary summary) {
    if (summary.chunksDeleted() != (long) (commits - 1) * CHUNKS) {
      throw new IllegalStateException(summary.chunksDeleted() + " chunks deleted");
    }
  }

  @Override
  public void close() {}
}

package dev.floe.bench;

import dev.floe.Repository;
import dev.floe.maintenance.ExpireOptions;
import dev.floe.maintenance.GcOptions;
import dev.floe.maintenance.GcSummary;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions;
import dev.floe.storage.StorageOptions.Durability;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Garbage collection of 500 commits of 20 chunks each, over the same 20 places, that have expired:
/// 9,980 chunk objects go. Local files are written without syncing, and collected with it. The
/// floor lists as many and deletes them.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
public class CollectionBench {
  private static final int COMMITS = 500;
  private static final int CHUNKS = 20;
  private static final GcOptions EVERYTHING =
      GcOptions.olderThan(Instant.MAX).withAcceptOpenSessions(true);

  @Param({"memory", "local"})
  String storage;

  private Scratch scratch;
  private Storage synced;
  private Repository repository;

  @Setup(Level.Iteration)
  public void write() {
    StorageOptions fast = StorageOptions.STANDARD.withDurability(Durability.OPERATING_SYSTEM);
    scratch = Scratch.open(storage, fast);
    try (Repository writer = Repository.create(scratch.storage())) {
      writer.transaction("main", "array", s -> s.set("a/zarr.json", Chunks.array(CHUNKS, 1000)));
      byte[] chunk = new byte[1000];
      for (int i = 0; i < COMMITS; i++) {
        chunk[0]++;
        writer.transaction(
            "main",
            "commit",
            store -> {
              for (int at = 0; at < CHUNKS; at++) {
                store.set("a/c/" + at, MemorySegment.ofArray(chunk));
              }
            });
      }
    }
    synced = scratch.root() == null ? scratch.storage() : Storage.localFilesystem(scratch.root());
    repository = Repository.open(synced);
    repository.expireSnapshots(Instant.MAX, ExpireOptions.STANDARD);
  }

  @TearDown(Level.Iteration)
  public void delete() {
    repository.close();
    synced.close();
    scratch.close();
  }

  @Benchmark
  public GcSummary full() {
    return checked(repository.collectGarbage(EVERYTHING));
  }

  @Benchmark
  public GcSummary incremental() {
    return checked(repository.collectGarbage(EVERYTHING.withIncremental(true)));
  }

  @Benchmark
  public GcSummary dryRun() {
    return checked(repository.collectGarbage(EVERYTHING.withDryRun(true)));
  }

  @Benchmark
  public long floor() {
    long deleted = PlainDelete.allBut(CHUNKS, scratch);
    Gate.equal("chunk objects deleted", (COMMITS - 1L) * CHUNKS, deleted);
    return deleted;
  }

  private static GcSummary checked(GcSummary summary) {
    if (summary.chunksDeleted() != (COMMITS - 1) * CHUNKS || !summary.failures().isEmpty()) {
      throw new IllegalStateException("unexpected: " + summary);
    }
    return summary;
  }
}

package dev.floe.bench;

import dev.floe.Repository;
import dev.floe.Version;
import dev.floe.format.Diff;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.storage.GetOptions;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.StorageOptions;
import dev.floe.storage.StorageOptions.Durability;
import dev.floe.storage.Target;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

/// What 1,000 commits of one chunk each changed, by a handle that was just opened and by one that
/// has told it before. The floor reads the bytes of all transaction logs, as they lie there, into
/// one place.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class DiffBench {
  private static final int COMMITS = 1_000;

  @Param({"memory", "local"})
  String storage;

  private Scratch scratch;
  private Repository repository;
  private Version from;
  private List<ObjectInfo> logs;
  private Arena arena;
  private MemorySegment read;

  @Setup(Level.Trial)
  public void write() {
    StorageOptions fast = StorageOptions.STANDARD.withDurability(Durability.OPERATING_SYSTEM);
    scratch = Scratch.open(storage, fast);
    repository = Repository.create(scratch.storage());
    SnapshotId first =
        repository.transaction(
            "main", "array", store -> store.set("a/zarr.json", Chunks.array(COMMITS, 1)));
    for (int i = 0; i < COMMITS; i++) {
      MemorySegment chunk = MemorySegment.ofArray(new byte[] {1});
      String key = "a/c/" + i;
      repository.transaction("main", "commit", store -> store.set(key, chunk));
    }
    from = Version.snapshot(first);
    try (Stream<ObjectInfo> objects = scratch.storage().list("transactions/")) {
      logs = objects.toList();
    }
    arena = Arena.ofShared();
    read = arena.allocate(logs.stream().mapToLong(ObjectInfo::sizeBytes).max().orElseThrow());
    Gate.equal("transaction logs", COMMITS + 2, logs.size());
    checked(repository.diff(from, Version.MAIN));
  }

  @TearDown(Level.Trial)
  public void close() {
    repository.close();
    scratch.close();
    arena.close();
  }

  @Benchmark
  public Diff warm() {
    return checked(repository.diff(from, Version.MAIN));
  }

  @Benchmark
  public Diff opened() {
    try (Repository fresh = Repository.open(scratch.storage())) {
      return checked(fresh.diff(from, Version.MAIN));
    }
  }

  @Benchmark
  public long floor() {
    long bytes = 0;
    for (ObjectInfo log : logs) {
      bytes += log.sizeBytes();
      scratch.storage().get(log.key(), GetOptions.WHOLE, Target.of(read)).join();
    }
    return bytes;
  }

  private static Diff checked(Diff diff) {
    if (diff.updatedChunks().get(NodePath.of("/a")).size() != COMMITS) {
      throw new IllegalStateException("unexpected: " + diff);
    }
    return diff;
  }
}

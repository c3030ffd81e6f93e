package dev.floe.bench.large;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.bench.Chunks;
import dev.floe.bench.Scratch;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.format.Update;
import dev.floe.format.UpdateType;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.asset.CacheBudget;
import dev.floe.internal.asset.EncodedFile;
import dev.floe.internal.asset.StoredRepoInfo;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.binary.RepoInfoBuilder;
import dev.floe.internal.codec.Zstd;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// A commit of one chunk in a repository of very many snapshots; local files are synced. The
/// history was not committed: the repository file is written as it would be after so many commits
/// (snapshots in one line, messages of some length, a full operations log), without the files of
/// all snapshots but the last, which a commit does not read.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 10)
@Measurement(iterations = 10)
public class ManySnapshotsBench {
  private static final int COMMITS = 20;
  private static final int LOGGED = 1_000;

  @Param({"memory", "local"})
  String storage;

  @Param({"10000", "100000"})
  int snapshots;

  private Scratch scratch;
  private Repository repository;
  private int committed;

  @Setup(Level.Trial)
  public void open() {
    scratch = Scratch.open(storage, StorageOptions.STANDARD);
    try (Repository first = Repository.create(scratch.storage())) {
      first.transaction("main", "array", store -> store.set("a/zarr.json", Chunks.array(10, 1)));
    }
    lengthen(scratch.storage());
    repository = Repository.open(scratch.storage());
    if (repository.ancestry(Version.MAIN).count() != snapshots) {
      throw new IllegalStateException("not " + snapshots + " snapshots");
    }
  }

  private void lengthen(Storage files) {
    try (SegmentPool pool = SegmentPool.checked(1L << 30, System::nanoTime);
        Zstd zstd = new Zstd(2);
        AssetManager assets =
            new AssetManager(files, SpecVersion.V2, pool, new CacheBudget(0), zstd, 3)) {
      StoredRepoInfo stored = assets.repoInfo().orElseThrow();
      try (EncodedFile file = assets.encodeRepoInfo(lengthened(stored.info()))) {
        files.put("repo", file.bytes(), PutOptions.root(Precondition.NONE, Map.of())).join();
      }
    }
  }

  /// The tip becomes the last of so many snapshots.
  private RepoInfo lengthened(RepoInfo info) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    RepoInfoBuilder builder = info.toBuilder();
    List<Update> log = new ArrayList<>(info.latestUpdates());
    SnapshotId parent = SnapshotId.INITIAL;
    Instant from = info.snapshot(parent).orElseThrow().flushedAt().minusSeconds(snapshots);
    for (int i = 2; i < snapshots; i++) {
      SnapshotId id = SnapshotId.random(random);
      Instant at = from.plusSeconds(i);
      builder.addSnapshot(
          new SnapshotInfo(
              id, Optional.of(parent), at, "commit " + i, JsonObject.EMPTY, List.of()));
      parent = id;
    }
    SnapshotId tip = info.branches().get("main");
    builder.reparentSnapshot(tip, Optional.of(parent), List.of());
    for (int i = snapshots; log.size() < LOGGED; i--) {
      Optional<String> backup = Optional.of("repo.30728015042505." + parent.text());
      log.add(new Update(new UpdateType.NewCommit("main", parent), from.plusSeconds(i), backup));
    }
    return builder.latestUpdates(log).build();
  }

  @TearDown(Level.Trial)
  public void close() {
    repository.close();
    scratch.close();
  }

  @Benchmark
  @OperationsPerInvocation(COMMITS)
  public void commit() {
    for (int i = 0; i < COMMITS; i++) {
      Session session = repository.writableSession("main");
      byte[] value = {(byte) committed++};
      session.store().set("a/c/" + committed % 10, MemorySegment.ofArray(value));
      session.commit("commit " + committed);
    }
  }
}

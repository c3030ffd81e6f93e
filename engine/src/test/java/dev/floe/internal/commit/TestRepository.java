package dev.floe.internal.commit;

import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.asset.CacheBudget;
import dev.floe.internal.asset.EncodedFile;
import dev.floe.internal.backend.InMemoryStorage;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.codec.Zstd;
import dev.floe.internal.concurrent.Backoff;
import dev.floe.internal.concurrent.Futures;
import dev.floe.internal.concurrent.Sources;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.Precondition;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// A repository in memory on a clock that only moves when it is told to or slept on, with chance
/// from a seed and work done on the caller's thread.
final class TestRepository implements AutoCloseable {
  static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  final AtomicLong nanos = new AtomicLong();
  final List<Duration> sleeps = new ArrayList<>();
  final SegmentPool pool;
  final Zstd zstd = new Zstd(2);
  final Sources sources;
  final InMemoryStorage memory;
  final FaultyStorage storage;
  final AssetManager assets;
  RepoInfoSize.Limits limits = RepoInfoSize.Limits.STANDARD;

  TestRepository(long seed) {
    this(seed, SpecVersion.V2);
  }

  TestRepository(long seed, SpecVersion version) {
    Random random = new Random(seed);
    this.sources =
        new Sources(
            this::now,
            nanos::get,
            deadline -> {
              sleeps.add(Duration.ofNanos(Math.max(0, deadline - nanos.get())));
              nanos.accumulateAndGet(deadline, Math::max);
            },
            random,
            Runnable::run);
    this.pool = SegmentPool.checked(256 << 20, System::nanoTime);
    this.memory = new InMemoryStorage(this::now);
    this.storage = new FaultyStorage(memory);
    this.assets = manager(storage, version);
  }

  Instant now() {
    return START.plusNanos(nanos.get());
  }

  void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  /// Another handle of the repository, without faults and with caches of its own.
  AssetManager manager(Storage over, SpecVersion version) {
    return new AssetManager(over, version, pool, new CacheBudget(64 << 20), zstd, 3);
  }

  TestRepository create() {
    new RepositoryCreation(assets, sources).create(Optional.empty(), true);
    return this;
  }

  RepoUpdateLoop loop() {
    return loop(assets);
  }

  RepoUpdateLoop loop(AssetManager over) {
    Backoff backoff = Backoff.ofUpdates(12, Duration.ofMillis(50), Duration.ofSeconds(30));
    return new RepoUpdateLoop(over, sources, new RepoUpdateLoop.Settings(backoff, 1000, limits));
  }

  RepoInfo info() {
    AssetManager fresh = manager(memory, SpecVersion.V2);
    try (fresh) {
      return fresh.repoInfo().orElseThrow().info();
    }
  }

  /// Takes all between a snapshot and one of its ancestors out of the history, as expiration does.
  void expire(SnapshotId tip, SnapshotId base, SnapshotId... between) {
    try (AssetManager fresh = manager(memory, SpecVersion.V2)) {
      Set<SnapshotId> gone = Set.of(between);
      RepoInfo info =
          fresh.repoInfo().orElseThrow().info().toBuilder()
              .reparentSnapshot(tip, Optional.of(base), List.of(between))
              .retainSnapshots(id -> !gone.contains(id))
              .build();
      try (EncodedFile file = fresh.encodeRepoInfo(info)) {
        Futures.await(fresh.writeRepoInfo(file, Precondition.NONE, "expired"));
      }
    }
  }

  List<String> keys(String prefix) {
    try (var objects = memory.list(prefix)) {
      return objects.map(object -> object.key()).sorted().toList();
    }
  }

  static MemorySegment bytes(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  static NodePath path(String text) {
    return NodePath.of(text);
  }

  @Override
  public void close() {
    assets.close();
    memory.close();
    zstd.close();
    pool.close();
  }
}

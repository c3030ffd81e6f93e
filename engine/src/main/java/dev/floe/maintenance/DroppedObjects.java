package dev.floe.maintenance;

import dev.floe.format.ChunkId;
import dev.floe.format.ManifestId;
import dev.floe.format.NodeId;
import dev.floe.format.SnapshotId;
import dev.floe.internal.asset.Asset;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.ManifestView;
import dev.floe.internal.commit.KnownSnapshots;
import dev.floe.internal.commit.Lanes;
import dev.floe.storage.ObjectInfo;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What snapshots that left refer to and none that stays. A chunk is written for one array and
/// referred to by it alone, so of what stays only the manifests of the arrays are read whose
/// references were dropped; an object that chunks of others may share stays.
///
/// ```
/// snapshots known − kept ──► manifests − those of kept snapshots ──► chunks − those of the kept
///                                                                    manifests of the same arrays
/// ```
///
/// Objects are looked up one by one, side by side, and no kind is listed. Whatever is there and
/// cannot be read or understood is an error. One use, one thread.
final class DroppedObjects implements Survivors.Files {
  private static final int LANES = 16;

  private final AssetManager assets;
  private final Executor executor;
  private final Predicate<ObjectInfo> isOld;
  private final KnownSnapshots known;
  private final ReachedManifests kept;
  private final Map<SnapshotId, ObjectInfo> files = new HashMap<>();
  private final Map<SnapshotId, ObjectInfo> snapshots = new HashMap<>();
  private final Map<ManifestId, ObjectInfo> manifests = new HashMap<>();
  private final Set<ManifestId> read = new HashSet<>();
  private final Set<NodeId> arrays = new HashSet<>();
  private final ChunkCoverage chunks = new ChunkCoverage();
  private boolean begun;

  /// @param isOld whether an object is old enough to go
  /// @param known snapshots that may have left
  DroppedObjects(
      AssetManager assets, Executor executor, Predicate<ObjectInfo> isOld, KnownSnapshots known) {
    this.assets = assets;
    this.executor = executor;
    this.isOld = isOld;
    this.known = known;
    this.kept = new ReachedManifests(assets, executor);
  }

  @Override
  public Map<SnapshotId, ObjectInfo> of(Set<SnapshotId> wanted) {
    heads(wanted.stream().filter(id -> !files.containsKey(id)).map(SnapshotId::key))
        .forEach(file -> files.put(GarbageCollector.id(file.key(), SnapshotId::parse), file));
    return files;
  }

  private Stream<ObjectInfo> heads(Stream<String> keys) {
    return Heads.of(assets.storage(), keys);
  }

  /// Takes note of snapshots that stay; the first time, of what all others refer to.
  void keep(Collection<SnapshotId> ids) {
    kept.add(ids);
    if (!begun) {
      begun = true;
      begin(Set.copyOf(ids));
    }
    readAll(kept.of(arrays).stream().filter(read::add), this::spare);
  }

  private void begin(Set<SnapshotId> staying) {
    Set<SnapshotId> gone = new HashSet<>(known.snapshots());
    gone.removeAll(staying);
    of(gone);
    for (SnapshotId id : gone) {
      ObjectInfo file = files.get(id);
      if (file != null && isOld.test(file)) {
        snapshots.put(id, file);
      }
    }
    ReachedManifests reached = new ReachedManifests(assets, executor);
    reached.add(snapshots.keySet());
    heads(reached.all().stream().filter(id -> !kept.all().contains(id)).map(ManifestId::key))
        .filter(isOld)
        .forEach(file -> manifests.put(GarbageCollector.id(file.key(), ManifestId::parse), file));
    readAll(manifests.keySet().stream(), this::cover);
  }

  private void readAll(Stream<ManifestId> ids, Consumer<ManifestView> use) {
    List<Supplier<Void>> reads = ids.<Supplier<Void>>map(id -> () -> read(id, use)).toList();
    Lanes.run(executor, LANES, reads);
  }

  private Void read(ManifestId id, Consumer<ManifestView> use) {
    Asset<ManifestView> asset = assets.manifest(id, 0);
    try {
      synchronized (chunks) {
        use.accept(asset.value());
      }
      return null;
    } finally {
      asset.unpin();
    }
  }

  private void cover(ManifestView view) {
    for (int array = 0; array < view.arrayCount(); array++) {
      arrays.add(view.nodeId(array));
      for (int ref = 0; ref < view.refCount(array); ref++) {
        if (view.kind(array, ref) == ManifestView.Kind.NATIVE) {
          chunks.cover(
              view.chunkIdHigh(array, ref),
              view.chunkIdLow(array, ref),
              view.offset(array, ref),
              view.length(array, ref));
        }
      }
    }
  }

  private void spare(ManifestView view) {
    for (int array = 0; array < view.arrayCount(); array++) {
      for (int ref = 0; ref < view.refCount(array); ref++) {
        if (view.kind(array, ref) == ManifestView.Kind.NATIVE) {
          chunks.spare(view.chunkIdHigh(array, ref), view.chunkIdLow(array, ref));
        }
      }
    }
  }

  /// All of it that is old enough and that nothing that was kept needs.
  Doomed doomed(Survivors.Found found) {
    return new Doomed(
        () -> snapshots.values().stream().filter(file -> !found.hasSnapshot(id(file))),
        () -> heads(logs(found)).filter(isOld),
        () ->
            manifests.keySet().stream().filter(id -> !kept.all().contains(id)).map(manifests::get),
        () -> heads(chunks.unspared().map(ChunkId::key)).filter(isOld).filter(this::isWhole));
  }

  private static SnapshotId id(ObjectInfo snapshot) {
    return GarbageCollector.id(snapshot.key(), SnapshotId::parse);
  }

  private Stream<String> logs(Survivors.Found found) {
    return Stream.concat(snapshots.keySet().stream(), known.logs().stream())
        .distinct()
        .filter(id -> !found.hasLog(id))
        .map(SnapshotId::transactionLogKey);
  }

  private boolean isWhole(ObjectInfo chunk) {
    return chunks.isWhole(GarbageCollector.id(chunk.key(), ChunkId::parse), chunk.sizeBytes());
  }
}

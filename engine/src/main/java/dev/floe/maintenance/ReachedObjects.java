package dev.floe.maintenance;

import dev.floe.format.ChunkId;
import dev.floe.format.ManifestId;
import dev.floe.format.SnapshotId;
import dev.floe.internal.asset.Asset;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.ManifestView;
import dev.floe.internal.binary.SnapshotView;
import dev.floe.internal.commit.IdSet;
import dev.floe.internal.commit.Lanes;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// The manifests and chunk objects that snapshots refer to. Whatever cannot be read or understood
/// is an error, never nothing: what it refers to would be deleted. One thread; files are fetched
/// side by side.
final class ReachedObjects {
  private static final int LANES = 16;

  private final AssetManager assets;
  private final Executor executor;
  private final Set<SnapshotId> snapshots = new HashSet<>();
  private final Set<ManifestId> manifests = new HashSet<>();
  private final IdSet chunks = new IdSet();

  ReachedObjects(AssetManager assets, Executor executor) {
    this.assets = assets;
    this.executor = executor;
  }

  /// Adds what snapshots refer to that were not looked at yet.
  void add(Collection<SnapshotId> ids) {
    List<Supplier<Set<ManifestId>>> snapshotReads =
        ids.stream().filter(snapshots::add).<Supplier<Set<ManifestId>>>map(this::read).toList();
    List<Supplier<Void>> manifestReads =
        Lanes.run(executor, LANES, snapshotReads).stream()
            .flatMap(Set::stream)
            .filter(manifests::add)
            .<Supplier<Void>>map(id ->
                () -> {
                  addChunks(id);
                  return null;
                })
            .toList();
    Lanes.run(executor, LANES, manifestReads);
  }

  /// The manifests that a snapshot lists, and those that its arrays name.
  private Supplier<Set<ManifestId>> read(SnapshotId id) {
    return () -> {
      Asset<SnapshotView> asset = assets.snapshot(id);
      try {
        SnapshotView view = asset.value();
        Set<ManifestId> found = new HashSet<>();
        view.manifestFiles().forEach(file -> found.add(file.id()));
        for (int i = 0; i < view.nodeCount(); i++) {
          if (view.isArrayAt(i)) {
            view.manifestIdsAt(i, found::add);
          }
        }
        return found;
      } finally {
        asset.unpin();
      }
    };
  }

  private void addChunks(ManifestId id) {
    IdSet found = new IdSet();
    Asset<ManifestView> asset = assets.manifest(id, 0);
    try {
      ManifestView view = asset.value();
      for (int array = 0; array < view.arrayCount(); array++) {
        for (int ref = 0; ref < view.refCount(array); ref++) {
          if (view.kind(array, ref) == ManifestView.Kind.NATIVE) {
            found.add(view.chunkIdHigh(array, ref), view.chunkIdLow(array, ref));
          }
        }
      }
    } finally {
      asset.unpin();
    }
    synchronized (chunks) {
      chunks.addAll(found);
    }
  }

  int manifestCount() {
    return manifests.size();
  }

  int chunkCount() {
    return chunks.size();
  }

  boolean hasManifest(ManifestId id) {
    return manifests.contains(id);
  }

  boolean hasChunk(ChunkId id) {
    return chunks.contains(id);
  }
}

package dev.floe.maintenance;

import dev.floe.format.ChunkId;
import dev.floe.format.ManifestId;
import dev.floe.format.SnapshotId;
import dev.floe.internal.asset.Asset;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.ManifestView;
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
  private final ReachedManifests manifests;
  private final Set<ManifestId> read = new HashSet<>();
  private final IdSet chunks = new IdSet();

  ReachedObjects(AssetManager assets, Executor executor) {
    this.assets = assets;
    this.executor = executor;
    this.manifests = new ReachedManifests(assets, executor);
  }

  /// Adds what snapshots refer to that were not looked at yet.
  void add(Collection<SnapshotId> ids) {
    manifests.add(ids);
    List<Supplier<Void>> reads =
        manifests.all().stream()
            .filter(read::add)
            .<Supplier<Void>>map(id ->
                () -> {
                  addChunks(id);
                  return null;
                })
            .toList();
    Lanes.run(executor, LANES, reads);
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
    return manifests.all().size();
  }

  int chunkCount() {
    return chunks.size();
  }

  boolean hasManifest(ManifestId id) {
    return manifests.all().contains(id);
  }

  boolean hasChunk(ChunkId id) {
    return chunks.contains(id);
  }

  /// The manifests.
  IdSet manifests() {
    return IdSet.of(manifests.all());
  }

  /// The chunk objects; to be read only.
  IdSet chunks() {
    return chunks;
  }
}

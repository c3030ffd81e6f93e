package dev.floe.maintenance;

import dev.floe.format.DimensionShape;
import dev.floe.format.ManifestExtents;
import dev.floe.format.ManifestFileInfo;
import dev.floe.format.ManifestId;
import dev.floe.format.ManifestRef;
import dev.floe.format.NodeData;
import dev.floe.format.NodeId;
import dev.floe.format.NodeSnapshot;
import dev.floe.internal.asset.Asset;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.ManifestView;
import dev.floe.internal.commit.SessionNodes;
import dev.floe.internal.concurrent.Futures;
import dev.floe.storage.ObjectInfo;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Verifies manifests: their lengths and counts, the order, places and boxes of their references.
final class VerifiedManifests {
  private final Verifier verifier;
  private final AssetManager assets;
  private final VerifiedChunks chunks;

  /// Files that were counted and measured.
  private final Set<ManifestId> files = new HashSet<>();

  private record Use(ManifestRef ref, List<DimensionShape> shape, NodeId node) {}

  /// Uses of files by arrays; most snapshots use most manifests in the same way as their parents.
  private final Set<Use> uses = new HashSet<>();

  VerifiedManifests(Verifier verifier, AssetManager assets, VerifiedChunks chunks) {
    this.verifier = verifier;
    this.assets = assets;
    this.chunks = chunks;
  }

  /// Checks a manifest as an array of a snapshot uses it.
  ///
  /// @param file what the snapshot records of the file
  void check(
      ManifestRef ref, Optional<ManifestFileInfo> file, NodeSnapshot node, NodeData.Array array) {
    if (!uses.add(new Use(ref, array.shape(), node.id()))) {
      return;
    }
    verifier.checked(
        ref.id().key(),
        () -> {
          boolean first = files.add(ref.id());
          if (first) {
            file.ifPresent(this::size);
          }
          Asset<ManifestView> asset = assets.manifest(ref.id(), 0);
          try {
            if (first) {
              file.ifPresent(info -> count(info, asset.value()));
            }
            references(ref, asset.value(), node, array);
          } finally {
            asset.unpin();
          }
        });
  }

  private void size(ManifestFileInfo file) {
    Optional<ObjectInfo> object = Futures.await(assets.storage().head(file.id().key()));
    object
        .filter(found -> found.sizeBytes() != file.sizeBytes())
        .ifPresent(found ->
            verifier.error(
                file.id().key(),
                "expected " + file.sizeBytes() + " bytes, found " + found.sizeBytes()));
  }

  private void count(ManifestFileInfo file, ManifestView view) {
    if (!view.id().equals(file.id())) {
      verifier.error(file.id().key(), "expected the manifest of that name, found " + view.id());
    }
    if (view.totalRefCount() != file.chunkRefCount()) {
      verifier.error(
          file.id().key(),
          "expected " + file.chunkRefCount() + " references, found " + view.totalRefCount());
    }
  }

  private void references(
      ManifestRef ref, ManifestView view, NodeSnapshot node, NodeData.Array array) {
    String key = ref.id().key();
    int place = view.arrayIndex(node.id());
    int rank = array.shape().size();
    if (place < 0) {
      verifier.error(key, "expected references of " + node.path() + ", found none");
      return;
    }
    int[] from = new int[rank];
    int[] to = new int[rank];
    int[] before = null;
    for (int i = 0; i < view.refCount(place); i++) {
      if (view.rank(place, i) != rank) {
        verifier.warning(
            key, node.path() + ": expected " + rank + " coordinates, found " + view.rank(place, i));
        continue;
      }
      int[] coords = new int[rank];
      view.coords(place, i, coords);
      if (before != null && Arrays.compareUnsigned(before, coords) >= 0) {
        verifier.error(key, node.path() + ": references out of order at " + view.indices(place, i));
      }
      grow(from, to, coords, before == null);
      before = coords;
      if (!SessionNodes.isChunk(node, coords, rank)) {
        verifier.warning(
            key, node.path() + ": chunk " + view.indices(place, i) + " is outside the grid");
      }
      chunks.add(key, view.payload(place, i));
    }
    box(ref, node, before == null ? null : ManifestExtents.ofUnsigned(from, to));
  }

  private static void grow(int[] from, int[] to, int[] coords, boolean first) {
    for (int d = 0; d < coords.length; d++) {
      if (first || Integer.compareUnsigned(coords[d], from[d]) < 0) {
        from[d] = coords[d];
      }
      if (first || Integer.compareUnsigned(coords[d] + 1, to[d]) > 0) {
        to[d] = coords[d] + 1;
      }
    }
  }

  /// Readers look for a chunk only in the manifests whose boxes contain it.
  private void box(ManifestRef ref, NodeSnapshot node, ManifestExtents found) {
    if (ref.extents().rank() == 0 || found == null || ref.extents().equals(found)) {
      return;
    }
    boolean within =
        found.rank() == 0
            || ref.extents().rank() == found.rank()
                && found.overlap(ref.extents()) == ManifestExtents.Overlap.COMPLETE;
    if (!within) {
      verifier.error(
          ref.id().key(),
          node.path() + ": expected references within " + ref.extents() + ", found " + found);
      return;
    }
    verifier.warning(
        ref.id().key(), node.path() + ": the box " + ref.extents() + " could be " + found);
  }

  static boolean overlap(ManifestExtents a, ManifestExtents b) {
    return a.rank() == b.rank() && a.overlap(b) != ManifestExtents.Overlap.NONE;
  }
}

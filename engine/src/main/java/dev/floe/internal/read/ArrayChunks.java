package dev.floe.internal.read;

import dev.floe.format.ChunkIndices;
import dev.floe.format.DimensionShape;
import dev.floe.format.ManifestExtents;
import dev.floe.format.ManifestId;
import dev.floe.format.NodeData;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.internal.asset.Asset;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.ManifestView;
import java.util.List;
import java.util.function.ToLongFunction;

/// An array of one session, resolved once: its grid, its manifests, and what the session changed.
/// The way from coordinates to a reference, in place and without heap allocation. Thread-safe;
/// holds manifests only while a look-up runs.
public final class ArrayChunks {
  /// A manifest as it was last seen.
  ///
  /// @param asset may have been evicted since, which its pin tells
  /// @param array where in it the references of this array are, or −1
  private record Seen(Asset<ManifestView> asset, int array) {}

  private static final class Slot {
    private final ManifestId id;
    private final ManifestExtents extents;
    private final long sizeBytes;

    private volatile Seen seen;

    private Slot(ManifestId id, ManifestExtents extents, long sizeBytes) {
      this.id = id;
      this.extents = extents;
      this.sizeBytes = sizeBytes;
    }
  }

  private final AssetManager assets;
  private final NodeId nodeId;
  private final NodePath path;
  private final int[] chunkCounts;
  private final Slot[] slots;
  private final ChunkChanges changes;

  /// @param sizes the length of a manifest's object, or 0 where it is not known
  public ArrayChunks(
      AssetManager assets,
      NodeId nodeId,
      NodePath path,
      NodeData.Array array,
      ToLongFunction<ManifestId> sizes,
      ChunkChanges changes) {
    this.assets = assets;
    this.nodeId = nodeId;
    this.path = path;
    this.changes = changes;
    List<DimensionShape> shape = array.shape();
    chunkCounts = new int[shape.size()];
    for (int i = 0; i < chunkCounts.length; i++) {
      chunkCounts[i] = (int) shape.get(i).chunkCount();
    }
    slots =
        array.manifests().stream()
            .map(ref -> new Slot(ref.id(), ref.extents(), sizes.applyAsLong(ref.id())))
            .toArray(Slot[]::new);
  }

  /// The array's identity.
  public NodeId nodeId() {
    return nodeId;
  }

  /// Where the array is.
  public NodePath path() {
    return path;
  }

  /// How many dimensions the array has.
  public int rank() {
    return chunkCounts.length;
  }

  /// How many chunks the grid has in each dimension (bits of unsigned numbers).
  public int[] chunkCounts() {
    return chunkCounts.clone();
  }

  /// Whether coordinates (bits of unsigned numbers) have the array's rank and lie in its grid.
  public boolean contains(int[] coordinates, int rank) {
    if (rank != chunkCounts.length) {
      return false;
    }
    for (int i = 0; i < rank; i++) {
      if (Integer.compareUnsigned(coordinates[i], chunkCounts[i]) >= 0) {
        return false;
      }
    }
    return true;
  }

  /// Whether coordinates of any rank lie in the grid as far as both go. Other writers committed
  /// chunks of a wrong rank; they are read as those writers read them.
  private boolean mayHold(int[] coordinates, int rank) {
    for (int i = 0; i < Math.min(rank, chunkCounts.length); i++) {
      if (Integer.compareUnsigned(coordinates[i], chunkCounts[i]) >= 0) {
        return false;
      }
    }
    return true;
  }

  /// Finds a chunk and fills `cursor`, which the caller clears and which borrows the coordinates
  /// until then; absent outside the grid.
  public void locate(int[] coordinates, int rank, ChunkCursor cursor) {
    cursor.clear();
    if (!mayHold(coordinates, rank)) {
      return;
    }
    switch (changes.find(coordinates, rank, cursor)) {
      case WRITTEN, DELETED -> {}
      case NOTHING -> locateCommitted(coordinates, rank, cursor);
    }
    cursor.of(path, coordinates, rank);
  }

  /// Finds a chunk by value.
  public void locate(ChunkIndices coordinates, ChunkCursor cursor) {
    locate(coordinates.toUnsigned(), coordinates.rank(), cursor);
  }

  /// The first manifest whose box contains the coordinates decides; no other is asked.
  private void locateCommitted(int[] coordinates, int rank, ChunkCursor cursor) {
    for (Slot slot : slots) {
      if (slot.extents.contains(coordinates, rank)) {
        Seen seen = slot.seen;
        if (seen == null || !seen.asset.tryPin()) {
          seen = load(slot, cursor);
        } else {
          cursor.keep(seen.asset);
        }
        fill(seen, coordinates, rank, cursor);
        return;
      }
    }
  }

  /// Loads a manifest, which the cursor keeps, and finds the array in it.
  private Seen load(Slot slot, ChunkCursor cursor) {
    Asset<ManifestView> asset = assets.manifest(slot.id, slot.sizeBytes, path);
    cursor.keep(asset);
    Seen seen = new Seen(asset, asset.value().arrayIndex(nodeId));
    slot.seen = seen;
    return seen;
  }

  private static void fill(Seen seen, int[] coordinates, int rank, ChunkCursor cursor) {
    ManifestView view = seen.asset.value();
    int ref = seen.array < 0 ? -1 : view.find(seen.array, coordinates, rank);
    if (ref < 0) {
      cursor.absent();
      return;
    }
    cursor.fill(view, seen.array, ref);
  }
}

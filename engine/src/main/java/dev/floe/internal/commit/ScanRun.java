package dev.floe.internal.commit;

import dev.floe.format.ManifestExtents;
import dev.floe.format.ManifestRef;
import dev.floe.format.NodeId;
import dev.floe.internal.asset.Asset;
import dev.floe.internal.binary.ManifestView;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Supplier;

/// One sorted run of references of a [ChunkScan]: those of an array in one manifest, or the
/// session's changes. It is at one of them. Of a manifest only the corner of its box is known at
/// first; it is opened when more is asked for, and left at its end. One thread.
final class ScanRun {
  /// By the references that the runs are at; among equals the changes come first, then manifests as
  /// the array names them.
  static final Comparator<ScanRun> ORDER =
      (a, b) -> {
        int order = compare(a.at, a.rank, b.at, b.rank);
        return order != 0 ? order : Integer.compare(a.order, b.order);
      };

  /// The place of what is known by the corner of its box alone.
  private static final int CORNER = -1;

  private final SortedChunks changes;
  private final ManifestRef ref;
  private final NodeId node;
  private final Supplier<Asset<ManifestView>> file;
  private final int order;
  private final boolean overlapsEarlier;
  private Asset<ManifestView> manifest;
  private int array;
  private int position;
  private int[] at = new int[8];
  private int rank;

  /// The changes of the session.
  ScanRun(SortedChunks changes) {
    this.changes = changes;
    this.ref = null;
    this.node = null;
    this.file = null;
    this.order = -1;
    this.overlapsEarlier = false;
  }

  /// The references in a manifest.
  ///
  /// @param file opens it; the run unpins it
  /// @param order which one of the array's manifests it is
  /// @param overlapsEarlier whether its box has chunks in common with that of one before
  ScanRun(
      ManifestRef ref,
      NodeId node,
      Supplier<Asset<ManifestView>> file,
      int order,
      boolean overlapsEarlier) {
    this.changes = null;
    this.ref = ref;
    this.node = node;
    this.file = file;
    this.order = order;
    this.overlapsEarlier = overlapsEarlier;
  }

  static int compare(int[] a, int rankA, int[] b, int rankB) {
    return Arrays.compareUnsigned(a, 0, rankA, b, 0, rankB);
  }

  boolean isOfChanges() {
    return ref == null;
  }

  /// Whether references of it may be hidden by those of a manifest before.
  boolean overlapsEarlier() {
    return overlapsEarlier;
  }

  /// The bits of the coordinates of the reference; the first [#rank] elements count.
  int[] at() {
    return at;
  }

  int rank() {
    return rank;
  }

  /// The number of the reference in the changes or the manifest.
  int position() {
    return position;
  }

  /// The manifest, which is open.
  ManifestView manifest() {
    return manifest.value();
  }

  /// The number of the array in the manifest.
  int array() {
    return array;
  }

  /// Moves to the first reference not below `from`; false if there is none.
  boolean seek(int[] from, int fromRank) {
    if (ref == null) {
      position = lowerBoundOfChanges(from, fromRank);
      return load();
    }
    ManifestExtents box = ref.extents();
    if (manifest == null && box.rank() > 0) {
      at = new int[box.rank()];
      rank = box.rank();
      for (int i = 0; i < rank; i++) {
        at[i] = (int) box.from(i);
      }
      if (compare(at, rank, from, fromRank) >= 0) {
        position = CORNER;
        return true;
      }
    }
    open();
    position = array < 0 ? 0 : manifest.value().lowerBound(array, from, fromRank);
    return load();
  }

  private int lowerBoundOfChanges(int[] from, int fromRank) {
    int low = 0;
    int high = changes.size();
    int[] middleAt = new int[changes.rank()];
    while (low < high) {
      int middle = (low + high) >>> 1;
      for (int i = 0; i < middleAt.length; i++) {
        middleAt[i] = changes.indexAt(middle, i);
      }
      if (compare(middleAt, middleAt.length, from, fromRank) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void open() {
    if (manifest == null) {
      manifest = file.get();
      array = manifest.value().arrayIndex(node);
    }
  }

  /// Whether it is at no reference yet, but at the corner of its box.
  boolean isAtCorner() {
    return ref != null && position == CORNER;
  }

  /// Goes on to the next reference; false at the end.
  boolean advance() {
    if (isAtCorner()) {
      open();
    }
    position++;
    return load();
  }

  private boolean load() {
    if (ref == null) {
      if (position >= changes.size()) {
        return false;
      }
      rank = changes.rank();
      at = at.length >= rank ? at : new int[rank];
      for (int i = 0; i < rank; i++) {
        at[i] = changes.indexAt(position, i);
      }
      return true;
    }
    if (array < 0 || position >= manifest.value().refCount(array)) {
      leave();
      return false;
    }
    rank = manifest.value().coords(array, position, at);
    if (rank > at.length) {
      at = new int[rank];
      manifest.value().coords(array, position, at);
    }
    return true;
  }

  /// Copies the coordinates from this reference on that lie in the grid, up to where another run
  /// goes on, and stays at the last of them.
  ///
  /// @param other the run that comes next, or null
  int copyCoordinates(int[] grid, MemorySegment rows, int most, ScanRun other) {
    int end = position + Math.clamp(end(other) - position, 1, most);
    int copied = manifest.value().copyCoordinates(array, position, end, grid, rows);
    goTo(end - 1);
    return copied;
  }

  /// As [ChunkScan#copyNumbers].
  ///
  /// @param other the run that comes next, or null
  int copyNumbers(int[] prefix, int[] into, int from, ScanRun other) {
    int next = position + 1;
    int end = Math.min(end(other), next + into.length - from);
    if (end <= next || rank <= prefix.length) {
      return 0;
    }
    ManifestView view = manifest.value();
    int copied = view.copyNumbers(array, next, end, prefix, at[prefix.length], into, from);
    goTo(position + copied);
    return copied;
  }

  /// The place of the first reference behind those before which no other run goes on.
  private int end(ScanRun other) {
    ManifestView view = manifest.value();
    int count = view.refCount(array);
    return other == null ? count : Math.min(count, view.lowerBound(array, other.at, other.rank));
  }

  private void goTo(int place) {
    if (place > position) {
      position = place;
      load();
    }
  }

  /// Whether the manifest's box has a chunk of some coordinates.
  boolean covers(int[] coords, int coordsRank) {
    return ref != null && ref.extents().contains(coords, coordsRank);
  }

  /// Lets go of the manifest.
  void leave() {
    if (manifest != null) {
      manifest.unpin();
      manifest = null;
    }
  }
}

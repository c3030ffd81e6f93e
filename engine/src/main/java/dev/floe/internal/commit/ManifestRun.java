package dev.floe.internal.commit;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.format.ChunkIndices;
import dev.floe.internal.binary.ManifestView;
import dev.floe.internal.binary.RefSink;
import java.util.Arrays;

/// The references of one array in one manifest that lie in one box of the array's grid, as a run.
/// References of another rank, and those outside, are passed over. The manifest stays pinned as
/// long as the run is used.
final class ManifestRun implements RefRun {
  private final ManifestView manifest;
  private final int array;
  private final int count;
  private final ManifestSplits splits;
  private final int[] box;
  private final int[] ordinals;
  private int[] coords;
  private int[] previous;
  private final Positions positions;
  private int next;
  private int ref;
  private boolean begun;

  /// @param array the number of the array in the manifest; negative if it is not there
  /// @param positions which of its references may lie in the box; null for all
  /// @param box the ordinals of the box
  ManifestRun(
      ManifestView manifest, int array, Positions positions, ManifestSplits splits, int[] box) {
    this.manifest = manifest;
    this.array = array;
    this.positions = positions;
    this.count = array < 0 ? 0 : positions == null ? manifest.refCount(array) : positions.size();
    this.splits = splits;
    this.box = box;
    this.ordinals = new int[box.length];
    this.coords = new int[box.length];
    this.previous = new int[box.length];
  }

  @Override
  public boolean advance() {
    while (next < count) {
      ref = positions == null ? next : positions.at(next);
      next++;
      int[] found = previous;
      int rank = manifest.coords(array, ref, found);
      if (rank == box.length
          && splits.find(found, rank, ordinals)
          && Arrays.equals(ordinals, box)) {
        requireAscending(found);
        previous = coords;
        coords = found;
        begun = true;
        return true;
      }
    }
    return false;
  }

  private void requireAscending(int[] found) {
    if (begun && Arrays.compareUnsigned(coords, found) >= 0) {
      throw new FormatException(
          ErrorKind.INVALID_FILE_FORMAT,
          manifest.id().key(),
          -1,
          "references in the order of their coordinates",
          ChunkIndices.ofUnsigned(found) + " after " + ChunkIndices.ofUnsigned(coords));
    }
  }

  @Override
  public int[] coords() {
    return coords;
  }

  @Override
  public boolean emit(RefSink sink) {
    manifest.copyTo(array, ref, coords, sink);
    return true;
  }
}

package dev.floe.zarr;

import dev.floe.format.Checksum;
import dev.floe.format.ChunkIndices;
import dev.floe.format.NodeSnapshot;
import dev.floe.internal.commit.ResolvedArray;
import dev.floe.internal.commit.SessionNodes;
import dev.floe.internal.commit.VirtualRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The virtual chunks of a box of an array's grid on their way into a change set: all are checked,
/// and then recorded run by run, a run being chunks side by side in the innermost dimension of the
/// box.
final class VirtualRefs implements VirtualRun.Chunks {
  private final VirtualChunkColumns columns;
  private final Function<String, Optional<String>> acceptable;

  /// Locations as they are stored, by chunk; null where none is recorded.
  private final String[] locations;

  private final int dimension;
  private final int runLength;

  /// @param acceptable a location as it is stored; empty if it is left out
  VirtualRefs(VirtualChunkColumns columns, Function<String, Optional<String>> acceptable) {
    this.columns = columns;
    this.acceptable = acceptable;
    this.locations = new String[columns.count()];
    long[] box = columns.gridShape();
    int innermost = box.length - 1;
    while (innermost > 0 && box[innermost] == 1) {
      innermost--;
    }
    dimension = innermost;
    runLength = innermost < 0 ? 1 : (int) box[innermost];
  }

  /// Refuses chunks that cannot be recorded, and answers the numbers of those that are left out.
  List<Integer> check(ResolvedArray array) {
    List<Integer> refused = new ArrayList<>();
    int[] at = new int[columns.gridShape().length];
    String given = "";
    String stored = null;
    for (int start = 0; start < locations.length; start += runLength) {
      columns.coordinates(start, at);
      boolean inside = isInside(array.node(), at);
      for (int i = start; i < start + runLength; i++) {
        String location = columns.locations().get(i);
        if (location.isEmpty()) {
          continue;
        }
        if (!inside || columns.lengthBytes(i) == 0) {
          requireChunk(array, i);
        }
        if (!location.equals(given)) {
          given = location;
          stored = acceptable.apply(location).orElse(null);
        }
        if (stored == null) {
          refused.add(i);
        } else {
          requireRange(i, stored);
        }
        locations[i] = stored;
      }
    }
    return refused;
  }

  /// Whether a run from some coordinates on is within the grid.
  private boolean isInside(NodeSnapshot array, int[] at) {
    if (!SessionNodes.isChunk(array, at, at.length)) {
      return false;
    }
    int[] last = at.clone();
    if (dimension >= 0) {
      last[dimension] += runLength - 1;
    }
    return (dimension < 0 || Integer.compareUnsigned(last[dimension], at[dimension]) >= 0)
        && SessionNodes.isChunk(array, last, last.length);
  }

  private void requireChunk(ResolvedArray array, int number) {
    int[] at = new int[columns.gridShape().length];
    columns.coordinates(number, at);
    StoreWrites.requireChunk(array, ChunkIndices.ofUnsigned(at), columns.lengthBytes(number));
  }

  /// Refuses what no payload can be: none is made of those that are recorded.
  private void requireRange(int number, String location) {
    long offset = columns.offset(number);
    long length = columns.lengthBytes(number);
    if ((offset | length | offset + length) < 0) {
      throw new IllegalArgumentException(
          "chunk " + number + " at " + location + ": offset " + offset + ", length " + length);
    }
  }

  /// Records what was checked.
  void record(NodeSnapshot array, SessionNodes nodes) {
    int[] at = new int[columns.gridShape().length];
    VirtualRun run = new VirtualRun(this, at.length);
    for (int start = 0; start < locations.length; start += runLength) {
      int next = start;
      while (next < start + runLength) {
        int from = next;
        while (next < start + runLength && locations[next] != null) {
          next++;
        }
        if (next > from) {
          columns.coordinates(from, at);
          run.start(at, dimension, from, next - from);
          nodes.recordRun(array, run);
        }
        next++;
      }
    }
  }

  @Override
  public String location(int number) {
    return locations[number];
  }

  @Override
  public long offset(int number) {
    return columns.offset(number);
  }

  @Override
  public long lengthBytes(int number) {
    return columns.lengthBytes(number);
  }

  @Override
  public Optional<Checksum> checksum() {
    return columns.checksum();
  }
}

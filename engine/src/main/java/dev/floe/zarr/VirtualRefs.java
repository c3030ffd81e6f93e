package dev.floe.zarr;

import dev.floe.format.Checksum;
import dev.floe.format.ChunkIndices;
import dev.floe.format.NodeSnapshot;
import dev.floe.internal.commit.ResolvedArray;
import dev.floe.internal.commit.SessionNodes;
import dev.floe.internal.commit.VirtualRun;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/// The virtual chunks of a box of an array's grid on their way into a change set: all are checked,
/// and then recorded run by run, a run being chunks side by side in the innermost dimension of the
/// box.
final class VirtualRefs implements VirtualRun.Chunks {
  private final VirtualChunkColumns columns;
  private final Function<String, Optional<String>> acceptable;

  /// Locations as they are stored, each for the chunks up to a number; null where none is recorded.
  private String[] locations = new String[16];

  private int[] ends = new int[16];
  private int pieces;

  /// The piece that was looked at last.
  private int piece;

  private final ColumnWindow numbers;
  private final int dimension;
  private final int runLength;

  /// @param acceptable a location as it is stored; empty if it is left out
  VirtualRefs(VirtualChunkColumns columns, Function<String, Optional<String>> acceptable) {
    this.columns = columns;
    this.acceptable = acceptable;
    this.numbers = new ColumnWindow(columns);
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
    List<String> all = columns.locations();
    int[] at = new int[columns.gridShape().length];
    String given = "";
    String stored = null;
    for (int start = 0; start < columns.count(); start += runLength) {
      columns.coordinates(start, at);
      boolean inside = isInside(array.node(), at);
      for (int i = start; i < start + runLength; ) {
        String location = all.get(i);
        int end = endOfEqual(all, i, start + runLength);
        if (!location.isEmpty()) {
          if (!location.equals(given)) {
            given = location;
            stored = acceptable.apply(location).orElse(null);
          }
          requireChunks(array, i, end, inside, stored != null);
          if (stored == null) {
            for (int number = i; number < end; number++) {
              refused.add(number);
            }
          }
        }
        add(location.isEmpty() ? null : stored, end);
        i = end;
      }
    }
    return refused;
  }

  private static int endOfEqual(List<String> locations, int from, int to) {
    String first = locations.get(from);
    int end = from + 1;
    while (end < to) {
      String other = locations.get(end);
      if (other != first && !other.equals(first)) {
        return end;
      }
      end++;
    }
    return end;
  }

  private void add(String location, int end) {
    if (pieces > 0 && Objects.equals(locations[pieces - 1], location)) {
      ends[pieces - 1] = end;
      return;
    }
    if (pieces == ends.length) {
      int room = pieces + (pieces >> 1);
      locations = Arrays.copyOf(locations, room);
      ends = Arrays.copyOf(ends, room);
    }
    locations[pieces] = location;
    ends[pieces++] = end;
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

  /// Refuses what is no chunk, and what no payload can be: none is made of those that are recorded.
  private void requireChunks(
      ResolvedArray array, int from, int to, boolean inside, boolean ranges) {
    int[] at = new int[columns.gridShape().length];
    for (int i = from; i < to; ) {
      int valid = inside ? numbers.valid(i, to) : i;
      if (valid < to) {
        columns.coordinates(valid, at);
        StoreWrites.requireChunk(array, ChunkIndices.ofUnsigned(at), columns.lengthBytes(valid));
        if (ranges) {
          requireRange(valid);
        }
        i = valid + 1;
      } else {
        i = to;
      }
    }
  }

  private void requireRange(int number) {
    long offset = columns.offset(number);
    long length = columns.lengthBytes(number);
    if ((offset | length | offset + length) < 0) {
      throw new IllegalArgumentException(
          "chunk "
              + number
              + " at "
              + columns.locations().get(number)
              + ": offset "
              + offset
              + ", length "
              + length);
    }
  }

  /// Records what was checked.
  void record(NodeSnapshot array, SessionNodes nodes) {
    int[] at = new int[columns.gridShape().length];
    VirtualRun run = new VirtualRun(this, at.length);
    int last = 0;
    for (int start = 0; start < columns.count(); start += runLength) {
      int next = start;
      while (next < start + runLength) {
        while (ends[last] <= next) {
          last++;
        }
        int from = next;
        int piece = last;
        while (next < start + runLength && locations[piece] != null) {
          next = Math.min(ends[piece], start + runLength);
          piece += ends[piece] == next && piece + 1 < pieces ? 1 : 0;
        }
        if (next > from) {
          columns.coordinates(from, at);
          run.start(at, dimension, from, next - from);
          nodes.recordRun(array, run);
        } else {
          next = Math.min(ends[last], start + runLength);
        }
      }
    }
  }

  private int pieceOf(int number) {
    if (number < ends[piece] && (piece == 0 || number >= ends[piece - 1])) {
      return piece;
    }
    if (piece + 1 < pieces && number >= ends[piece] && number < ends[piece + 1]) {
      return ++piece;
    }
    int found = Arrays.binarySearch(ends, 0, pieces, number);
    piece = found < 0 ? -found - 1 : found + 1;
    return piece;
  }

  @Override
  public int alike(int number, int count) {
    return numbers.even(number, number + together(number, count)) - number;
  }

  @Override
  public int unlike(int number, int count, int least) {
    int end = number + count;
    for (int next = number; next < end; ) {
      int last = next + together(next, end - next);
      int even = numbers.uneven(next, last, least);
      if (even < last) {
        return even - number;
      }
      next = last;
    }
    return count;
  }

  @Override
  public int together(int number, int count) {
    return Math.min(count, ends[pieceOf(number)] - number);
  }

  @Override
  public void copy(int number, int count, MemorySegment offsets, MemorySegment lengths) {
    columns.copy(number, count, offsets, lengths);
  }

  @Override
  public String location(int number) {
    return locations[pieceOf(number)];
  }

  @Override
  public long offset(int number) {
    return numbers.offset(number);
  }

  @Override
  public long lengthBytes(int number) {
    return numbers.lengthBytes(number);
  }

  @Override
  public Optional<Checksum> checksum() {
    return columns.checksum();
  }
}

package dev.floe.internal.read;

import dev.floe.format.ByteRange;
import dev.floe.format.ChunkIndices;
import dev.floe.storage.Purpose;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The reads of a batch, before they are located: which chunk of which array, which bytes, and
/// where to put them. Columns, for a batch has tens of thousands. Filled by one thread.
public final class BatchItems {
  private final ArrayChunks[] arrays;
  private final ByteRange[] ranges;
  private final MemorySegment[] destinations;

  /// Where the coordinates of a read begin in [#coordinates]; they end where the next one's begin.
  private final int[] starts;

  private int[] coordinates;
  private int[] scratch = new int[0];
  private int size;

  /// @param capacity how many reads there will be
  public BatchItems(int capacity) {
    arrays = new ArrayChunks[capacity];
    ranges = new ByteRange[capacity];
    destinations = new MemorySegment[capacity];
    starts = new int[capacity + 1];
    coordinates = new int[capacity * 4];
  }

  /// Adds a read.
  ///
  /// @param array the resolved array, or null where there is none
  /// @param indices the bits of the chunk's coordinates; the first `rank` elements count
  /// @param range which bytes of the chunk
  /// @param destination room for them, or null for a lease of the engine's
  public void add(
      ArrayChunks array, int[] indices, int rank, ByteRange range, MemorySegment destination) {
    int start = starts[size];
    if (coordinates.length < start + rank) {
      coordinates = Arrays.copyOf(coordinates, Math.max(start + rank, 2 * coordinates.length));
    }
    System.arraycopy(indices, 0, coordinates, start, rank);
    arrays[size] = array;
    ranges[size] = range;
    destinations[size] = destination;
    starts[++size] = start + rank;
  }

  int size() {
    return size;
  }

  ByteRange range(int index) {
    return ranges[index];
  }

  MemorySegment destination(int index) {
    return destinations[index];
  }

  /// What a read that was located is for.
  Purpose purpose(int index) {
    int[] at = Arrays.copyOfRange(coordinates, starts[index], starts[index + 1]);
    return Purpose.of(arrays[index].path(), ChunkIndices.ofUnsigned(at));
  }

  /// Finds the chunk of a read and fills `cursor`, which the caller clears.
  void locate(int index, ChunkCursor cursor) {
    if (arrays[index] == null) {
      return;
    }
    int rank = starts[index + 1] - starts[index];
    if (scratch.length < rank) {
      scratch = new int[rank];
    }
    System.arraycopy(coordinates, starts[index], scratch, 0, rank);
    arrays[index].locate(scratch, rank, cursor);
  }
}

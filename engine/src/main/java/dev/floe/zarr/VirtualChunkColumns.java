package dev.floe.zarr;

import dev.floe.format.Checksum;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;

/// Many virtual chunks of one array as columns: chunk `i` of a box of the grid, counted in C order,
/// is `lengths[i]` bytes at `offsets[i]` of `locations[i]`. An empty location leaves its chunk
/// alone.
///
/// ```
/// offsets, lengths   | 64-bit | 64-bit | …     native byte order, borrowed for the call
/// ```
///
/// @param gridShape how many chunks the box has in each dimension
/// @param gridOffset where the box begins in the array's grid
/// @param checksum guards every chunk
public record VirtualChunkColumns(
    long[] gridShape,
    long[] gridOffset,
    List<String> locations,
    MemorySegment offsets,
    MemorySegment lengths,
    Optional<Checksum> checksum) {
  private static final ValueLayout.OfLong COLUMN = ValueLayout.JAVA_LONG_UNALIGNED;

  public VirtualChunkColumns {
    gridShape = gridShape.clone();
    gridOffset = gridOffset.clone();
    if (gridShape.length != gridOffset.length) {
      throw new IllegalArgumentException(
          "a box of " + gridShape.length + " dimensions at an offset of " + gridOffset.length);
    }
    long count = 1;
    for (long length : gridShape) {
      count = Math.multiplyExact(count, length);
    }
    long bytes = Math.multiplyExact(count, COLUMN.byteSize());
    if (locations.size() != count || offsets.byteSize() != bytes || lengths.byteSize() != bytes) {
      throw new IllegalArgumentException(
          "expected "
              + count
              + " locations, offsets and lengths, found "
              + locations.size()
              + ", "
              + offsets.byteSize() / COLUMN.byteSize()
              + " and "
              + lengths.byteSize() / COLUMN.byteSize());
    }
  }

  /// How many chunks the box has.
  public int count() {
    return locations.size();
  }

  long offset(int index) {
    return offsets.getAtIndex(COLUMN, index);
  }

  long lengthBytes(int index) {
    return lengths.getAtIndex(COLUMN, index);
  }

  /// Copies so many offsets and lengths, from a chunk on.
  void copy(int index, int count, long[] intoOffsets, long[] intoLengths) {
    MemorySegment.copy(offsets, COLUMN, index * COLUMN.byteSize(), intoOffsets, 0, count);
    MemorySegment.copy(lengths, COLUMN, index * COLUMN.byteSize(), intoLengths, 0, count);
  }

  /// Copies so many offsets and lengths, from a chunk on, as they are.
  void copy(int index, int count, MemorySegment intoOffsets, MemorySegment intoLengths) {
    long at = index * COLUMN.byteSize();
    MemorySegment.copy(offsets, at, intoOffsets, 0, count * COLUMN.byteSize());
    MemorySegment.copy(lengths, at, intoLengths, 0, count * COLUMN.byteSize());
  }

  /// The bits of the coordinates of chunk `index`, counted in C order.
  void coordinates(int index, int[] into) {
    long rest = index;
    for (int i = gridShape.length - 1; i >= 0; i--) {
      into[i] = (int) (gridOffset[i] + rest % gridShape[i]);
      rest /= gridShape[i];
    }
  }
}

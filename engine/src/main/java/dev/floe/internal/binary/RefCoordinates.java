package dev.floe.internal.binary;

import dev.floe.internal.binary.ManifestLayout.ChunkRef;
import dev.floe.internal.flatbuffers.FlatBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The coordinates of many references that follow one another, and nothing else of them. One use,
/// one thread.
///
/// ```
/// vector of references ─► table ─► its vtable, that of the table before but for few
///                           └────► index: | rank | coordinates …
/// ```
///
/// Every position is checked once, by the segment that is read. What it refuses is looked at again
/// by the reader of the buffer, which says what is wrong with it.
final class RefCoordinates {
  private static final ValueLayout.OfInt STORED =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final int BLOCK_ROWS = 256;

  private final FlatBuffer buffer;
  private final long vector;

  /// Of the table that was read last; at first none that there could be. A
  /// [dev.floe.internal.flatbuffers.TableShape] of this one field would be slower by its array.
  private long vtable = Long.MIN_VALUE;

  /// How far behind a table with this vtable the offset of its index is.
  private long field;

  /// @param vector of the references, checked
  RefCoordinates(FlatBuffer buffer, long vector) {
    this.buffer = buffer;
    this.vector = vector;
  }

  /// Copies the coordinates of the references from place `from` to place `to` that lie in a grid
  /// and have its rank, each once; answers how many rows that are.
  int copy(int from, int to, int[] grid, MemorySegment rows) {
    int rank = grid.length;
    int[] block = new int[rank * (1 + Math.min(BLOCK_ROWS, to - from))];
    // The row before the first is none of the grid.
    System.arraycopy(grid, 0, block, 0, rank);
    int copied = 0;
    for (int start = from; start < to; start += BLOCK_ROWS) {
      int end = Math.min(to, start + BLOCK_ROWS);
      int count = rank == 1 ? line(start, end, grid[0], block) : rows(start, end, grid, block);
      MemorySegment.copy(block, rank, rows, INT, 4L * rank * copied, rank * count);
      System.arraycopy(block, rank * count, block, 0, rank);
      copied += count;
    }
    return copied;
  }

  /// Fills a block behind its first row, which is the one before.
  private int rows(int from, int to, int[] grid, int[] block) {
    MemorySegment bytes = buffer.segment();
    int rank = grid.length;
    int count = 0;
    try {
      for (int ref = from; ref < to; ref++) {
        long index = index(bytes, ref);
        if (bytes.get(STORED, index) != rank) {
          requireWhole(index);
          continue;
        }
        boolean inside = true;
        boolean repeated = rank > 0;
        int row = rank * count;
        for (int i = 0; i < rank; i++) {
          int coordinate = bytes.get(STORED, index + 4 + 4L * i);
          inside &= Integer.compareUnsigned(coordinate, grid[i]) < 0;
          repeated &= coordinate == block[row + i];
          block[row + rank + i] = coordinate;
        }
        count += inside && !repeated ? 1 : 0;
      }
      return count;
    } catch (IndexOutOfBoundsException e) {
      throw damage(from, to, e);
    }
  }

  /// As [#rows] of an array of one dimension: without a loop over one coordinate, which costs as
  /// much as a quarter of all the rest.
  private int line(int from, int to, int length, int[] block) {
    MemorySegment bytes = buffer.segment();
    int count = 0;
    int before = block[0];
    try {
      for (int ref = from; ref < to; ref++) {
        long index = index(bytes, ref);
        if (bytes.get(STORED, index) != 1) {
          requireWhole(index);
          continue;
        }
        int coordinate = bytes.get(STORED, index + 4);
        if (Integer.compareUnsigned(coordinate, length) < 0 && coordinate != before) {
          block[++count] = coordinate;
          before = coordinate;
        }
      }
      return count;
    } catch (IndexOutOfBoundsException e) {
      throw damage(from, to, e);
    }
  }

  /// Copies the coordinate behind `prefix` of each reference from place `from` to place `to`, up to
  /// the first that does not begin with the prefix or repeats the number before; answers how many
  /// numbers that are.
  ///
  /// @param before the number before the first
  /// @param at where in `into` the first goes
  int numbers(int from, int to, int[] prefix, int before, int[] into, int at) {
    MemorySegment bytes = buffer.segment();
    int last = before;
    int count = 0;
    try {
      for (int ref = from; ref < to; ref++) {
        long index = index(bytes, ref);
        int rank = bytes.get(STORED, index);
        requireWhole(index);
        if (rank <= prefix.length) {
          return count;
        }
        for (int i = 0; i < prefix.length; i++) {
          if (bytes.get(STORED, index + 4 + 4L * i) != prefix[i]) {
            return count;
          }
        }
        int number = bytes.get(STORED, index + 4 + 4L * prefix.length);
        if (number == last) {
          return count;
        }
        into[at + count++] = number;
        last = number;
      }
      return count;
    } catch (IndexOutOfBoundsException e) {
      throw damage(from, to, e);
    }
  }

  /// Where the coordinates of a reference are, behind their number.
  private long index(MemorySegment bytes, int ref) {
    long slot = vector + 4 + 4L * ref;
    long table = slot + Integer.toUnsignedLong(bytes.get(STORED, slot));
    long itsVtable = table - bytes.get(STORED, table);
    if (itsVtable != vtable) {
      field = field(table);
      vtable = itsVtable;
    }
    long offset = table + field;
    return offset + Integer.toUnsignedLong(bytes.get(STORED, offset));
  }

  private long field(long table) {
    buffer.requiredVector(table, ChunkRef.INDEX, 4, "ChunkRef.index");
    return buffer.field(table, ChunkRef.INDEX) - table;
  }

  /// Refuses a vector of coordinates that does not lie in the buffer as a whole.
  private void requireWhole(long index) {
    if (buffer.u32(index) > (buffer.sizeBytes() - index - 4) >> 2) {
      throw new IndexOutOfBoundsException(index);
    }
  }

  private RuntimeException damage(int from, int to, IndexOutOfBoundsException met) {
    for (int ref = from; ref < to; ref++) {
      buffer.requiredVector(buffer.tableAt(vector, ref), ChunkRef.INDEX, 4, "ChunkRef.index");
    }
    return met;
  }
}

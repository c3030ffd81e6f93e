package dev.floe.internal.commit;

import java.util.Arrays;

/// Sorts references to chunks by the number of their cell in the smallest box of the grid that
/// begins at its origin and holds them all. They are dealt out in place to a few thousand equal
/// ranges of cells first, so that only one range at a time needs memory beside them.
///
/// ```
/// key of a reference within a range   63         placeBits      0
///                                     |   cell   |   place      |
/// ```
final class CellOrder {
  private static final int RANGES = 1 << 12;
  private static final int KEY_BITS = 63;

  private final SortedChunks chunks;
  private final long[] extents;
  private final long cells;

  private CellOrder(SortedChunks chunks, long[] extents, long cells) {
    this.chunks = chunks;
    this.extents = extents;
    this.cells = cells;
  }

  /// The order of some chunks, or null if there are too many cells to number.
  static CellOrder of(SortedChunks chunks) {
    long[] extents = new long[chunks.rank()];
    for (int i = 0; i < chunks.rowCount(); i++) {
      for (int d = 0; d < extents.length; d++) {
        extents[d] = Math.max(extents[d], Integer.toUnsignedLong(chunks.rowIndexAt(i, d)) + 1);
      }
    }
    long cells = 1;
    for (long extent : extents) {
      if (extent == 0 || Math.multiplyHigh(cells, extent) != 0 || cells * extent < 0) {
        return null;
      }
      cells *= extent;
    }
    return new CellOrder(chunks, extents, cells);
  }

  private long cell(int reference) {
    long cell = 0;
    for (int d = 0; d < extents.length; d++) {
      cell = cell * extents[d] + Integer.toUnsignedLong(chunks.index(reference, d));
    }
    return cell;
  }

  /// Sorts the references, if cells and places fit a number; true if they did.
  boolean sort(int[] references) {
    int count = chunks.rowCount();
    long width = count < RANGES ? cells : (cells - 1) / RANGES + 1;
    int ranges = (int) ((cells - 1) / width) + 1;
    int[] ends = new int[ranges];
    for (int i = 0; i < count; i++) {
      ends[(int) (cell(references[i]) / width)]++;
    }
    int most = 0;
    int end = 0;
    for (int range = 0; range < ranges; range++) {
      most = Math.max(most, ends[range]);
      end += ends[range];
      ends[range] = end;
    }
    int placeBits = bits(Math.max(1, most - 1));
    if (bits(cells) + placeBits > KEY_BITS) {
      return false;
    }
    deal(references, ends, width);
    long[] keys = new long[most];
    int[] unsorted = new int[most];
    for (int range = 0; range < ranges; range++) {
      int from = range == 0 ? 0 : ends[range - 1];
      sortRange(references, from, ends[range] - from, placeBits, keys, unsorted);
    }
    return true;
  }

  private static int bits(long number) {
    return Long.SIZE - Long.numberOfLeadingZeros(number);
  }

  /// Puts every reference into its range, each time in the place of one that goes to its own.
  private void deal(int[] references, int[] ends, long width) {
    int[] next = new int[ends.length];
    System.arraycopy(ends, 0, next, 1, ends.length - 1);
    for (int range = 0; range < ends.length; range++) {
      while (next[range] < ends[range]) {
        int reference = references[next[range]];
        for (int own; (own = (int) (cell(reference) / width)) != range; ) {
          int displaced = references[next[own]];
          references[next[own]++] = reference;
          reference = displaced;
        }
        references[next[range]++] = reference;
      }
    }
  }

  private void sortRange(
      int[] references, int from, int count, int placeBits, long[] keys, int[] unsorted) {
    for (int i = 0; i < count; i++) {
      keys[i] = cell(references[from + i]) << placeBits | i;
    }
    Arrays.sort(keys, 0, count);
    System.arraycopy(references, from, unsorted, 0, count);
    for (int i = 0; i < count; i++) {
      references[from + i] = unsorted[(int) (keys[i] & (1L << placeBits) - 1)];
    }
  }
}

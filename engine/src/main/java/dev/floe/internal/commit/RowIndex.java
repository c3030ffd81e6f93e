package dev.floe.internal.commit;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Row numbers by hash: a table of slots without order of its own, probed one after the other. It
/// grows by a quarter, in place, so that it never is far from full, or more where it is small; the
/// owner puts the rows in anew then. What is left of a slot beside the number holds bits of the
/// hash, so that hardly any row is looked at in vain. Guarded by the owner.
///
/// ```
/// hash   63   60 59              28 27            0
///        |stripe|  place, scaled   |     tag      |
/// slot   31            rowBits            0
///        |     tag    |  row number + 1   |           0: free
/// ```
final class RowIndex {
  /// There is no row with this hash from here on.
  static final int NONE = -1;

  /// The row here has another hash.
  static final int OTHER = -2;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final int PAGE_BITS = 10;
  private static final int PAGE_SLOTS = 1 << PAGE_BITS;
  private static final int SMALLEST = 8;
  private static final int MOST_ROW_BITS = Integer.SIZE - SortedChunks.STRIPE_BITS + 1;

  /// With fewer slots than rows by this factor the index is small beside the rows, and grows to a
  /// multiple, so that the rows are not often put in anew.
  private static final int SMALL_BESIDE_ROWS = 8;

  private static final int LARGE_STEP = 4;

  private final ChunkMemory memory;
  private MemorySegment[] pages = {MemorySegment.ofArray(new int[SMALLEST])};
  private int pageCount = 1;
  private int capacity = SMALLEST;
  private int count;
  private int rowBits = rowBits(SMALLEST);

  /// @param memory of the pages, once there are more than a few rows
  RowIndex(ChunkMemory memory) {
    this.memory = memory;
  }

  /// Of each block of neighbours in rows one after the other one row is here.
  private static int rowBits(int capacity) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(capacity) + Neighbours.BITS;
    return Math.min(MOST_ROW_BITS, bits);
  }

  /// How many rows are here.
  int count() {
    return count;
  }

  /// Whether one row more is too many for quick look-ups.
  boolean isFull() {
    return (count + 1) * 20L > capacity * 17L;
  }

  /// The slot where the search for a hash begins.
  int first(long hash) {
    return (int) ((hash >>> 28 & 0xffff_ffffL) * capacity >>> 32);
  }

  /// The slot where the search goes on.
  int following(int slot) {
    return slot + 1 == capacity ? 0 : slot + 1;
  }

  /// The row in a slot that may have a hash; [#NONE] or [#OTHER].
  int row(int slot, long hash) {
    int value = get(slot);
    if (value == 0) {
      return NONE;
    }
    int rowMask = (1 << rowBits) - 1;
    return ((value ^ (int) hash << rowBits) & ~rowMask) == 0 ? (value & rowMask) - 1 : OTHER;
  }

  /// Puts a row in that is not there.
  ///
  /// @throws IllegalStateException if there is no room: the owner let the index become full, where
  ///   a search would not end, or has more rows than there are numbers
  void add(long hash, int row) {
    if (count + 1 >= capacity || row + 1 >>> rowBits != 0) {
      throw new IllegalStateException(
          "row " + row + ": no place in an index of " + count + " rows and " + capacity + " slots");
    }
    count++;
    int slot = first(hash);
    while (get(slot) != 0) {
      slot = following(slot);
    }
    int value = (int) hash << rowBits | row + 1;
    pages[slot >>> PAGE_BITS].set(INT, (slot & PAGE_SLOTS - 1) * 4L, value);
  }

  private int get(int slot) {
    return pages[slot >>> PAGE_BITS].get(INT, (slot & PAGE_SLOTS - 1) * 4L);
  }

  /// What the slots take on the heap.
  long heapBytes() {
    return pages[0].isNative() ? 0 : pages[0].byteSize();
  }

  /// Makes room for more rows and forgets those that there are.
  ///
  /// @param rows how many rows the owner has, those that are not here included
  void growEmptied(int rows) {
    if (capacity < PAGE_SLOTS) {
      capacity *= 2;
      pages[0] = MemorySegment.ofArray(new int[capacity]);
    } else {
      if (pages[0].isNative()) {
        for (int i = 0; i < pageCount; i++) {
          pages[i].fill((byte) 0);
        }
      } else {
        pageCount = 0;
      }
      int more = capacity < rows / SMALL_BESIDE_ROWS ? pageCount * (LARGE_STEP - 1) : pageCount / 4;
      int wanted = Math.max(2, pageCount + Math.max(1, more));
      pages = Arrays.copyOf(pages, wanted);
      while (pageCount < wanted) {
        pages[pageCount++] = memory.page(PAGE_SLOTS * 4L);
      }
      capacity = Math.multiplyExact(pageCount, PAGE_SLOTS);
    }
    rowBits = rowBits(capacity);
    count = 0;
  }
}

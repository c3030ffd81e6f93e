package dev.floe.internal.commit;

import java.util.Arrays;

/// Entries of a chunk table in the order of their coordinates, as row numbers: nothing is copied
/// but four bytes an entry. One thread at a time.
///
/// ```
/// reference   31           4 3       0
///             |    row      | stripe  |
/// ```
public final class SortedChunks {
  static final int STRIPE_BITS = 4;
  private static final int STRIPE_MASK = (1 << STRIPE_BITS) - 1;

  private final int rank;
  private final ChunkStripe[] stripes;
  private final int[] references;
  private final int from;
  private final int to;

  private SortedChunks(int rank, ChunkStripe[] stripes, int[] references, int from, int to) {
    this.rank = rank;
    this.stripes = stripes;
    this.references = references;
    this.from = from;
    this.to = to;
  }

  static SortedChunks of(int rank, ChunkStripe[] stripes) {
    int total = 0;
    for (ChunkStripe stripe : stripes) {
      total += stripe == null ? 0 : stripe.live();
    }
    int[] references = new int[total];
    int next = 0;
    for (int s = 0; s < stripes.length; s++) {
      for (int row = 0; stripes[s] != null && row < stripes[s].rows(); row++) {
        if (stripes[s].kind(row) != ChunkStripe.REMOVED && next < total) {
          references[next++] = row << STRIPE_BITS | s;
        }
      }
    }
    SortedChunks chunks = new SortedChunks(rank, stripes, references, 0, next);
    chunks.sort();
    return chunks;
  }

  /// How many entries there are.
  public int size() {
    return to - from;
  }

  /// How many coordinates each has.
  public int rank() {
    return rank;
  }

  /// Copies the entry at a position out.
  public void read(int position, RecordedChunk into) {
    int reference = references[from + position];
    stripes[reference & STRIPE_MASK].read(reference >>> STRIPE_BITS, into);
  }

  /// The bits of one coordinate of the entry at a position.
  public int indexAt(int position, int dimension) {
    return index(references[from + position], dimension);
  }

  private int index(int reference, int dimension) {
    return stripes[reference & STRIPE_MASK].indexAt(reference >>> STRIPE_BITS, dimension);
  }

  private void sort() {
    if (!sortPacked()) {
      mergeSort(references.clone(), references, from, to);
    }
  }

  /// Sorts numbers made of the linear position in the bounding box and the place in the array,
  /// where both fit 63 bits; true if they did.
  private boolean sortPacked() {
    int count = size();
    int placeBits = 32 - Integer.numberOfLeadingZeros(Math.max(1, count - 1));
    long[] extents = new long[rank];
    for (int i = from; i < to; i++) {
      for (int d = 0; d < rank; d++) {
        extents[d] = Math.max(extents[d], Integer.toUnsignedLong(index(references[i], d)) + 1);
      }
    }
    long cells = 1;
    for (long extent : extents) {
      if (Math.multiplyHigh(cells, extent) != 0 || cells * extent < 0) {
        return false;
      }
      cells *= extent;
    }
    if (64 - Long.numberOfLeadingZeros(cells) + placeBits > 63) {
      return false;
    }
    long[] keys = new long[count];
    for (int i = 0; i < count; i++) {
      long cell = 0;
      for (int d = 0; d < rank; d++) {
        cell = cell * extents[d] + Integer.toUnsignedLong(index(references[from + i], d));
      }
      keys[i] = cell << placeBits | i;
    }
    Arrays.sort(keys);
    int[] unsorted = Arrays.copyOfRange(references, from, to);
    for (int i = 0; i < count; i++) {
      references[from + i] = unsorted[(int) (keys[i] & (1L << placeBits) - 1)];
    }
    return true;
  }

  private int compare(int a, int b) {
    for (int d = 0; d < rank; d++) {
      int order = Integer.compareUnsigned(index(a, d), index(b, d));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private void mergeSort(int[] source, int[] target, int low, int high) {
    if (high - low < 2) {
      return;
    }
    int middle = low + high >>> 1;
    mergeSort(target, source, low, middle);
    mergeSort(target, source, middle, high);
    int left = low;
    int right = middle;
    for (int i = low; i < high; i++) {
      boolean takeLeft =
          right >= high || left < middle && compare(source[left], source[right]) <= 0;
      target[i] = takeLeft ? source[left++] : source[right++];
    }
  }
}

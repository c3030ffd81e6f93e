package dev.floe.internal.commit;

import java.util.Collection;

/// Entries of a chunk table in the order of their coordinates, as row numbers: nothing is copied
/// but four bytes an entry. Between them are those of spans, if there are any, as they were
/// recorded. Any thread may read.
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

  /// How many of them there are.
  private final int count;

  /// The rows and spans one after the other; null if there are rows alone.
  private SortedPieces pieces;

  private SortedChunks(int rank, ChunkStripe[] stripes, int[] references, int count) {
    this.rank = rank;
    this.stripes = stripes;
    this.references = references;
    this.count = count;
  }

  /// @param spans in order, as they are in the table with these texts
  static SortedChunks of(
      int rank,
      ChunkStripe[] stripes,
      Collection<RecordedSpan> spans,
      TextDictionary locations,
      TextDictionary etags) {
    SortedChunks chunks = rows(rank, stripes);
    if (!spans.isEmpty()) {
      chunks.pieces = new SortedPieces(chunks, spans, locations, etags);
    }
    return chunks;
  }

  private static SortedChunks rows(int rank, ChunkStripe[] stripes) {
    int total = 0;
    for (ChunkStripe stripe : stripes) {
      total += stripe == null ? 0 : stripe.live();
    }
    int[] references = new int[total];
    int next = 0;
    for (int s = 0; s < stripes.length; s++) {
      ChunkStripe stripe = stripes[s];
      if (stripe != null) {
        synchronized (stripe) {
          ChunkRows rows = stripe.rows();
          for (int row = 0; row < rows.count() && next < total; row++) {
            if (!rows.isRemoved(row)) {
              references[next++] = row << STRIPE_BITS | s;
            }
          }
        }
      }
    }
    SortedChunks chunks = new SortedChunks(rank, stripes, references, next);
    chunks.sort();
    return chunks;
  }

  /// How many entries there are.
  public int size() {
    return pieces == null ? count : pieces.size();
  }

  /// How many of them are in rows.
  int rowCount() {
    return count;
  }

  /// How many coordinates each has.
  public int rank() {
    return rank;
  }

  /// Copies the entry at a position out.
  public void read(int position, RecordedChunk into) {
    if (pieces == null) {
      readRow(position, into);
    } else {
      pieces.read(position, into);
    }
  }

  void readRow(int row, RecordedChunk into) {
    int reference = references[row];
    stripes[reference & STRIPE_MASK].rows().read(reference >>> STRIPE_BITS, into);
  }

  /// The bits of one coordinate of the entry at a position.
  public int indexAt(int position, int dimension) {
    return pieces == null
        ? index(references[position], dimension)
        : pieces.indexAt(position, dimension);
  }

  /// As [#indexAt], of those in rows.
  int rowIndexAt(int row, int dimension) {
    return index(references[row], dimension);
  }

  /// The span that an entry and those that follow it are in, from that entry on; null for a row.
  RecordedSpan spanAt(int position) {
    return pieces == null ? null : pieces.spanAt(position);
  }

  int index(int reference, int dimension) {
    return stripes[reference & STRIPE_MASK].rows().indexAt(reference >>> STRIPE_BITS, dimension);
  }

  private void sort() {
    CellOrder cells = CellOrder.of(this);
    if (cells == null || !cells.sort(references)) {
      mergeSort(references.clone(), references, 0, count);
    }
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

package dev.floe.internal.commit;

import dev.floe.format.ChangeSetSize;
import dev.floe.format.Checksum;
import dev.floe.format.ChunkPayload;

/// A share of a table's entries, under its own monitor: [ChunkRows], and an index of their numbers
/// by hash, so that an entry costs its row and less than six bytes of index. Of [Neighbours] in
/// rows one after the other, from the first of a block on, only the first is in the index.
///
/// ```
/// index     0         3    4
/// rows    | b0 b1 b2 | c7 | d0 d1 …     letter: block, digit: place
/// ```
final class ChunkStripe {
  private final int rank;
  private final RowIndex index;
  private final ChunkRows rows;
  private int live;
  private long records;

  /// How many rows in the index are not the first of their block.
  private int singles;

  /// Whether the last row is the first of its block, or follows one that is, without a gap.
  private boolean chains;

  /// The row of a block's first chunk that was found last.
  private int lastHead;

  ChunkStripe(int rank, ChunkMemory memory, TextDictionary locations, TextDictionary etags) {
    this.rank = rank;
    this.index = new RowIndex(memory);
    this.rows = new ChunkRows(rank, memory, locations, etags);
  }

  /// The rows, removed ones included.
  ChunkRows rows() {
    return rows;
  }

  /// How many entries there are.
  int live() {
    return live;
  }

  /// How often something was recorded.
  long records() {
    return records;
  }

  /// What the entries take on the heap, but for texts.
  ChangeSetSize size() {
    return rows.size(live, index.heapBytes());
  }

  /// The row of some coordinates, or -1.
  int find(int[] indices, long block) {
    int dimension = Neighbours.dimension(indices, rank);
    int place = Neighbours.place(indices, dimension);
    int back = place - Neighbours.first(indices, dimension);
    if (back > 0 && rows.count() > index.count()) {
      int row = head(indices, block, dimension, back);
      if (row >= 0 && row + back < rows.count() && rows.holds(row + back, indices, dimension, 0)) {
        return row + back;
      }
      if (singles == 0) {
        return -1;
      }
    }
    return indexed(indices, Neighbours.hash(block, place), dimension, 0);
  }

  /// The row of the first chunk of a block, which lies some places before a chunk, or -1.
  private int head(int[] indices, long block, int dimension, int back) {
    if (lastHead < rows.count() && rows.holds(lastHead, indices, dimension, back)) {
      return lastHead;
    }
    int place = Neighbours.place(indices, dimension) - back;
    int row = indexed(indices, Neighbours.hash(block, place), dimension, back);
    if (row >= 0) {
      lastHead = row;
    }
    return row;
  }

  private int indexed(int[] indices, long hash, int dimension, int back) {
    for (int slot = index.first(hash); ; slot = index.following(slot)) {
      int row = index.row(slot, hash);
      if (row == RowIndex.NONE) {
        return -1;
      }
      if (row != RowIndex.OTHER && rows.holds(row, indices, dimension, back)) {
        return row;
      }
    }
  }

  /// Records a payload or, if it is null, a deletion; answers whether the entry is new.
  boolean record(int[] indices, long block, ChunkPayload payload) {
    int before = live;
    int row = rowToWrite(indices, block);
    rows.write(row, payload);
    return live > before;
  }

  /// Records the next chunks of a run, which are of one block; answers how many entries are new.
  int record(VirtualRun run, int count, long block) {
    int before = live;
    VirtualRun.Chunks chunks = run.chunks();
    Checksum checksum = chunks.checksum().orElse(null);
    boolean fresh = false;
    for (int i = 0; i < count; i++) {
      int number = run.next();
      int location = rows.number(chunks.location(number));
      long offset = chunks.offset(number);
      long length = chunks.lengthBytes(number);
      int known = rows.count();
      int row = fresh ? appendNext(run.indices()) : rowToWrite(run.indices(), block);
      fresh = singles == 0 && row == known && (fresh || row == lastHead);
      rows.writeVirtual(row, location, offset, length, checksum);
      run.advance();
    }
    return live - before;
  }

  /// The row of some coordinates, a new one if there is none, in which an entry is written next.
  private int rowToWrite(int[] indices, long block) {
    records++;
    int row = find(indices, block);
    if (row < 0) {
      live++;
      return append(indices, block);
    }
    if (rows.isRemoved(row)) {
      live++;
    }
    return row;
  }

  /// Marks a row's entry as removed.
  void remove(int row) {
    rows.remove(row);
    live--;
  }

  private int append(int[] indices, long block) {
    int dimension = Neighbours.dimension(indices, rank);
    boolean first = isFirst(indices, dimension);
    boolean follows = chains && !first && rows.holds(rows.count() - 1, indices, dimension, 1);
    if (!follows) {
      if (index.isFull()) {
        rehash();
      }
      index.add(Neighbours.hash(block, Neighbours.place(indices, dimension)), rows.count());
      singles += first ? 0 : 1;
    }
    if (first) {
      lastHead = rows.count();
    }
    chains = first || follows;
    return rows.add(indices);
  }

  /// Appends the next of a block to its chunk before, in the last row, where no other row can hold
  /// it.
  private int appendNext(int[] indices) {
    records++;
    live++;
    return rows.add(indices);
  }

  private static boolean isFirst(int[] indices, int dimension) {
    return Neighbours.place(indices, dimension) == Neighbours.first(indices, dimension);
  }

  private void rehash() {
    index.growEmptied(rows.count());
    int[] indices = new int[rank];
    boolean chained = false;
    for (int row = 0; row < rows.count(); row++) {
      rows.indices(row, indices);
      int dimension = Neighbours.dimension(indices, rank);
      boolean first = isFirst(indices, dimension);
      chained = chained && !first && rows.holds(row - 1, indices, dimension, 1);
      if (!chained) {
        long block = Neighbours.block(indices, rank);
        index.add(Neighbours.hash(block, Neighbours.place(indices, dimension)), row);
        chained = first;
      }
    }
  }
}

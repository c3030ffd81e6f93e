package dev.floe.internal.commit;

import dev.floe.format.ChunkIndexSet;
import dev.floe.format.ChunkIndices;
import dev.floe.format.NodePath;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/// Which chunks of one array of the base a session has read: some coordinates, or all. Any thread
/// may call.
///
/// ```
/// coordinates | 0 4 | 0 5 | 7 1 | …     `rank` numbers each, in the order of their coming
/// index       | 0 | 3 | 0 | 1 | …       place + 1 by hash, or 0; half empty at least
/// ```
final class ReadChunks {
  /// Who reads more chunks of an array has read all of it.
  static final int MOST = 1 << 16;

  private final ReadSet reads;
  private final NodePath path;
  private final int rank;
  private int[] coordinates;
  private int[] index = new int[16];
  private int count;
  private volatile boolean whole;

  /// @param reads is told of everything that is added, before anybody can see it
  ReadChunks(ReadSet reads, NodePath path, int rank) {
    this.reads = reads;
    this.path = path;
    this.rank = rank;
    this.coordinates = new int[8 * rank];
  }

  /// Where the array was when it was read.
  NodePath path() {
    return path;
  }

  /// Notes a chunk; all of them where it has not the array's rank, or too many are held.
  void add(int[] at, int length) {
    if (!whole) {
      addOne(at, length);
    }
  }

  private synchronized void addOne(int[] at, int length) {
    if (whole) {
      return;
    }
    int slot = length == rank ? slotOf(at) : -1;
    if (slot >= 0 && index[slot] != 0) {
      return;
    }
    if (slot < 0 || count == MOST || !reads.hasRoom()) {
      addAll();
    } else {
      reads.added(1);
      put(at, slot);
    }
  }

  /// Notes all chunks.
  synchronized void addAll() {
    if (!whole) {
      reads.added(-count);
      whole = true;
      count = 0;
      coordinates = null;
      index = null;
    }
  }

  private void put(int[] at, int slot) {
    if ((count + 1) * rank > coordinates.length) {
      coordinates = Arrays.copyOf(coordinates, 2 * coordinates.length);
    }
    System.arraycopy(at, 0, coordinates, count * rank, rank);
    index[slot] = ++count;
    if (2 * count > index.length) {
      rehash();
    }
  }

  private void rehash() {
    index = new int[2 * index.length];
    int[] at = new int[rank];
    for (int place = 0; place < count; place++) {
      System.arraycopy(coordinates, place * rank, at, 0, rank);
      index[slotOf(at)] = place + 1;
    }
  }

  /// The slot of coordinates, or the empty one where they would be.
  private int slotOf(int[] at) {
    int hash = 1;
    for (int i = 0; i < rank; i++) {
      hash = (hash ^ at[i]) * 0x9e3779b1;
      hash ^= hash >>> 15;
    }
    int slot = hash & index.length - 1;
    while (index[slot] != 0) {
      int from = (index[slot] - 1) * rank;
      if (Arrays.equals(coordinates, from, from + rank, at, 0, rank)) {
        return slot;
      }
      slot = slot + 1 & index.length - 1;
    }
    return slot;
  }

  /// Those of some chunks that were read.
  synchronized Set<ChunkIndices> amongst(ChunkIndexSet chunks) {
    Set<ChunkIndices> read = new HashSet<>();
    for (ChunkIndices chunk : chunks) {
      if (whole || chunk.rank() == rank && index[slotOf(chunk.toUnsigned())] != 0) {
        read.add(chunk);
      }
    }
    return read;
  }
}

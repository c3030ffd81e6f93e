package dev.floe.internal.commit;

import dev.floe.format.Checksum;
import java.util.Optional;

/// Virtual chunks side by side in one dimension of a grid, recorded from the first on: what is left
/// of them. One thread at a time; reused for one run after the other.
public final class VirtualRun {
  /// Virtual chunks by number, without an object for each.
  public interface Chunks {
    /// Where a chunk's bytes are, as it is stored.
    String location(int number);

    /// Where they begin there.
    long offset(int number);

    /// How many they are.
    long lengthBytes(int number);

    /// What guards every chunk.
    Optional<Checksum> checksum();
  }

  private final Chunks chunks;
  private final int[] indices;
  private int dimension;
  private int next;
  private int left;

  /// A run of none so far.
  ///
  /// @param rank how many coordinates chunks have
  public VirtualRun(Chunks chunks, int rank) {
    this.chunks = chunks;
    this.indices = new int[rank];
  }

  /// Goes to a run of `count` chunks from a number and some coordinates on, which are copied.
  public void start(int[] first, int along, int number, int count) {
    System.arraycopy(first, 0, indices, 0, indices.length);
    dimension = along;
    next = number;
    left = count;
  }

  /// How many chunks are left.
  int left() {
    return left;
  }

  /// How many of them are in one block, and so in one stripe.
  int together() {
    return Neighbours.together(indices, indices.length, dimension, left);
  }

  /// The coordinates of the next chunk, which the run moves on; not to be changed.
  int[] indices() {
    return indices;
  }

  /// The number of the next chunk.
  int next() {
    return next;
  }

  Chunks chunks() {
    return chunks;
  }

  /// Goes to the chunk after the next.
  void advance() {
    next++;
    left--;
    if (dimension >= 0) {
      indices[dimension]++;
    }
  }
}

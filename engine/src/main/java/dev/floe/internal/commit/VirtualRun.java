package dev.floe.internal.commit;

import dev.floe.format.Checksum;
import dev.floe.internal.commit.RecordedChunk.Kind;
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

    /// How many of `count` chunks from a number on are parts of one object, equally long and
    /// equally far apart; at least one.
    default int alike(int number, int count) {
      return 1;
    }
  }

  /// Fewer chunks are rows, which take little more then.
  private static final int LEAST_SPAN = 8;

  private final Chunks chunks;
  private final int[] indices;
  private int dimension;
  private int next;
  private int left;
  private int rowsUntil;

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
    rowsUntil = number;
  }

  /// The same chunks, to be gone through once more.
  VirtualRun copy() {
    VirtualRun copy = new VirtualRun(chunks, indices.length);
    copy.start(indices, dimension, next, left);
    return copy;
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

  /// How many of those that are left, from the next on, make a [RecordedSpan]; 0 if too few to be
  /// worth it.
  int alike() {
    if (dimension < 0 || left < LEAST_SPAN || next < rowsUntil) {
      return 0;
    }
    int alike = chunks.alike(next, left);
    return alike < LEAST_SPAN ? 0 : alike;
  }

  /// So many of the next chunks go into rows, whether they would make an entry or not.
  void asRows(int count) {
    rowsUntil = next + count;
  }

  /// The next chunks as one entry.
  ///
  /// @param location its number
  RecordedSpan span(int count, long location, TextDictionary etags) {
    long offset = chunks.offset(next);
    long step = chunks.offset(next + 1) - offset;
    Checksum checksum = chunks.checksum().orElse(null);
    Kind kind =
        switch (checksum) {
          case null -> Kind.VIRTUAL;
          case Checksum.ETag etag -> Kind.VIRTUAL_ETAG;
          case Checksum.LastModified time -> Kind.VIRTUAL_LAST_MODIFIED;
        };
    long text =
        checksum instanceof Checksum.ETag(String tag)
            ? (long) etags.number(tag) << 32 | location
            : location;
    int seconds = checksum instanceof Checksum.LastModified(long time) ? (int) time : 0;
    return new RecordedSpan(
        indices.clone(),
        dimension,
        count,
        kind,
        text,
        seconds,
        offset,
        step,
        chunks.lengthBytes(next));
  }

  /// Goes to the chunk after the next.
  void advance() {
    advance(1);
  }

  /// Goes on by some chunks.
  void advance(int count) {
    next += count;
    left -= count;
    if (dimension >= 0) {
      indices[dimension] += count;
    }
  }
}

package dev.floe.internal.commit;

import dev.floe.format.Checksum;
import dev.floe.internal.binary.ChunkRanges;
import dev.floe.internal.commit.RecordedChunk.Kind;
import java.lang.foreign.MemorySegment;
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
    int alike(int number, int count);

    /// How many of `count` chunks from a number on come before the first `least` that are alike.
    int unlike(int number, int count, int least);

    /// How many of `count` chunks from a number on are parts of one object; at least one.
    int together(int number, int count);

    /// Copies where so many chunks from a number on begin, and how many bytes they are: 64 bits
    /// each, in native byte order.
    void copy(int number, int count, MemorySegment offsets, MemorySegment lengths);
  }

  /// Fewer chunks alike are rows, which take little more then.
  private static final int LEAST_ALIKE = 8;

  /// Fewer other chunks are rows, unless they follow some that are listed.
  private static final int LEAST_LISTED = 16;

  private final Chunks chunks;
  private final int[] indices;
  private int dimension;
  private int next;
  private int left;
  private int rowsUntil;
  private int listedUntil;

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
    listedUntil = -1;
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

  /// The dimension in which the chunks lie side by side; negative where there is none.
  int axis() {
    return dimension;
  }

  /// How many of those that are left, from the next on, make a [SpanParts.Even]; 0 if too few to be
  /// worth it.
  int alike() {
    if (dimension < 0 || left < LEAST_ALIKE || next < rowsUntil) {
      return 0;
    }
    int alike = chunks.alike(next, left);
    return alike < LEAST_ALIKE ? 0 : alike;
  }

  /// How many of those that are left, where the next are not [#alike], make a [SpanParts.Listed]; 0
  /// if too few to be worth it.
  int unlike() {
    int least = next == listedUntil ? 1 : LEAST_LISTED;
    if (dimension < 0 || left < least || next < rowsUntil) {
      return 0;
    }
    int unlike = chunks.unlike(next, Math.min(left, PartsPage.MOST_ROWS), LEAST_ALIKE);
    return unlike < least ? 0 : unlike;
  }

  /// So many of the next chunks go into rows, whether they would make an entry or not.
  void asRows(int count) {
    rowsUntil = next + count;
  }

  /// The parts that the next chunks are, which are [#alike].
  ///
  /// @param location its number
  SpanParts.Even evenParts(int location) {
    long offset = chunks.offset(next);
    long step = chunks.offset(next + 1) - offset;
    return new SpanParts.Even(
        location, new ChunkRanges.Even(offset, step, chunks.lengthBytes(next)));
  }

  /// Goes on by some chunks, which were listed.
  void listed(int count) {
    advance(count);
    listedUntil = next;
  }

  /// The next chunks as one entry.
  RecordedSpan span(int count, SpanParts parts, TextDictionary etags) {
    Checksum checksum = chunks.checksum().orElse(null);
    Kind kind =
        switch (checksum) {
          case null -> Kind.VIRTUAL;
          case Checksum.ETag etag -> Kind.VIRTUAL_ETAG;
          case Checksum.LastModified time -> Kind.VIRTUAL_LAST_MODIFIED;
        };
    long etag = checksum instanceof Checksum.ETag(String tag) ? (long) etags.number(tag) << 32 : 0;
    int seconds = checksum instanceof Checksum.LastModified(long time) ? (int) time : 0;
    return new RecordedSpan(indices.clone(), dimension, count, kind, etag, seconds, parts);
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

package dev.floe.internal.commit;

import dev.floe.internal.commit.RecordedChunk.Kind;
import java.util.Arrays;

/// Virtual chunks side by side in one dimension, in one object, equally long and equally far apart:
/// recorded as one entry. Immutable.
///
/// @param first the coordinates of the first chunk
/// @param axis the dimension
/// @param kind of each chunk
/// @param text the numbers of their location and etag, as in the rows of [ChunkRows]
/// @param seconds of last-modified
/// @param offset of the first chunk in the object
/// @param step from one offset to the next
record RecordedSpan(
    int[] first,
    int axis,
    int count,
    Kind kind,
    long text,
    int seconds,
    long offset,
    long step,
    long lengthBytes) {
  /// What one takes on the heap, about, with its place in an index.
  static final int HEAP_BYTES = 160;

  /// The chunks from one place to before another.
  RecordedSpan part(int from, int to) {
    int[] start = first.clone();
    start[axis] += from;
    return new RecordedSpan(
        start, axis, to - from, kind, text, seconds, offset + from * step, step, lengthBytes);
  }

  /// The coordinates of the last chunk.
  int[] last() {
    int[] last = first.clone();
    last[axis] += count - 1;
    return last;
  }

  /// Whether another one lies on the same line of the grid.
  boolean isInLine(RecordedSpan other) {
    for (int d = 0; d < first.length; d++) {
      if (d != axis && first[d] != other.first[d]) {
        return false;
      }
    }
    return axis == other.axis;
  }

  /// The place of a chunk here, or -1.
  int placeOf(int[] indices) {
    for (int d = 0; d < first.length; d++) {
      if (d != axis && first[d] != indices[d]) {
        return -1;
      }
    }
    int place = indices[axis] - first[axis];
    return Integer.compareUnsigned(place, count) < 0 ? place : -1;
  }

  /// How many chunks come before some coordinates, which are those of none, in the order.
  int below(int[] indices) {
    int before = Arrays.compareUnsigned(first, 0, axis, indices, 0, axis);
    if (before != 0) {
      return before < 0 ? count : 0;
    }
    if (Integer.compareUnsigned(indices[axis], first[axis]) < 0) {
      return 0;
    }
    int place = indices[axis] - first[axis];
    if (Integer.compareUnsigned(place, count) >= 0) {
      return count;
    }
    int rank = first.length;
    return Arrays.compareUnsigned(first, axis + 1, rank, indices, axis + 1, rank) < 0
        ? place + 1
        : place;
  }

  /// The bits of one coordinate of the chunk at a place.
  int indexAt(int place, int dimension) {
    return dimension == axis ? first[dimension] + place : first[dimension];
  }

  /// Copies the chunk at a place out.
  void read(int place, RecordedChunk into, TextDictionary locations, TextDictionary etags) {
    into.position(first, axis, place);
    into.fill(kind, offset + place * step, lengthBytes, text, seconds);
    into.resolveWith(null, locations, etags);
  }
}

package dev.floe.internal.commit;

import dev.floe.internal.commit.RecordedChunk.Kind;
import java.util.Arrays;

/// Virtual chunks side by side in one dimension, recorded as one entry. Immutable, but for what a
/// [PartsPage] says.
///
/// @param first the coordinates of the first chunk
/// @param axis the dimension
/// @param kind of each chunk
/// @param etag the number of the etag of each chunk, above the 32 bits of a location's number; 0
///   where there is none
/// @param seconds of last-modified
/// @param parts which bytes each chunk is
record RecordedSpan(
    int[] first, int axis, int count, Kind kind, long etag, int seconds, SpanParts parts) {
  /// What one takes on the heap, about, with its place in an index.
  static final int HEAP_BYTES = 160;

  /// The chunks from one place to before another.
  RecordedSpan part(int from, int to) {
    int[] start = first.clone();
    start[axis] += from;
    return new RecordedSpan(start, axis, to - from, kind, etag, seconds, parts.from(from));
  }

  /// The coordinates of the last chunk.
  int[] last() {
    int[] last = first.clone();
    last[axis] += count - 1;
    return last;
  }

  /// Whether another one lies on the same line of the grid.
  boolean isInLine(RecordedSpan other) {
    return axis == other.axis && isInLine(other.first);
  }

  private boolean isInLine(int[] indices) {
    for (int d = 0; d < first.length; d++) {
      if (d != axis && first[d] != indices[d]) {
        return false;
      }
    }
    return true;
  }

  /// Whether chunks are guarded in the same way.
  boolean isGuardedAs(RecordedSpan other) {
    return kind == other.kind && etag == other.etag && seconds == other.seconds;
  }

  /// The place of a chunk here, or -1.
  int placeOf(int[] indices) {
    if (!isInLine(indices)) {
      return -1;
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
    parts.read(place, this, into);
    into.resolveWith(null, locations, etags);
  }
}

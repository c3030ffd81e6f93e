package dev.floe.internal.binary;

import dev.floe.internal.flatbuffers.FlatBuffer;

/// The references of one array in a manifest, and how to find one by its coordinates: binary
/// search, but for arrays that fill their box of the grid, most of whose references are where their
/// place in the box says. That is a guess; the coordinates that are found decide.
///
/// ```
///  first (3, 0) … last (5, 3), 12 references:   (4, 2) is number (4 − 3) · 4 + 2 = 6
/// ```
///
/// Lookups allocate nothing. Safe on any thread.
final class RefVector {
  private static final int MAX_GUESSED_RANK = 16;
  private static final long MAX_EMPTINESS = 2;

  private final FlatBuffer buffer;
  private final RefShape shape;
  private final long vector;
  private final int count;

  /// Where the box begins and how long it is in each dimension; null where it is not full enough.
  private final int[] boxFrom;

  private final int[] boxLength;

  /// How many places of the box have no reference.
  private final int holes;

  RefVector(FlatBuffer buffer, RefShape shape, long vector) {
    this.buffer = buffer;
    this.shape = shape;
    this.vector = vector;
    this.count = buffer.count(vector);
    long volume = volume();
    this.holes = (int) (volume - count);
    this.boxFrom = volume > 0 ? new int[buffer.count(index(0))] : null;
    this.boxLength = volume > 0 ? new int[boxFrom.length] : null;
    for (int i = 0; volume > 0 && i < boxFrom.length; i++) {
      boxFrom[i] = coordinate(0, i);
      boxLength[i] = coordinate(count - 1, i) - boxFrom[i] + 1;
    }
  }

  /// How many places the box from the first to the last reference has; 0 if they have no such box,
  /// or one that is more than half empty.
  private long volume() {
    int rank = count == 0 ? 0 : buffer.count(index(0));
    if (rank == 0 || rank > MAX_GUESSED_RANK || buffer.count(index(count - 1)) != rank) {
      return 0;
    }
    long volume = 1;
    for (int i = 0; i < rank; i++) {
      long from = Integer.toUnsignedLong(coordinate(0, i));
      long length = Integer.toUnsignedLong(coordinate(count - 1, i)) - from + 1;
      volume *= length;
      if (length <= 0 || volume > MAX_EMPTINESS * count) {
        return 0;
      }
    }
    return volume < count || volume > Integer.MAX_VALUE ? 0 : volume;
  }

  /// The coordinates of references that follow one another.
  RefCoordinates coordinates() {
    return new RefCoordinates(buffer, vector);
  }

  private int coordinate(int ref, int dimension) {
    return buffer.i32(index(ref) + 4 + 4L * dimension);
  }

  int count() {
    return count;
  }

  /// Where the vector is.
  long position() {
    return vector;
  }

  /// The table of a reference.
  long table(int ref) {
    return buffer.tableAt(vector, ref);
  }

  /// The coordinates of a reference.
  private long index(int ref) {
    return shape.index(table(ref));
  }

  /// The reference at the first `rank` of `coords`, or −1.
  int find(int[] coords, int rank) {
    int place = place(coords, rank);
    if (place >= 0) {
      int at = lowerBound(Math.max(0, place - holes), Math.min(place, count - 1), coords, rank);
      if (compare(at, coords, rank) == 0) {
        return at;
      }
    }
    int at = lowerBound(coords, rank);
    return at < count && compare(at, coords, rank) == 0 ? at : -1;
  }

  /// The place in the box, or −1.
  private int place(int[] coords, int rank) {
    if (boxLength == null || rank != boxLength.length) {
      return -1;
    }
    int place = 0;
    for (int i = 0; i < rank; i++) {
      int offset = coords[i] - boxFrom[i];
      if (Integer.compareUnsigned(offset, boxLength[i]) >= 0) {
        return -1;
      }
      place = place * boxLength[i] + offset;
    }
    return place - holes < count ? place : -1;
  }

  /// The first reference whose coordinates are not below the first `rank` of `coords`.
  int lowerBound(int[] coords, int rank) {
    return lowerBound(0, count, coords, rank);
  }

  private int lowerBound(int from, int to, int[] coords, int rank) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = low + high >>> 1;
      if (compare(middle, coords, rank) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int compare(int ref, int[] coords, int rank) {
    long index = index(ref);
    int stored = buffer.count(index);
    for (int i = 0; i < Math.min(stored, rank); i++) {
      int order = Integer.compareUnsigned(buffer.i32(index + 4 + 4L * i), coords[i]);
      if (order != 0) {
        return order;
      }
    }
    return stored - rank;
  }
}

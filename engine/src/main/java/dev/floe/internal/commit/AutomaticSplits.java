package dev.floe.internal.commit;

import java.util.Arrays;

/// How an array is cut where no rule of the configuration is for it: a cost model, decided at run
/// time and stored nowhere. A pure function of the chunk grid and of how many references there are,
/// so that all processes agree.
///
/// A commit of one chunk writes one manifest and the list of all of them; a look-up fetches one
/// manifest. Both are cheap while a manifest has some thousand references, and while there are some
/// thousand manifests:
///
/// ```
/// references of a full array    up to 8,192      8.4 M        67 M         more
/// references of one manifest      all of them    8,192 … doubling … 65,536      65,536
/// ```
///
/// Boxes are about as long on every axis, so that an append along any of them meets few, and powers
/// of two, so that they stay when the array grows. Boxes of a sparse array are larger, up to a
/// volume of 65,536 chunks: no manifest ever has more references than that.
final class AutomaticSplits {
  /// References of a manifest up to which splitting is not worth its while.
  static final long USUAL_REFS = 1 << 13;

  /// The most chunks that a box has.
  static final long MOST_CHUNKS = 1 << 16;

  private static final long USUAL_MANIFESTS = 1 << 10;

  private AutomaticSplits() {}

  /// How many chunks a box has on each axis.
  ///
  /// @param chunkCounts of each axis
  /// @param refs how many references the array has or will have, at most
  static long[] sizes(long[] chunkCounts, long refs) {
    if (refs <= USUAL_REFS) {
      return Arrays.stream(chunkCounts).map(count -> Math.max(1, count)).toArray();
    }
    return boxes(chunkCounts, volume(chunkCounts, refs));
  }

  private static long volume(long[] chunkCounts, long refs) {
    double grid = 1;
    for (long count : chunkCounts) {
      grid *= count;
    }
    double full = Math.clamp(powerOfTwo(grid / USUAL_MANIFESTS), USUAL_REFS, MOST_CHUNKS);
    return Math.clamp(powerOfTwo(full * grid / refs), (long) full, MOST_CHUNKS);
  }

  /// The largest power of two that is not above a number.
  private static long powerOfTwo(double number) {
    return number < 1 ? 1 : Long.highestOneBit((long) Math.min(number, 1L << 40));
  }

  /// Doubles one axis after the other, the last one first, as long as the box stays small enough.
  private static long[] boxes(long[] chunkCounts, long mostChunks) {
    long[] sizes = new long[chunkCounts.length];
    Arrays.fill(sizes, 1);
    boolean grew = true;
    while (grew) {
      grew = false;
      for (int axis = sizes.length - 1; axis >= 0; axis--) {
        if (sizes[axis] < chunkCounts[axis]) {
          sizes[axis] *= 2;
          if (volumeOf(sizes, chunkCounts) <= mostChunks) {
            grew = true;
          } else {
            sizes[axis] /= 2;
          }
        }
      }
    }
    return sizes;
  }

  private static double volumeOf(long[] sizes, long[] chunkCounts) {
    double volume = 1;
    for (int axis = 0; axis < sizes.length; axis++) {
      volume *= Math.min(sizes[axis], chunkCounts[axis]);
    }
    return volume;
  }
}

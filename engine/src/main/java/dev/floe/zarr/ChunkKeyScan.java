package dev.floe.zarr;

import dev.floe.format.ChunkIndices;

/// Reads a chunk key from its end, without allocating: where the node's path ends, and the
/// coordinates. One instance is used by one thread at a time.
final class ChunkKeyScan {
  /// More dimensions than any array has that people made.
  static final int MAX_RANK = 64;

  private final int[] coordinates = new int[MAX_RANK];
  private int rank;
  private int pathLength;

  /// Whether `key` (canonical, without a leading slash) is a chunk key; only then the rest holds.
  boolean scan(String key) {
    rank = 0;
    int end = key.length();
    while (true) {
      int slash = key.lastIndexOf('/', end - 1);
      int from = slash + 1;
      if (end - from == 1 && key.charAt(from) == 'c') {
        pathLength = Math.max(slash, 0);
        reverse();
        return slash != 0;
      }
      long index = decimal(key, from, end);
      if (index < 0 || slash < 0 || rank == MAX_RANK) {
        return false;
      }
      coordinates[rank++] = (int) index;
      end = slash;
    }
  }

  /// The number in `key[from, to)`, or -1 if it is none below 2³² in canonical decimal form.
  private static long decimal(String key, int from, int to) {
    int length = to - from;
    if (length < 1 || length > 10 || (length > 1 && key.charAt(from) == '0')) {
      return -1;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = key.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value <= 0xffff_ffffL ? value : -1;
  }

  private void reverse() {
    for (int i = 0, j = rank - 1; i < j; i++, j--) {
      int held = coordinates[i];
      coordinates[i] = coordinates[j];
      coordinates[j] = held;
    }
  }

  /// How many characters of the key are the node's path; 0 for the root.
  int pathLength() {
    return pathLength;
  }

  /// How many coordinates there are.
  int rank() {
    return rank;
  }

  /// The bits of the coordinates; the first [#rank] elements count.
  int[] indices() {
    return coordinates;
  }

  /// The coordinates as a value.
  ChunkIndices coordinates() {
    return ChunkIndices.ofUnsigned(coordinates, rank);
  }
}

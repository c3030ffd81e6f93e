package dev.floe.internal.commit;

/// Which chunks lie together in a table: blocks of up to sixteen that are side by side in one
/// dimension. All of a block are in one stripe, and those written one after the other, from the
/// first of it on, are in rows one after the other, of which the index has the first alone.
///
/// The dimension is the last in which a chunk does not lie at the beginning, so that there are
/// neighbours too where the last dimensions have one chunk each.
///
/// ```
/// index in that dimension   31          4 3     0
///                           |   block    | place |
/// ```
final class Neighbours {
  /// How many bits the place in a block takes.
  static final int BITS = 4;

  private static final int MASK = (1 << BITS) - 1;
  private static final long MULTIPLIER = 0x9e37_79b9_7f4a_7c15L;

  private Neighbours() {}

  /// The dimension in which a chunk has neighbours; -1 where there is none.
  static int dimension(int[] indices, int rank) {
    int dimension = rank - 1;
    while (dimension > 0 && indices[dimension] == 0) {
      dimension--;
    }
    return dimension;
  }

  /// The place of a chunk in its block.
  static int place(int[] indices, int dimension) {
    return dimension < 0 ? 0 : indices[dimension] & MASK;
  }

  /// The place of the first chunk of a block: index 0 belongs to a block of another dimension,
  /// unless there is none before.
  static int first(int[] indices, int dimension) {
    return dimension > 0 && indices[dimension] >>> BITS == 0 ? 1 : 0;
  }

  /// How many of `count` chunks, side by side in a dimension from some coordinates on, are in the
  /// block of the first.
  static int together(int[] indices, int rank, int along, int count) {
    int dimension = dimension(indices, rank);
    return dimension < 0 || dimension != along
        ? Math.min(1, count)
        : Math.min(MASK + 1 - place(indices, dimension), count);
  }

  /// The hash of a chunk's block. The upper bits choose the stripe.
  static long block(int[] indices, int rank) {
    int dimension = dimension(indices, rank);
    long hash = rank;
    for (int i = 0; i < rank; i++) {
      int index = i == dimension ? indices[i] >>> BITS : indices[i];
      hash = (hash ^ index) * MULTIPLIER;
      hash ^= hash >>> 32;
    }
    return (hash + dimension) * 0xd6e8_feb8_6659_fd93L;
  }

  /// The hash of a chunk at a place of a block.
  static long hash(long block, int place) {
    long hash = (block ^ block >>> 32 ^ place) * MULTIPLIER;
    return hash ^ hash >>> 29;
  }
}

package dev.floe.internal.read;

/// What a request costs on a storage, as far as planning needs it.
///
/// @param maxGapBytes unwanted bytes between two wanted ranges that are cheaper read than skipped
/// @param maxRequestBytes the size above which a range is split, and up to which ranges are merged
/// @param maxParts into how many parts one range is split at most
public record ReadCost(long maxGapBytes, long maxRequestBytes, int maxParts) {
  /// Object stores: a request costs about as much as 64 KiB; large ranges run in parallel.
  public static final ReadCost OBJECT_STORE = new ReadCost(64 << 10, 12 << 20, 18);

  /// Memory and local files: ranges that touch become one request; nothing is split, for one thread
  /// fills a segment as fast as memory lets it.
  public static final ReadCost LOCAL = new ReadCost(0, 1L << 40, 1);

  /// Over-read of a merged request never exceeds this part of the bytes it was asked for.
  static final int OVER_READ_DIVISOR = 4;

  /// Longer reads of memory and local files are not merged with others: a copy through scratch
  /// memory would cost more than a system call of their own.
  static final long OWN_CALL_BYTES = 16 << 10;

  public ReadCost {
    if (maxGapBytes < 0 || maxRequestBytes < 1 || maxParts < 1) {
      throw new IllegalArgumentException(
          "gap " + maxGapBytes + ", request " + maxRequestBytes + ", parts " + maxParts);
    }
  }
}

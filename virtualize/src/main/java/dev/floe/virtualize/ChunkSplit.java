package dev.floe.virtualize;

/// Chooses the chunks of an array that lies in C order in contiguous runs. Each chunk is one
/// contiguous piece, and all have the length their shape says, because Zarr stores the chunks at
/// the edge of an array whole.
///
/// A run of at most 64 MiB is one chunk. A longer one is split along its first axis, and along the
/// next where a single row is still longer. Preferred is a number of rows that divides the axis and
/// makes chunks of at least 4 MiB. Where there is none, the last chunk reaches beyond the end of
/// the axis into bytes that readers drop, if the file has as many; else the chunks are as small as
/// it takes; and if that would take more than 65,536 chunks, and more than sixteen times the
/// fewest, the axis stays whole.
final class ChunkSplit {
  static final long MOST_BYTES = 64L << 20;
  static final long GOOD_BYTES = 4L << 20;
  static final long MOST_CHUNKS = 65_536;

  /// So many lengths are tried: the header of a file may claim any number of rows.
  private static final long MOST_TRIES = 1 << 20;

  private ChunkSplit() {}

  /// The chunk shape.
  ///
  /// @param firstAxis where a run begins: 1 for record variables, whose records are runs
  /// @param spareBytes how many bytes of the file follow the last run
  static long[] chunkShape(long[] shape, int firstAxis, int elementBytes, long spareBytes) {
    long[] chunks = shape.clone();
    for (int axis = 0; axis < firstAxis; axis++) {
      chunks[axis] = 1;
    }
    long bytes = elementBytes;
    for (int axis = firstAxis; axis < shape.length; axis++) {
      bytes *= shape[axis];
    }
    for (int axis = firstAxis; axis < shape.length && bytes > MOST_BYTES; axis++) {
      long rowBytes = bytes / shape[axis];
      chunks[axis] = rows(shape[axis], rowBytes, spareBytes);
      bytes = rowBytes * chunks[axis];
      if (chunks[axis] > 1) {
        break;
      }
    }
    return chunks;
  }

  private static long rows(long count, long rowBytes, long spareBytes) {
    if (rowBytes >= MOST_BYTES) {
      return 1;
    }
    long most = MOST_BYTES / rowBytes;
    long fewest = Math.ceilDiv(count, most);
    long tries = Math.min(15 * Math.min(fewest, MOST_TRIES), MOST_TRIES);
    long bound = Math.min(count, Math.max(MOST_CHUNKS, fewest + tries));
    long good = count / Math.ceilDiv(GOOD_BYTES, rowBytes);
    for (long chunks = fewest; chunks <= Math.min(bound, good); chunks++) {
      if (count % chunks == 0) {
        return count / chunks;
      }
    }
    for (long chunks = fewest; chunks <= bound; chunks++) {
      long rows = Math.ceilDiv(count, chunks);
      long beyond = Math.ceilDiv(count, rows) * rows - count;
      if (beyond <= spareBytes / rowBytes) {
        return rows;
      }
    }
    return count;
  }
}

package dev.floe.internal.binary;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Which bytes of one foreign object chunks are that lie side by side in a grid; the first has
/// place 0.
///
/// ```
/// even      |    | chunk 0 |    | chunk 1 |    | chunk 2 |
///           0    offset         offset + step
/// listed    | | chunk 0 || chunk 1      |     | chunk 2 |
/// ```
public sealed interface ChunkRanges {
  /// Equally long and equally far apart.
  ///
  /// @param offset of the first
  /// @param step from an offset to the next; may be negative
  /// @param lengthBytes of each
  record Even(long offset, long step, long lengthBytes) implements ChunkRanges {
    @Override
    public long offset(int place) {
      return offset + place * step;
    }

    @Override
    public long lengthBytes(int place) {
      return lengthBytes;
    }
  }

  /// As two columns of 64 bits in native byte order say; borrowed.
  record Listed(MemorySegment offsets, MemorySegment lengths) implements ChunkRanges {
    private static final ValueLayout.OfLong COLUMN = ValueLayout.JAVA_LONG_UNALIGNED;

    @Override
    public long offset(int place) {
      return offsets.getAtIndex(COLUMN, place);
    }

    @Override
    public long lengthBytes(int place) {
      return lengths.getAtIndex(COLUMN, place);
    }
  }

  /// Where the chunk at a place begins.
  long offset(int place);

  /// How long it is.
  long lengthBytes(int place);
}

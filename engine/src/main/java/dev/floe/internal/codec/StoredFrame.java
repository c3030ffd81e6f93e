package dev.floe.internal.codec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.function.LongFunction;

/// A zstd frame without a content size whose content is stored as it is: for bytes that are read
/// seldom and do not become much shorter.
///
/// ```
///  | magic, 4 B | descriptor 0 | window, 128 KiB | last, type 0, size, 3 B | size B | …
/// ```
public final class StoredFrame {
  private static final int MAGIC = 0xfd2fb528;

  /// No flag is set.
  private static final byte DESCRIPTOR = 0;

  /// The exponent above 10, and no mantissa.
  private static final byte WINDOW = 7 << 3;

  private static final int HEADER_BYTES = 6;
  private static final int BLOCK_HEADER_BYTES = 3;
  private static final int MAX_BLOCK_BYTES = 1 << 17;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private StoredFrame() {}

  /// A frame of `content`. The result is the first part, behind `headerBytes` that are left for the
  /// caller, of a segment that `allocator` was asked for once with its exact length.
  public static MemorySegment of(
      MemorySegment content, int headerBytes, LongFunction<MemorySegment> allocator) {
    long size = content.byteSize();
    long blocks = Math.max(1, Math.ceilDiv(size, MAX_BLOCK_BYTES));
    long length = headerBytes + HEADER_BYTES + blocks * BLOCK_HEADER_BYTES + size;
    MemorySegment frame = allocator.apply(length).asSlice(0, length);
    frame.set(INT, headerBytes, MAGIC);
    frame.set(ValueLayout.JAVA_BYTE, headerBytes + 4L, DESCRIPTOR);
    frame.set(ValueLayout.JAVA_BYTE, headerBytes + 5L, WINDOW);
    long at = headerBytes + HEADER_BYTES;
    for (long block = 0; block < blocks; block++) {
      long from = block * MAX_BLOCK_BYTES;
      int bytes = (int) Math.min(size - from, MAX_BLOCK_BYTES);
      int last = block == blocks - 1 ? 1 : 0;
      int header = bytes << 3 | last;
      for (int i = 0; i < BLOCK_HEADER_BYTES; i++) {
        frame.set(ValueLayout.JAVA_BYTE, at + i, (byte) (header >>> 8 * i));
      }
      MemorySegment.copy(content, from, frame, at + BLOCK_HEADER_BYTES, bytes);
      at += BLOCK_HEADER_BYTES + bytes;
    }
    return frame;
  }
}

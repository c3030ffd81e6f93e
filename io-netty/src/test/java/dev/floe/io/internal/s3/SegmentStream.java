package dev.floe.io.internal.s3;

import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/// The bytes of a segment from the first to the last.
final class SegmentStream extends InputStream {
  private final MemorySegment segment;
  private long position;

  SegmentStream(MemorySegment segment) {
    this.segment = segment;
  }

  @Override
  public int read() {
    return position == segment.byteSize()
        ? -1
        : segment.get(ValueLayout.JAVA_BYTE, position++) & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, into.length);
    int count = (int) Math.min(length, segment.byteSize() - position);
    if (count == 0) {
      return length == 0 ? 0 : -1;
    }
    MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, position, into, offset, count);
    position += count;
    return count;
  }
}

package dev.floe.internal.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// Direct views of segments for native code.
final class Views {
  private Views() {}

  /// A direct view of `source`, or of a copy of it in `scratch` if it lies on the heap.
  static ByteBuffer direct(MemorySegment source, Arena scratch) {
    if (source.isNative()) {
      return source.asByteBuffer();
    }
    return scratch
        .allocate(Math.max(1, source.byteSize()), 8)
        .asSlice(0, source.byteSize())
        .copyFrom(source)
        .asByteBuffer();
  }
}

package dev.floe.spec.storage;

import dev.floe.storage.Target;
import java.lang.foreign.MemorySegment;

/// A target on the heap that may be asked once.
final class OneTarget implements Target {
  private volatile byte[] bytes;

  @Override
  public MemorySegment segment(long lengthBytes) {
    if (bytes != null) {
      throw new AssertionError("the target was asked a second time");
    }
    bytes = new byte[Math.toIntExact(lengthBytes)];
    return MemorySegment.ofArray(bytes);
  }

  /// What landed, null if nobody asked.
  byte[] bytes() {
    return bytes;
  }
}

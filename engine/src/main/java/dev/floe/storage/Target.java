package dev.floe.storage;

import java.lang.foreign.MemorySegment;

/// Where the bytes of one read land. Asked once, when the length is known and before any byte
/// moves; the segment it answers is borrowed by the storage until the read completes. No byte is
/// written to it afterwards, whatever the outcome.
@FunctionalInterface
public interface Target {
  /// A segment of at least `lengthBytes` bytes; its first `lengthBytes` are filled.
  MemorySegment segment(long lengthBytes);
}

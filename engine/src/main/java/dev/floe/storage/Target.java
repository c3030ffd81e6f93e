package dev.floe.storage;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/// Where the bytes of one read land. Asked once, when the length is known and before any byte
/// moves; the segment it answers is borrowed by the storage until the read completes. No byte is
/// written to it afterwards, whatever the outcome.
@FunctionalInterface
public interface Target {
  /// A segment of at least `lengthBytes` bytes; its first `lengthBytes` are filled.
  MemorySegment segment(long lengthBytes);

  /// A segment that is there already: nobody has to wait for the answer.
  static Target of(MemorySegment segment) {
    return new Given(segment);
  }

  /// A target that may be asked on a thread that must not wait, such as a transport's.
  ///
  /// @param segment where the bytes land
  record Given(MemorySegment segment) implements Target {
    public Given {
      Objects.requireNonNull(segment, "segment");
    }

    @Override
    public MemorySegment segment(long lengthBytes) {
      return segment;
    }
  }
}

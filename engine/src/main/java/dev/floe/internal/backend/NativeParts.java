package dev.floe.internal.backend;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Moves the bytes of a segment to or from a file in native parts. A segment on the heap goes
/// through a buffer of its own: channels would keep one per thread for good, and take no arrays but
/// `byte[]`.
final class NativeParts {
  /// The most bytes of one part.
  static final long PART_BYTES = 1 << 20;

  private NativeParts() {}

  /// Moves one part.
  @FunctionalInterface
  interface Mover {
    /// Moves the bytes between `part` and the place `at` bytes behind the beginning.
    ///
    /// @return how many; fewer than the part has only at the end of a file
    long move(long at, MemorySegment part) throws IOException;
  }

  /// Fills a segment; answers how many bytes there were.
  static long fill(MemorySegment destination, Mover reader) throws IOException {
    long length = destination.byteSize();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = destination.isNative() ? null : buffer(arena, length);
      long done = 0;
      while (done < length) {
        long size = Math.min(PART_BYTES, length - done);
        MemorySegment part =
            buffer == null ? destination.asSlice(done, size) : buffer.asSlice(0, size);
        long count = reader.move(done, part);
        if (buffer != null) {
          MemorySegment.copy(part, 0, destination, done, count);
        }
        done += count;
        if (count < size) {
          break;
        }
      }
      return done;
    }
  }

  /// Hands out the bytes of a segment; the mover takes each part whole.
  static void drain(MemorySegment source, Mover writer) throws IOException {
    long length = source.byteSize();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = source.isNative() ? null : buffer(arena, length);
      for (long done = 0; done < length; done += PART_BYTES) {
        long size = Math.min(PART_BYTES, length - done);
        MemorySegment part = buffer == null ? source.asSlice(done, size) : buffer.asSlice(0, size);
        if (buffer != null) {
          MemorySegment.copy(source, done, part, 0, size);
        }
        writer.move(done, part);
      }
    }
  }

  private static MemorySegment buffer(Arena arena, long lengthBytes) {
    return arena.allocate(Math.min(PART_BYTES, lengthBytes));
  }
}

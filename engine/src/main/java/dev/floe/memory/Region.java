package dev.floe.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// One allocation with an arena of its own. Whoever holds the region closes it.
record Region(Arena arena, MemorySegment memory) {
  private static final long PAGE_BYTES = 4096;

  static Region allocate(long lengthBytes) {
    Arena arena = Arena.ofShared();
    try {
      // Whoever needs little does not even load what maps much.
      boolean large = lengthBytes >= FreshPages.SMALLEST_BYTES;
      MemorySegment fresh = large ? FreshPages.tryMap(lengthBytes, arena) : null;
      return new Region(arena, fresh == null ? arena.allocate(lengthBytes, PAGE_BYTES) : fresh);
    } catch (OutOfMemoryError e) {
      arena.close();
      throw e;
    }
  }

  long lengthBytes() {
    return memory.byteSize();
  }

  void close() {
    arena.close();
  }
}

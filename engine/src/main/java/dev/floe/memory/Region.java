package dev.floe.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// One allocation with an arena of its own. Whoever holds the region closes it.
///
/// @param mapped whether its pages are its own and as the system gave them
record Region(Arena arena, MemorySegment memory, boolean mapped) {
  private static final long PAGE_BYTES = 4096;

  static Region allocate(long lengthBytes) {
    Arena arena = Arena.ofShared();
    try {
      MemorySegment fresh = isLarge(lengthBytes) ? FreshPages.tryMap(lengthBytes, arena) : null;
      return fresh == null
          ? new Region(arena, arena.allocate(lengthBytes, PAGE_BYTES), false)
          : new Region(arena, fresh, true);
    } catch (OutOfMemoryError e) {
      arena.close();
      throw e;
    }
  }

  /// Whoever needs little does not even load what maps much.
  private static boolean isLarge(long lengthBytes) {
    return lengthBytes >= FreshPages.SMALLEST_BYTES;
  }

  /// One whose pages are all still to come, so that making it takes no time; null if there is none
  /// of this kind and length.
  static Region tryMap(long lengthBytes) {
    if (!isLarge(lengthBytes)) {
      return null;
    }
    Arena arena = Arena.ofShared();
    MemorySegment fresh = FreshPages.tryMap(lengthBytes, arena);
    if (fresh == null) {
      arena.close();
      return null;
    }
    return new Region(arena, fresh, true);
  }

  /// Nobody needs the content any more: the system may take the pages where memory is short, and
  /// otherwise leaves them for the next user. Those of an arena stay.
  void disown() {
    if (mapped) {
      FreshPages.disown(memory);
    }
  }

  long lengthBytes() {
    return memory.byteSize();
  }

  void close() {
    arena.close();
  }
}

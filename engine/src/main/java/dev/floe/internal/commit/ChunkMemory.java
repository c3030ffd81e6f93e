package dev.floe.internal.commit;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;

/// The native memory of one change set, handed out in pages that are never given back singly. It is
/// freed once nobody can reach this any more: readers may hold a change set longer than its session
/// does, and no slice of these pages is ever passed on. Whoever reads a page holds this.
///
/// Nothing is taken before the first page; what is held is at most one block more than what was
/// handed out. Any thread may call.
final class ChunkMemory {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final long SMALLEST_BLOCK_BYTES = 1 << 15;
  private static final long LARGEST_BLOCK_BYTES = 1 << 18;

  private Arena arena;
  private MemorySegment block = MemorySegment.NULL;
  private long used;
  private volatile long heldBytes;

  /// Zeroed memory. Callers take pages of many entries, so that they hardly ever meet here.
  synchronized MemorySegment page(long lengthBytes) {
    if (block.byteSize() - used < lengthBytes) {
      addBlock(lengthBytes);
    }
    MemorySegment page = block.asSlice(used, lengthBytes);
    used += lengthBytes;
    return page;
  }

  private void addBlock(long lengthBytes) {
    if (arena == null) {
      Arena own = Arena.ofShared();
      CLEANER.register(this, own::close);
      arena = own;
    }
    long doubled = Math.max(SMALLEST_BLOCK_BYTES, block.byteSize() * 2);
    long size = Math.max(Math.min(LARGEST_BLOCK_BYTES, doubled), lengthBytes);
    block = arena.allocate(size);
    used = 0;
    heldBytes += size;
  }

  /// How much native memory is held.
  long heldBytes() {
    return heldBytes;
  }
}

package dev.floe.memory;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A region carved into equal slots, with one bit per slot that is set while the slot is free.
/// Taking and freeing are lock-free and may run on any threads; there is no list to corrupt, for a
/// bit has no successor.
final class Slab {
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  private final Allocator allocator;
  private final Region region;
  private final int sizeClass;
  private final long[] free;
  private final Slot[] slots;

  /// Whether a slot was taken since somebody asked. A hint only, so plain writes will do.
  private boolean used = true;

  /// A slab whose slot 0 is already taken, for the lease that made the slab necessary.
  Slab(Allocator allocator, Region region, int sizeClass) {
    this.allocator = allocator;
    this.region = region;
    this.sizeClass = sizeClass;
    int count = Math.toIntExact(region.lengthBytes() / SizeClasses.bytes(sizeClass));
    this.slots = new Slot[count];
    this.free = new long[(count + 63) >>> 6];
    for (int word = 0; word < free.length; word++) {
      free[word] = all(word);
    }
    free[0] &= ~1L;
  }

  private long all(int word) {
    int left = slots.length - (word << 6);
    return left >= 64 ? -1L : (1L << left) - 1;
  }

  /// Slot 0 of a new slab, for its maker.
  Slot first() {
    return slot(0);
  }

  Region region() {
    return region;
  }

  int sizeClass() {
    return sizeClass;
  }

  /// A free slot, now taken; null if there is none.
  Slot take() {
    for (int word = 0; word < free.length; word++) {
      long seen = (long) WORD.getVolatile(free, word);
      while (seen != 0) {
        long bit = Long.lowestOneBit(seen);
        long found = (long) WORD.compareAndExchange(free, word, seen, seen & ~bit);
        if (found == seen) {
          if (!used) {
            used = true;
          }
          return slot((word << 6) + Long.numberOfTrailingZeros(bit));
        }
        seen = found;
      }
    }
    return null;
  }

  /// Only the taker of a slot is here with this index, and the bits order it after the last taker.
  private Slot slot(int index) {
    Slot slot = slots[index];
    if (slot == null) {
      long slotBytes = SizeClasses.bytes(sizeClass);
      slot = new Slot(this, index, region.memory().asSlice(index * slotBytes, slotBytes));
      slots[index] = slot;
    }
    return slot;
  }

  private void free(int index) {
    WORD.getAndBitwiseOr(free, index >>> 6, 1L << (index & 63));
    allocator.returned(this);
  }

  /// Whether a slot was taken since this was last asked.
  boolean wasUsed() {
    boolean was = used;
    used = false;
    return was;
  }

  /// Takes every slot at once if all are free, so that nobody can take one any more.
  boolean claim() {
    for (int word = 0; word < free.length; word++) {
      if (!WORD.compareAndSet(free, word, all(word), 0L)) {
        for (int back = 0; back < word; back++) {
          WORD.getAndBitwiseOr(free, back, all(back));
        }
        return false;
      }
    }
    return true;
  }

  long leasedBytes() {
    long taken = slots.length;
    for (int word = 0; word < free.length; word++) {
      taken -= Long.bitCount((long) WORD.getVolatile(free, word));
    }
    return taken * SizeClasses.bytes(sizeClass);
  }

  /// One slot; it remembers its last view, for lengths tend to repeat.
  static final class Slot extends Block {
    private final Slab slab;
    private final int index;
    private final MemorySegment memory;
    private MemorySegment lastView;

    private Slot(Slab slab, int index, MemorySegment memory) {
      this.slab = slab;
      this.index = index;
      this.memory = memory;
      this.lastView = memory;
    }

    @Override
    MemorySegment view(long lengthBytes) {
      MemorySegment view = lastView;
      if (view.byteSize() != lengthBytes) {
        view = memory.asSlice(0, lengthBytes);
        lastView = view;
      }
      return view;
    }

    @Override
    void free() {
      slab.free(index);
    }
  }
}

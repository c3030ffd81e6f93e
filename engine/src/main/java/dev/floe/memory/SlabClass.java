package dev.floe.memory;

import java.util.Arrays;

/// The slabs of one size class. Taking is lock-free; adding and removing slabs happens under the
/// pool's lock, on a copy.
final class SlabClass {
  private static final long FIRST_SLAB_BYTES = 1L << 20;

  private final int sizeClass;
  private final long largestSlabBytes;
  private volatile Slab[] slabs = {};

  /// Where a slot was freed or found last. A hint only, so plain writes will do.
  private Slab hint;

  SlabClass(int sizeClass, long largestSlabBytes) {
    this.sizeClass = sizeClass;
    this.largestSlabBytes = largestSlabBytes;
  }

  Slab.Slot take() {
    Slab likely = hint;
    if (likely != null) {
      Slab.Slot slot = likely.take();
      if (slot != null) {
        return slot;
      }
    }
    for (Slab slab : slabs) {
      if (slab != likely) {
        Slab.Slot slot = slab.take();
        if (slot != null) {
          hint = slab;
          return slot;
        }
      }
    }
    return null;
  }

  void freed(Slab slab) {
    if (hint != slab) {
      hint = slab;
    }
  }

  /// The size of the next slab: as much as there is already, so that few arenas hold much memory
  /// and a class that is hardly used holds little.
  long nextSlabBytes() {
    long slotBytes = SizeClasses.bytes(sizeClass);
    long firstBytes = Math.max(FIRST_SLAB_BYTES, 2 * slotBytes);
    long heldBytes = 0;
    for (Slab slab : slabs) {
      heldBytes += slab.region().lengthBytes();
    }
    long wanted = Math.max(firstBytes, heldBytes);
    long bounded = Math.max(slotBytes, Math.min(wanted, largestSlabBytes));
    return bounded / slotBytes * slotBytes;
  }

  void add(Slab slab) {
    Slab[] old = slabs;
    Slab[] grown = Arrays.copyOf(old, old.length + 1);
    grown[old.length] = slab;
    slabs = grown;
    hint = slab;
  }

  /// Gives up the slabs of which no slot is leased; the caller owns their regions.
  void harvest(Depot depot) {
    harvest(depot, false);
  }

  /// Gives up those of them of which no slot was taken since the last call either: a class that is
  /// in use now and then keeps what it needs.
  void harvestUnused(Depot depot) {
    harvest(depot, true);
  }

  private void harvest(Depot depot, boolean onlyUnused) {
    for (Slab slab : slabs) {
      boolean used = onlyUnused && slab.wasUsed();
      if (!used && slab.claim()) {
        slabs = Arrays.stream(slabs).filter(s -> s != slab).toArray(Slab[]::new);
        if (hint == slab) {
          hint = null;
        }
        depot.putIdle(slab.region());
      }
    }
  }

  long leasedBytes() {
    long sum = 0;
    for (Slab slab : slabs) {
      sum += slab.leasedBytes();
    }
    return sum;
  }
}

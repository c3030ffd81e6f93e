package dev.floe.internal.asset;

import java.util.ArrayDeque;

/// The bytes that all caches of one engine may hold together, and who goes when they hold more: the
/// asset that was not used since the clock's hand last passed it. Thread-safe; nothing is released
/// under the lock.
public final class CacheBudget {
  private static final int MOST_UNCOUNTED = 64;

  private record Slot(AssetCache<?, ?> cache, Object key, Asset<?> asset) {}

  private final long limitBytes;
  private final ArrayDeque<Slot> clock = new ArrayDeque<>();
  private long heldBytes;

  /// So many slots of the clock are of assets that are not counted any more; they leave together.
  private int uncounted;

  public CacheBudget(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /// What the caches hold now.
  public synchronized long heldBytes() {
    return heldBytes;
  }

  /// Counts a new asset and evicts others until the limit holds; one that is larger than the whole
  /// budget stays until the next comes.
  void admit(AssetCache<?, ?> cache, Object key, Asset<?> asset) {
    ArrayDeque<Slot> evicted = new ArrayDeque<>();
    synchronized (this) {
      heldBytes += asset.weightBytes();
      evictTo(limitBytes, evicted);
      asset.counted = true;
      clock.add(new Slot(cache, key, asset));
    }
    evicted.forEach(slot -> slot.asset.unpin());
  }

  /// Evicts until so many bytes fewer are held: somebody else needs the memory more.
  public void release(long bytes) {
    ArrayDeque<Slot> evicted = new ArrayDeque<>();
    synchronized (this) {
      evictTo(Math.max(0, heldBytes - bytes), evicted);
    }
    evicted.forEach(slot -> slot.asset.unpin());
  }

  private void evictTo(long bound, ArrayDeque<Slot> evicted) {
    long passes = 2L * clock.size();
    while (heldBytes > bound && !clock.isEmpty() && passes-- > 0) {
      Slot slot = clock.poll();
      if (!slot.asset.counted) {
        uncounted--;
      } else if (slot.asset.takeRecentlyUsed()) {
        clock.add(slot);
      } else {
        // If the cache dropped it meanwhile, dropped() no longer finds it here and only unpins.
        heldBytes -= slot.asset.weightBytes();
        slot.asset.counted = false;
        if (slot.cache.forget(slot.key, slot.asset)) {
          evicted.add(slot);
        }
      }
    }
  }

  /// Stops counting an asset that its cache dropped.
  void dropped(Asset<?> asset) {
    uncount(asset);
    asset.unpin();
  }

  /// Stops counting an asset that its cache does not hold.
  synchronized void uncount(Asset<?> asset) {
    if (!asset.counted) {
      return;
    }
    asset.counted = false;
    heldBytes -= asset.weightBytes();
    uncounted++;
    if (uncounted > Math.max(MOST_UNCOUNTED, clock.size() / 2)) {
      clock.removeIf(slot -> !slot.asset.counted);
      uncounted = 0;
    }
  }
}

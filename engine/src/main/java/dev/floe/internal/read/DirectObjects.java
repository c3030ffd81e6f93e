package dev.floe.internal.read;

import dev.floe.format.ChunkId;
import dev.floe.internal.asset.Asset;
import dev.floe.internal.asset.AssetCache;
import dev.floe.storage.DirectReads;
import dev.floe.storage.DirectReads.DirectObject;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// Open chunk objects of a storage with direct reads, found by id without allocating. Bounded in
/// number; the object that was not used since the clock's hand last passed is closed, once nobody
/// reads it any more. Thread-safe; look-ups take no lock.
public final class DirectObjects implements AutoCloseable {
  private record Slot(long high, int low, Asset<DirectObject> object, Slot next) {}

  private final DirectReads storage;
  private final int limit;
  private final AtomicReferenceArray<Slot> buckets;
  private final ArrayDeque<Slot> clock = new ArrayDeque<>();

  /// Cleared by the first object that is not in memory: the others of its storage are not either.
  private volatile boolean resident = true;

  /// Whether another object takes the place of one.
  private volatile boolean full;

  /// @param limit how many objects stay open
  public DirectObjects(DirectReads storage, int limit) {
    this.storage = storage;
    this.limit = limit;
    this.buckets = new AtomicReferenceArray<>(Integer.highestOneBit(limit) * 4);
  }

  private int bucket(long high, int low) {
    long mixed = (high ^ low) * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> 40) & (buckets.length() - 1);
  }

  /// The object of a chunk id, pinned, or null if there is none in the storage.
  public Asset<DirectObject> pinned(long high, int low) {
    Asset<DirectObject> object = pinnedIfOpen(high, low);
    return object != null ? object : open(high, low, bucket(high, low));
  }

  private Asset<DirectObject> pinnedIfOpen(long high, int low) {
    int bucket = bucket(high, low);
    for (Slot slot = buckets.get(bucket); slot != null; slot = slot.next) {
      if (slot.high == high && slot.low == low && slot.object.tryPin()) {
        return slot.object;
      }
    }
    return null;
  }

  /// Fills `destination` from an object, starting at `offset` of it.
  ///
  /// @param of so many objects: where they are more than stay open, each would be closed before it
  ///   is asked for again, and those that are open would be lost for nothing
  void read(long high, int low, long offset, MemorySegment destination, int of) {
    Asset<DirectObject> object = pinnedIfOpen(high, low);
    if (object == null && of > limit && full) {
      String key = new ChunkId(high, low).key();
      if (!storage.readOnce(key, offset, destination)) {
        throw ReadEngine.missing(key);
      }
      return;
    }
    object = object != null ? object : open(high, low, bucket(high, low));
    if (object == null) {
      throw ReadEngine.missing(new ChunkId(high, low).key());
    }
    try {
      long end = offset + destination.byteSize();
      if (object.value().lengthBytes() < end) {
        String key = new ChunkId(high, low).key();
        throw ReadEngine.tooShort(key, end, object.value().lengthBytes());
      }
      object.value().readInto(offset, destination);
    } finally {
      object.unpin();
    }
  }

  /// Whether objects may be in memory, so that a part of one can be lent instead of copied.
  boolean areResident() {
    return resident;
  }

  private Asset<DirectObject> open(long high, int low, int bucket) {
    Optional<DirectObject> opened = storage.open(new ChunkId(high, low).key());
    if (opened.isEmpty()) {
      return null;
    }
    DirectObject object = opened.get();
    if (resident && object.resident() == null) {
      resident = false;
    }
    Asset<DirectObject> asset =
        Asset.pinned(new AssetCache.Loaded<>(object, object.lengthBytes(), object::close));
    List<Slot> evicted = new ArrayList<>(1);
    synchronized (clock) {
      Slot slot = new Slot(high, low, asset, buckets.get(bucket));
      buckets.set(bucket, slot);
      evict(evicted);
      clock.add(slot);
      full = clock.size() >= limit;
    }
    evicted.forEach(slot -> slot.object.unpin());
    return asset;
  }

  private void evict(List<Slot> evicted) {
    for (int passes = 2 * clock.size(); clock.size() >= limit && passes > 0; passes--) {
      Slot slot = clock.poll();
      if (passes > clock.size() && slot.object.takeRecentlyUsed()) {
        clock.add(slot);
      } else {
        int bucket = bucket(slot.high, slot.low);
        buckets.set(bucket, without(buckets.get(bucket), slot.object));
        evicted.add(slot);
      }
    }
  }

  private static Slot without(Slot chain, Asset<DirectObject> gone) {
    if (chain == null) {
      return null;
    }
    Slot rest = without(chain.next, gone);
    return chain.object == gone ? rest : new Slot(chain.high, chain.low, chain.object, rest);
  }

  /// Closes every object, one that is read once it was; what is read from now on is opened anew. An
  /// object that was deleted takes its room until it is closed.
  void release() {
    List<Slot> released;
    synchronized (clock) {
      released = new ArrayList<>(clock);
      clock.clear();
      for (int i = 0; i < buckets.length(); i++) {
        buckets.set(i, null);
      }
      full = false;
    }
    released.forEach(slot -> slot.object.unpin());
  }

  @Override
  public void close() {
    release();
  }
}

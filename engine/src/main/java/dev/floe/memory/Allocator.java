package dev.floe.memory;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Finds memory for demands within the limit, and lets those wait for whom there is none. Taking a
/// free slot and returning one pass by the lock unless somebody waits.
final class Allocator {
  private static final long LARGEST_SLAB_BYTES = 32L << 20;
  private static final long UNUSED_NANOS = 1_000_000_000;
  private static final Grant CLOSED = new Grant.Closed();

  private final SegmentPool.Options options;
  private final LongSupplier nanoClock;
  private final LeaseChecks checks;
  private final SlabClass[] classes = new SlabClass[SizeClasses.COUNT];

  /// Somebody waits or the pool is closed: neither taking nor returning may pass by the lock.
  private volatile boolean congested;

  private final ReentrantLock lock = new ReentrantLock();
  // what follows is guarded by the lock
  private final Depot depot;
  private final ArrayDeque<Waiter> queue = new ArrayDeque<>();
  private long reservedBytes;
  private long leasedRegionBytes;
  private long lastHarvest;
  private boolean closed;

  /// @param spares where regions come from and go to besides the system; null for nowhere
  Allocator(
      SegmentPool.Options options, LongSupplier nanoClock, LeaseChecks checks, Spares spares) {
    this.options = options;
    this.nanoClock = nanoClock;
    this.checks = checks;
    this.lastHarvest = nanoClock.getAsLong();
    this.depot = new Depot(options.limitBytes(), spares);
    long largestSlabBytes = Math.min(LARGEST_SLAB_BYTES, options.limitBytes() / 16);
    for (int i = 0; i < classes.length; i++) {
      classes[i] = new SlabClass(i, largestSlabBytes);
    }
  }

  /// A free slot, or null if there is none or somebody waits for memory.
  Slab.Slot takeFree(int sizeClass) {
    return congested ? null : classes[sizeClass].take();
  }

  /// Memory for the demand, waiting up to `timeoutNanos`; null if that is 0 and there is none.
  Block take(Demand demand, long timeoutNanos) {
    Grant grant = grant(demand, timeoutNanos);
    return grant == null ? null : block(demand, grant);
  }

  /// A share of the limit, waiting up to `timeoutNanos`; false if that is 0 and there is none.
  boolean takeShare(long lengthBytes, long timeoutNanos) {
    Grant grant = grant(new Demand.OfShare(lengthBytes), timeoutNanos);
    if (grant == null) {
      return false;
    }
    if (grant == CLOSED) {
      throw closedPool();
    }
    lock.lock();
    try {
      reservedBytes += lengthBytes;
    } finally {
      lock.unlock();
    }
    return true;
  }

  void returnShare(long lengthBytes) {
    lock.lock();
    try {
      reservedBytes -= lengthBytes;
      depot.uncommit(lengthBytes);
      serve();
    } finally {
      lock.unlock();
    }
  }

  /// A slot of the slab is free again.
  void returned(Slab slab) {
    classes[slab.sizeClass()].freed(slab);
    if (congested) {
      lock.lock();
      try {
        serve();
      } finally {
        lock.unlock();
      }
    }
  }

  /// The lease on a region is over; the region stays here if `keep`, else its owner has closed it.
  void returned(Region region, boolean keep) {
    lock.lock();
    try {
      leasedRegionBytes -= region.lengthBytes();
      if (keep) {
        depot.putIdle(region);
      } else {
        depot.uncommit(region.lengthBytes());
      }
      serve();
    } finally {
      lock.unlock();
    }
  }

  private Grant grant(Demand demand, long timeoutNanos) {
    Waiter waiter;
    long start;
    lock.lock();
    try {
      if (closed) {
        throw closedPool();
      }
      if (demand.leastBytes() > options.limitBytes()) {
        throw failure(demand, "more than the limit of " + options.limitBytes(), false, null);
      }
      Grant grant = queue.isEmpty() ? find(demand) : null;
      if (grant != null || timeoutNanos == 0) {
        return grant;
      }
      if (queue.size() >= options.longestQueue()) {
        throw failure(demand, queue.size() + " callers wait already", true, null);
      }
      // Before the waiter can be seen: whoever sees it and moves the clock finds it counting
      // already.
      start = nanoClock.getAsLong();
      waiter = new Waiter(demand);
      queue.add(waiter);
      congested = true;
      serve(); // what was returned between the search and this moment rang no bell
    } finally {
      lock.unlock();
    }
    return await(waiter, start, timeoutNanos);
  }

  private Grant await(Waiter waiter, long start, long timeoutNanos) {
    long bytes = waiter.demand.leastBytes();
    if (waiter.grant == null) {
      options.listener().onShortage(bytes);
    }
    boolean interrupted = false;
    long waited = 0;
    while (waiter.grant == null && waited < timeoutNanos && !interrupted) {
      LockSupport.parkNanos(this, timeoutNanos - waited);
      interrupted = Thread.currentThread().isInterrupted();
      waited = nanoClock.getAsLong() - start;
    }
    boolean served = waiter.grant != null || !withdraw(waiter);
    options.listener().onWaited(bytes, waited, served);
    if (served) {
      return waiter.grant;
    }
    String why = interrupted ? "interrupted after " : "no memory within ";
    throw failure(
        waiter.demand,
        why + waited / 1_000_000 + " ms",
        !interrupted,
        interrupted ? new InterruptedException() : null);
  }

  /// Leaves the queue, unless the waiter has been served in the meantime.
  private boolean withdraw(Waiter waiter) {
    lock.lock();
    try {
      boolean left = queue.remove(waiter);
      serve();
      return left;
    } finally {
      lock.unlock();
    }
  }

  /// Serves waiters from the head of the queue as far as memory goes. Called under the lock after
  /// everything that may have made room.
  private void serve() {
    while (!queue.isEmpty()) {
      Grant grant = find(queue.peek().demand);
      if (grant == null) {
        return;
      }
      queue.remove().serve(grant);
    }
    congested = closed;
    if (closed) {
      closeIdle();
    }
  }

  private Grant find(Demand demand) {
    return switch (demand) {
      case Demand.OfSlot(int sizeClass) -> findSlot(sizeClass);
      case Demand.OfRegion(long bytes, boolean reuse) ->
          findRoom(bytes, bytes, reuse ? bytes + bytes / 4 : 0);
      case Demand.OfShare(long bytes) -> findRoom(bytes, bytes, 0);
    };
  }

  private Grant findSlot(int sizeClass) {
    Slab.Slot slot = classes[sizeClass].take();
    if (slot != null) {
      return new Grant.OfSlot(slot);
    }
    long slotBytes = SizeClasses.bytes(sizeClass);
    Grant room = findRoom(slotBytes, classes[sizeClass].nextSlabBytes(), LARGEST_SLAB_BYTES);
    return room == null ? null : carved(sizeClass, room);
  }

  /// The first slot of a slab, where that needs no memory to be cleared: one slab serves all who
  /// found none at the same time, as each would make one of its own otherwise.
  private Grant carved(int sizeClass, Grant room) {
    Region region =
        switch (room) {
          case Grant.OfRegion(Region found) -> found;
          case Grant.OfShare(long bytes) -> Region.tryMap(bytes);
          case Grant.OfSlot _, Grant.Closed _ -> null;
        };
    return region == null ? room : new Grant.OfSlot(carve(sizeClass, region));
  }

  private Slab.Slot carve(int sizeClass, Region region) {
    Slab slab = new Slab(this, region, sizeClass);
    classes[sizeClass].add(slab);
    return slab.first();
  }

  /// Room for `leastBytes` and at best `wantedBytes`: an idle region up to `largestIdleBytes`, one
  /// that no class has used for a while, what the limit leaves, or what the other classes do not
  /// use.
  private Grant findRoom(long leastBytes, long wantedBytes, long largestIdleBytes) {
    Region region = depot.takeIdle(leastBytes, largestIdleBytes);
    if (region == null && largestIdleBytes > 0 && harvestUnused()) {
      region = depot.takeIdle(leastBytes, largestIdleBytes);
    }
    if (region == null && depot.roomBytes() < leastBytes) {
      for (SlabClass each : classes) {
        each.harvest(depot);
      }
      region = depot.takeIdle(leastBytes, largestIdleBytes);
    }
    if (region != null) {
      return new Grant.OfRegion(region);
    }
    if (!depot.makeRoom(leastBytes)) {
      return null;
    }
    long bytes = leastBytes;
    if (wantedBytes > leastBytes) {
      bytes *= Math.min(wantedBytes, depot.roomBytes()) / leastBytes;
    }
    Region spare = largestIdleBytes > 0 ? depot.takeSpare(leastBytes, bytes) : null;
    if (spare != null) {
      return new Grant.OfRegion(spare);
    }
    depot.commit(bytes);
    return new Grant.OfShare(bytes);
  }

  /// Gives up slabs that nobody has used for a second or longer, before more memory is committed,
  /// and what was given up earlier and served nobody; false if it is too early to tell.
  private boolean harvestUnused() {
    long now = nanoClock.getAsLong();
    if (now - lastHarvest < UNUSED_NANOS) {
      return false;
    }
    lastHarvest = now;
    depot.beginPeriod();
    for (SlabClass each : classes) {
      each.harvestUnused(depot);
    }
    return true;
  }

  private Block block(Demand demand, Grant grant) {
    return switch (grant) {
      case Grant.OfSlot(Slab.Slot slot) -> slot;
      case Grant.OfRegion(Region region) -> block(demand, region);
      case Grant.OfShare(long bytes) -> block(demand, allocate(bytes));
      case Grant.Closed() -> throw closedPool();
    };
  }

  private Block block(Demand demand, Region region) {
    lock.lock();
    try {
      if (demand instanceof Demand.OfSlot(int sizeClass)) {
        Slab.Slot slot = carve(sizeClass, region);
        serve();
        return slot;
      }
      leasedRegionBytes += region.lengthBytes();
      return checks == null
          ? new RegionBlock(this, region)
          : new CheckedBlock(this, region, checks);
    } finally {
      lock.unlock();
    }
  }

  /// Allocates what is committed already. Not under the lock, for memory may be zeroed meanwhile.
  private Region allocate(long lengthBytes) {
    try {
      return Region.allocate(lengthBytes);
    } catch (OutOfMemoryError e) {
      lock.lock();
      try {
        depot.uncommit(lengthBytes);
        serve();
      } finally {
        lock.unlock();
      }
      throw new StorageException(
          ErrorKind.STORAGE_OTHER,
          "",
          "segment pool: the system has no " + lengthBytes + " bytes of memory left",
          e);
    }
  }

  /// Gives up idle regions and slabs.
  void trim() {
    lock.lock();
    try {
      closeIdle();
    } finally {
      lock.unlock();
    }
  }

  private void closeIdle() {
    for (SlabClass each : classes) {
      each.harvest(depot);
    }
    depot.makeRoom(options.limitBytes());
  }

  /// Refuses what comes and turns away who waits. What is leased stays until it is returned.
  void close() {
    lock.lock();
    try {
      closed = true;
      congested = true;
      queue.forEach(waiter -> waiter.serve(CLOSED));
      queue.clear();
      closeIdle();
    } finally {
      lock.unlock();
    }
  }

  SegmentPool.Statistics statistics() {
    lock.lock();
    try {
      long leasedBytes = leasedRegionBytes;
      for (SlabClass each : classes) {
        leasedBytes += each.leasedBytes();
      }
      return new SegmentPool.Statistics(
          options.limitBytes(),
          depot.committedBytes(),
          depot.peakBytes(),
          leasedBytes,
          reservedBytes,
          queue.size());
    } finally {
      lock.unlock();
    }
  }

  private StorageException failure(
      Demand demand, String why, boolean retryable, InterruptedException cause) {
    return new StorageException(
        ErrorKind.STORAGE_OTHER,
        "",
        "segment pool: cannot have " + demand.leastBytes() + " bytes: " + why,
        retryable,
        cause);
  }

  private static IllegalStateException closedPool() {
    return new IllegalStateException("the segment pool is closed");
  }
}

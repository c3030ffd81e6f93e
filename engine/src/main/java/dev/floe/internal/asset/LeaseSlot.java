package dev.floe.internal.asset;

import dev.floe.memory.SegmentLease;
import dev.floe.memory.SegmentPool;
import java.lang.foreign.MemorySegment;

/// One lease that somebody else asks for when the length is known: what decoders and storages call
/// back. Closing it gives back what was leased and not taken.
final class LeaseSlot implements AutoCloseable {
  private final SegmentPool pool;
  private SegmentLease lease;

  LeaseSlot(SegmentPool pool) {
    this.pool = pool;
  }

  /// Leases; a second request, as after a retry, replaces the first.
  synchronized MemorySegment allocate(long lengthBytes) {
    close();
    lease = pool.lease(lengthBytes);
    return lease.segment();
  }

  /// Hands the lease over.
  synchronized SegmentLease take() {
    SegmentLease taken = lease;
    lease = null;
    return taken;
  }

  /// The memory leased.
  synchronized MemorySegment segment() {
    return lease.segment();
  }

  @Override
  public synchronized void close() {
    if (lease != null) {
      lease.close();
      lease = null;
    }
  }
}

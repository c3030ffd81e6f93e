package dev.floe.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.floe.error.InvalidInputException;
import dev.floe.error.StorageException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SegmentPoolTest {
  private static SegmentPool pool(long limitBytes) {
    return new SegmentPool(SegmentPool.Options.limitedTo(limitBytes), System::nanoTime);
  }

  @Test
  void warmLeasesCostNoHeap() {
    try (SegmentPool pool = pool(64 << 20)) {
      leaseAndClose(pool, 20_000);
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadAllocatedBytes();
      leaseAndClose(pool, 20_000);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertTrue(allocated < 20_000, allocated + " bytes for 40,000 leases");
    }
  }

  private static void leaseAndClose(SegmentPool pool, int times) {
    for (int i = 0; i < times; i++) {
      try (SegmentLease lease = pool.lease(60_000);
          SegmentLease same = lease.share()) {
        same.segment().set(ValueLayout.JAVA_BYTE, i, (byte) i);
      }
    }
  }

  @Test
  void closingOrUsingALeaseLateIsNoticedWhileItRests() {
    try (SegmentPool pool = pool(1 << 20)) {
      SegmentLease stale = pool.lease(10);
      stale.close();
      for (int i = 0; i < LeaseRing.QUARANTINE; i++) {
        try (SegmentLease other = pool.lease(10)) {
          assertNotSame(stale, other);
          assertThrows(IllegalStateException.class, stale::close);
          assertThrows(IllegalStateException.class, stale::segment);
        }
      }
    }
  }

  @Test
  void largeRegionsAreReused() {
    try (SegmentPool pool = pool(100 << 20)) {
      long address;
      try (SegmentLease lease = pool.lease(40 << 20)) {
        address = lease.segment().address();
      }
      try (SegmentLease lease = pool.lease(38 << 20)) {
        assertEquals(address, lease.segment().address());
      }
      assertEquals(40 << 20, pool.statistics().committedBytes());
    }
  }

  @Test
  void idleSlabsOfOneSizeMakeRoomForAnother() {
    try (SegmentPool pool = pool(8 << 20)) {
      List<SegmentLease> small = new ArrayList<>();
      for (int i = 0; i < 2048; i++) {
        small.add(pool.lease(4096));
      }
      assertEquals(8 << 20, pool.statistics().committedBytes());
      assertFalse(pool.tryLease(1).isPresent());
      small.forEach(SegmentLease::close);
      try (SegmentLease large = pool.lease(8 << 20)) {
        assertEquals(8 << 20, large.lengthBytes());
      }
      try (SegmentPool.Reservation all = pool.reserve(8 << 20)) {
        assertEquals(8 << 20, all.lengthBytes());
        assertEquals(8 << 20, pool.statistics().committedBytes());
      }
      assertEquals(0, pool.statistics().committedBytes());
      assertEquals(8 << 20, pool.statistics().peakBytes());
    }
  }

  /// Sizes that come and go, as those of files that grow: what one no longer needs serves the next.
  @Test
  void slabsThatNobodyUsesServeOtherSizes() {
    AtomicLong nanos = new AtomicLong();
    SegmentPool.Options options = SegmentPool.Options.limitedTo(1 << 30);
    try (SegmentPool pool = new SegmentPool(options, nanos::get)) {
      for (long length = 4 << 10; length < 1 << 20; length += length / 8) {
        pool.lease(length).close();
        nanos.addAndGet(600_000_000);
      }
      long committed = pool.statistics().committedBytes();
      assertTrue(committed <= 8 << 20, committed + " bytes for one lease at a time");
    }
  }

  /// A slab that was in use within the last second stays what it is.
  @Test
  void sizesThatTakeTurnsKeepTheirSlabs() {
    AtomicLong nanos = new AtomicLong();
    SegmentPool.Options options = SegmentPool.Options.limitedTo(1 << 30);
    try (SegmentPool pool = new SegmentPool(options, nanos::get)) {
      long[] addresses = new long[4];
      for (int turn = 0; turn < 10; turn++) {
        for (int i = 0; i < addresses.length; i++) {
          try (SegmentLease lease = pool.lease(10_000L << i)) {
            long address = lease.segment().address();
            assertTrue(turn == 0 || address == addresses[i], "size " + i + " moved");
            addresses[i] = address;
          }
        }
        nanos.addAndGet(900_000_000);
        pool.lease(200_000L << turn / 2).close();
      }
      assertEquals(addresses.length, Arrays.stream(addresses).distinct().count());
    }
  }

  @Test
  void slotsAreAligned() {
    try (SegmentPool pool = pool(64 << 20)) {
      for (long length = 1; length < 20 << 20; length = length * 3 + 1) {
        try (SegmentLease a = pool.lease(length);
            SegmentLease b = pool.lease(length)) {
          assertEquals(0, a.segment().address() % 64);
          assertEquals(0, b.segment().address() % 64);
        }
      }
    }
  }

  @Test
  void whatCannotBeIsRefusedAtOnce() {
    try (SegmentPool pool = pool(1 << 20)) {
      StorageException tooMuch =
          assertThrows(StorageException.class, () -> pool.lease((1 << 20) + 1));
      assertFalse(tooMuch.retryable());
      assertThrows(StorageException.class, () -> pool.tryLease(Long.MAX_VALUE - 1_000_000));
      assertThrows(StorageException.class, () -> pool.reserve(Long.MAX_VALUE));
      assertThrows(InvalidInputException.class, () -> pool.lease(-1));
      assertThrows(InvalidInputException.class, () -> SegmentPool.Options.limitedTo(0));
      try (SegmentLease exactly = pool.lease(1 << 20);
          SegmentPool.Reservation nothing = pool.reserve(0)) {
        assertEquals(1 << 20, exactly.lengthBytes());
        assertEquals(0, nothing.lengthBytes());
      }
    }
  }

  @Test
  void aPoolClosedEarlyFreesAsItsLeasesAreClosed() {
    SegmentPool pool = pool(64 << 20);
    SegmentLease slot = pool.lease(5000);
    SegmentLease region = pool.lease(20 << 20);
    MemorySegment segment = slot.segment();
    pool.close();
    assertThrows(IllegalStateException.class, () -> pool.lease(1));
    segment.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
    slot.close();
    region.close();
    assertEquals(0, pool.statistics().committedBytes());
    assertThrows(
        IllegalStateException.class, () -> segment.set(ValueLayout.JAVA_BYTE, 0, (byte) 1));
    pool.close();
  }
}

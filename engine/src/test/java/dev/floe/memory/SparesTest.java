package dev.floe.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// What closed pools leave to later ones, and how much memory those take who need some at once.
class SparesTest {
  private static final long MIB = 1L << 20;

  private final Spares spares = new Spares(16 * MIB);

  private SegmentPool pool() {
    return new SegmentPool(SegmentPool.Options.limitedTo(1 << 30), System::nanoTime, spares);
  }

  @Test
  void whatAPoolHadIsLeasedByTheNext() {
    for (long length : List.of(64L << 10, 3 * MIB)) {
      Set<Long> first = addresses(length);
      assertEquals(first, addresses(length), "of " + length + " bytes");
    }
  }

  private Set<Long> addresses(long length) {
    Set<Long> addresses = ConcurrentHashMap.newKeySet();
    try (SegmentPool pool = pool()) {
      List<SegmentLease> leases = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        leases.add(pool.lease(length));
      }
      for (SegmentLease lease : leases) {
        addresses.add(lease.segment().fill((byte) 1).address());
        lease.close();
      }
      assertEquals(0, pool.statistics().leasedBytes());
    }
    return addresses;
  }

  @Test
  void whatIsStillLeasedWhenThePoolIsClosedStaysUntilItIsNot() {
    SegmentPool closed = pool();
    SegmentLease held = closed.lease(MIB);
    long address = held.segment().address();
    closed.close();
    try (SegmentPool next = pool();
        SegmentLease lease = next.lease(MIB)) {
      assertNotEquals(address, lease.segment().address());
      lease.segment().fill((byte) 1);
      held.segment().fill((byte) 2);
      assertEquals(1, lease.segment().get(ValueLayout.JAVA_BYTE, MIB - 1));
      held.close();
    }
    Region last = spares.take(1, 16 * MIB);
    Region first = spares.take(1, 16 * MIB);
    assertEquals(address, first.memory().address());
    first.close();
    last.close();
  }

  @Test
  void theOldestMakesRoomAndIsClosed() {
    Region first = Region.allocate(8 * MIB);
    Region second = Region.allocate(8 * MIB);
    spares.put(first);
    spares.put(second);
    assertTrue(first.arena().scope().isAlive());
    Region small = Region.allocate(4096);
    spares.put(small);
    assertFalse(first.arena().scope().isAlive());
    assertSame(small, spares.take(1, MIB));
    assertSame(second, spares.take(1, 8 * MIB));
    assertNull(spares.take(1, 8 * MIB));
    small.close();
    second.close();
  }

  @Test
  void oneThatIsTooLargeIsClosedAndPushesNothingOut() {
    Region kept = Region.allocate(16 * MIB);
    spares.put(kept);
    Region large = Region.allocate(16 * MIB + 4096);
    spares.put(large);
    assertFalse(large.arena().scope().isAlive());
    assertSame(kept, spares.take(1, 16 * MIB));
    kept.close();
  }

  @Test
  void onlyWhatIsWithinTheBoundsIsTaken() {
    Region region = Region.allocate(4 * MIB);
    spares.put(region);
    assertNull(spares.take(1, 4 * MIB - 1));
    assertNull(spares.take(4 * MIB + 1, 8 * MIB));
    assertSame(region, spares.take(4 * MIB, 4 * MIB));
    region.close();
  }

  @Test
  void theLargestIsTakenAndOfThoseTheNewest() {
    Region first = Region.allocate(4 * MIB);
    Region second = Region.allocate(4 * MIB);
    Region small = Region.allocate(MIB);
    spares.put(first);
    spares.put(second);
    spares.put(small);
    assertSame(second, spares.take(1, 8 * MIB));
    assertSame(first, spares.take(1, 8 * MIB));
    assertSame(small, spares.take(1, 8 * MIB));
    first.close();
    second.close();
    small.close();
  }

  @Test
  void whatIsTakenCountsAgainstTheLimit() {
    addresses(3 * MIB);
    try (SegmentPool pool = pool();
        SegmentLease lease = pool.lease(3 * MIB)) {
      assertTrue(pool.statistics().committedBytes() >= lease.lengthBytes());
      assertEquals(pool.statistics().committedBytes(), pool.statistics().peakBytes());
    }
  }

  @Test
  void aPoolWithASmallerLimitTakesNoMoreThanThat() {
    spares.put(Region.allocate(12 * MIB));
    try (SegmentPool pool =
            new SegmentPool(SegmentPool.Options.limitedTo(4 * MIB), System::nanoTime, spares);
        SegmentLease lease = pool.lease(MIB)) {
      lease.segment().fill((byte) 1);
      assertTrue(pool.statistics().committedBytes() <= 4 * MIB);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whoeverFindsNoneAtTheSameTimeSharesOneSlab() throws InterruptedException {
    long alone = committed(1);
    for (int i = 0; i < 30; i++) {
      assertEquals(alone, committed(8));
    }
  }

  /// How much is committed when `threads` threads have leased 64 slots together.
  private static long committed(int threads) throws InterruptedException {
    CyclicBarrier start = new CyclicBarrier(threads);
    try (SegmentPool pool =
        new SegmentPool(SegmentPool.Options.limitedTo(1L << 32), System::nanoTime)) {
      Set<SegmentLease> leases = ConcurrentHashMap.newKeySet();
      List<Thread> all =
          IntStream.range(0, threads)
              .mapToObj(
                  _ -> Thread.ofPlatform().start(() -> lease(pool, 64 / threads, start, leases)))
              .toList();
      for (Thread each : all) {
        each.join();
      }
      long committedBytes = pool.statistics().committedBytes();
      assertEquals(64, leases.size());
      leases.forEach(SegmentLease::close);
      return committedBytes;
    }
  }

  private static void lease(
      SegmentPool pool, int count, CyclicBarrier start, Set<SegmentLease> leases) {
    for (int i = 0; i < count; i++) {
      try {
        start.await();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
      leases.add(pool.lease(2 * MIB));
    }
  }
}

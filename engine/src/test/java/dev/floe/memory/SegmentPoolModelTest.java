package dev.floe.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Random histories of leases, slices, reservations and closes against a model that only adds.
class SegmentPoolModelTest {
  private static final long LIMIT = 24L << 20;

  /// Memory of the pool and how many leases share it.
  private static final class Memory {
    final long weight;
    int holders = 1;

    Memory(long weight) {
      this.weight = weight;
    }
  }

  private record Held(SegmentLease lease, Memory memory, byte mark) {}

  @Property(tries = 50)
  void fastPool(@ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int steps) {
    try (SegmentPool pool =
        new SegmentPool(SegmentPool.Options.limitedTo(LIMIT), System::nanoTime)) {
      new History(pool, new Random(seed)).run(steps);
    }
  }

  @Property(tries = 10)
  void checkedPool(@ForAll long seed, @ForAll @IntRange(min = 1, max = 100) int steps) {
    try (SegmentPool pool = SegmentPool.checked(LIMIT, System::nanoTime)) {
      new History(pool, new Random(seed)).run(steps);
    }
  }

  private static final class History {
    private final SegmentPool pool;
    private final Random random;
    private final List<Held> held = new ArrayList<>();
    private final List<SegmentPool.Reservation> reservations = new ArrayList<>();
    private long leased;
    private long reserved;
    private byte nextMark;

    History(SegmentPool pool, Random random) {
      this.pool = pool;
      this.random = random;
    }

    void run(int steps) {
      for (int i = 0; i < steps; i++) {
        switch (random.nextInt(10)) {
          case 0, 1, 2, 3 -> lease();
          case 4 -> derive();
          case 5 -> reserve();
          case 6 -> resize();
          default -> close();
        }
        check();
      }
      while (!held.isEmpty()) {
        close();
      }
      reservations.forEach(SegmentPool.Reservation::close);
      assertEquals(0, pool.statistics().leasedBytes());
      assertEquals(0, pool.statistics().reservedBytes());
      pool.trim();
      assertEquals(0, pool.statistics().committedBytes());
      try (SegmentLease all = pool.lease(LIMIT)) {
        assertEquals(LIMIT, all.lengthBytes());
      }
    }

    private void lease() {
      long length = (long) Math.scalb(0.75 * random.nextDouble(), random.nextInt(10, 26));
      long weight = SizeClasses.weightBytes(length);
      Optional<SegmentLease> lease = pool.tryLease(length);
      if (leased + reserved + weight > LIMIT) {
        assertFalse(lease.isPresent(), "the limit is hard");
      }
      if (leased == 0 && reserved + weight <= LIMIT) {
        assertTrue(lease.isPresent(), "idle memory makes room");
      }
      lease.ifPresent(l -> {
        assertEquals(length, l.segment().byteSize());
        leased += weight;
        hold(l, new Memory(weight), ++nextMark);
      });
    }

    private void hold(SegmentLease lease, Memory memory, byte mark) {
      lease.segment().fill(mark);
      held.add(new Held(lease, memory, mark));
    }

    private void derive() {
      if (held.isEmpty()) {
        return;
      }
      Held parent = held.get(random.nextInt(held.size()));
      long length = parent.lease().lengthBytes();
      long from = length == 0 ? 0 : random.nextLong(length);
      long part = length == 0 ? 0 : random.nextLong(length - from);
      SegmentLease child =
          random.nextBoolean() ? parent.lease().share() : parent.lease().slice(from, part);
      parent.memory().holders++;
      held.add(new Held(child, parent.memory(), parent.mark()));
    }

    private void reserve() {
      long bytes = random.nextLong(LIMIT / 4);
      Optional<SegmentPool.Reservation> reservation = pool.tryReserve(bytes);
      if (leased + reserved + bytes > LIMIT) {
        assertFalse(reservation.isPresent(), "the limit is hard");
      }
      if (leased == 0 && reserved + bytes <= LIMIT) {
        assertTrue(reservation.isPresent(), "idle memory makes room");
      }
      reservation.ifPresent(r -> {
        reservations.add(r);
        reserved += bytes;
      });
    }

    private void resize() {
      if (reservations.isEmpty()) {
        return;
      }
      SegmentPool.Reservation some = reservations.get(random.nextInt(reservations.size()));
      long before = some.lengthBytes();
      long bytes = random.nextLong(LIMIT / 4);
      if (some.tryResize(bytes)) {
        reserved += bytes - before;
      } else {
        assertTrue(bytes > before, "shrinking never fails");
        assertEquals(before, some.lengthBytes());
      }
    }

    private void close() {
      if (held.isEmpty()) {
        return;
      }
      Held last = held.remove(random.nextInt(held.size()));
      whole(last);
      last.lease().close();
      if (--last.memory().holders == 0) {
        leased -= last.memory().weight;
      }
    }

    private void check() {
      SegmentPool.Statistics now = pool.statistics();
      assertTrue(now.committedBytes() <= LIMIT);
      assertTrue(now.peakBytes() <= LIMIT);
      assertTrue(leased + reserved <= now.committedBytes());
      assertEquals(reserved, now.reservedBytes());
      // reused regions may be a quarter larger than asked for
      assertTrue(leased <= now.leasedBytes() && now.leasedBytes() <= leased + leased / 4);
      held.forEach(History::ends);
    }

    private static void ends(Held each) {
      MemorySegment segment = each.lease().segment();
      if (segment.byteSize() > 0) {
        assertEquals(each.mark(), segment.get(ValueLayout.JAVA_BYTE, 0));
        assertEquals(each.mark(), segment.get(ValueLayout.JAVA_BYTE, segment.byteSize() - 1));
      }
    }

    private static void whole(Held each) {
      ends(each);
      MemorySegment segment = each.lease().segment();
      if (segment.byteSize() > 0) {
        assertEquals(-1, segment.asSlice(1).mismatch(segment.asSlice(0, segment.byteSize() - 1)));
      }
    }
  }
}

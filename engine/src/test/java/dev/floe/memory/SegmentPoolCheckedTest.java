package dev.floe.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SegmentPoolCheckedTest {
  private final SegmentPool pool = SegmentPool.checked(1 << 20, System::nanoTime);

  @Test
  void lateUseOfTheSegmentThrows() {
    SegmentLease lease = pool.lease(100);
    MemorySegment segment = lease.segment();
    segment.set(ValueLayout.JAVA_BYTE, 99, (byte) 1);
    lease.close();
    assertThrows(IllegalStateException.class, () -> segment.get(ValueLayout.JAVA_BYTE, 0));
    assertThrows(IllegalStateException.class, lease::segment);
    assertThrows(IllegalStateException.class, lease::share);
    pool.close();
  }

  @Test
  void aSliceEndsWithItsOwnLease() {
    SegmentLease whole = pool.lease(100);
    whole.segment().set(ValueLayout.JAVA_BYTE, 10, (byte) 7);
    SegmentLease part = whole.slice(10, 20);
    SegmentLease same = whole.share();
    MemorySegment wholeSegment = whole.segment();
    whole.close();
    assertThrows(IllegalStateException.class, () -> wholeSegment.get(ValueLayout.JAVA_BYTE, 10));
    assertEquals(7, part.segment().get(ValueLayout.JAVA_BYTE, 0));
    assertEquals(7, same.segment().get(ValueLayout.JAVA_BYTE, 10));
    part.close();
    same.close();
    assertEquals(0, pool.statistics().leasedBytes());
    pool.close();
  }

  @Test
  void closingTwiceThrowsAndSaysWhereTheLeaseWasMadeAndClosed() {
    SegmentLease lease = pool.lease(1);
    lease.close();
    IllegalStateException twice = assertThrows(IllegalStateException.class, lease::close);
    assertEquals(2, twice.getSuppressed().length);
    assertTrue(mentionsThisTest(twice.getSuppressed()[0]));
    pool.close();
  }

  @Test
  void closingThePoolReportsEveryLeakWithItsStack() {
    SegmentLease leaked = pool.lease(1);
    SegmentLease slice = leaked.slice(0, 1);
    leaked.close();
    SegmentPool.Reservation reserved = pool.reserve(10);
    IllegalStateException report = assertThrows(IllegalStateException.class, pool::close);
    assertTrue(report.getMessage().contains("2 leases or reservations"), report.getMessage());
    assertEquals(2, report.getSuppressed().length);
    assertTrue(Arrays.stream(report.getSuppressed()).allMatch(this::mentionsThisTest));
    assertThrows(IllegalStateException.class, () -> slice.segment().get(ValueLayout.JAVA_BYTE, 0));
    slice.close();
    reserved.close();
  }

  @Test
  void newMemoryIsNotZero() {
    try (SegmentLease lease = pool.lease(2)) {
      assertEquals(LeaseChecks.UNWRITTEN, lease.segment().get(ValueLayout.JAVA_BYTE, 1));
    }
    pool.close();
  }

  @Test
  void releasedMemoryIsPoisonedAndLateWritesToItAreNoticed() {
    SegmentLease lease = pool.lease(64);
    MemorySegment stray = unscoped(lease.segment());
    lease.close();
    assertEquals(LeaseChecks.POISON, stray.get(ValueLayout.JAVA_BYTE, 63));
    stray.set(ValueLayout.JAVA_BYTE, 63, (byte) 0);
    IllegalStateException report = assertThrows(IllegalStateException.class, pool::close);
    assertTrue(report.getMessage().contains("1 blocks of memory written"), report.getMessage());
    assertTrue(mentionsThisTest(report.getSuppressed()[0]));
  }

  /// What native code keeps of a segment: its address.
  @SuppressWarnings("restricted")
  private static MemorySegment unscoped(MemorySegment segment) {
    return MemorySegment.ofAddress(segment.address()).reinterpret(segment.byteSize());
  }

  @Test
  void adoptedMemoryEndsWithItsLastLease() {
    AtomicInteger released = new AtomicInteger();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment foreign = arena.allocate(8).fill((byte) 3);
      SegmentLease lease = pool.adopt(foreign, released::incrementAndGet);
      SegmentLease part = lease.slice(4, 4);
      lease.close();
      assertEquals(0, released.get());
      assertEquals(3, part.segment().get(ValueLayout.JAVA_BYTE, 0));
      part.close();
      assertEquals(1, released.get());
      assertThrows(IllegalStateException.class, part::close);
      assertEquals(1, released.get());
      assertEquals(3, foreign.get(ValueLayout.JAVA_BYTE, 0), "not ours to poison");
    }
    pool.close();
  }

  private boolean mentionsThisTest(Throwable stack) {
    return Arrays.stream(stack.getStackTrace())
        .anyMatch(frame -> frame.getClassName().equals(getClass().getName()));
  }
}

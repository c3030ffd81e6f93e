package dev.floe.fuzz.lincheck;

import dev.floe.memory.SegmentLease;
import dev.floe.memory.SegmentPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;

/// Leases of a pool that has room for one large one at a time: nobody sees the marks of another in
/// memory that is leased, whoever waits is served, and in the end everything is back.
public class PoolLeases {
  private static final long LIMIT = 64 << 10;
  private static final long SMALL = 1 << 10;
  private static final long LARGE = 48 << 10;
  private static final Duration FOR_EVER = Duration.ofDays(300);

  private final SegmentPool pool = new SegmentPool(SegmentPool.Options.limitedTo(LIMIT), () -> 0);
  private final AtomicInteger marks = new AtomicInteger();

  /// A pool of which nothing is leased.
  public PoolLeases() {}

  /// Waits for a small lease and gives it back.
  @Operation
  public void small() {
    use(pool.lease(SMALL, FOR_EVER));
  }

  /// Waits for a large lease and gives it back.
  @Operation
  public void large() {
    use(pool.lease(LARGE, FOR_EVER));
  }

  /// Takes a small lease if it is to be had at once.
  @Operation
  public void attempt() {
    pool.tryLease(SMALL).ifPresent(this::use);
  }

  private void use(SegmentLease lease) {
    int mark = marks.incrementAndGet();
    MemorySegment segment = lease.segment();
    segment.set(ValueLayout.JAVA_INT, 0, mark);
    marks.get(); // others may run here
    int found = segment.get(ValueLayout.JAVA_INT, 0);
    lease.close();
    if (found != mark) {
      throw new IllegalStateException("mark " + mark + ", found that of lease " + found);
    }
  }

  /// Nothing is leased, and the limit holds.
  @Validate
  public void everythingIsBack() {
    SegmentPool.Statistics now = pool.statistics();
    if (now.leasedBytes() != 0 || now.peakBytes() > LIMIT) {
      throw new IllegalStateException(now.toString());
    }
  }
}

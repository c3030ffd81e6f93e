package dev.floe.fuzz.lincheck;

import dev.floe.memory.SegmentPool;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;

/// Shares of the pool's limit: granted exactly while there is room, in some order of the callers.
@Param(name = "share", gen = IntGen.class, conf = "1:3")
public class PoolReservations {
  private static final long UNIT = 256 << 10;
  private static final long LIMIT = 4 * UNIT;

  private final SegmentPool pool = new SegmentPool(SegmentPool.Options.limitedTo(LIMIT), () -> 0);
  private final SegmentPool.Reservation first = pool.reserve(UNIT);
  private final SegmentPool.Reservation second = pool.reserve(0);

  /// A pool with two shares that are resized.
  public PoolReservations() {}

  /// Whether the first share could be made that large.
  @Operation(nonParallelGroup = "first")
  public boolean resizeFirst(@Param(name = "share") int units) {
    return first.tryResize(units * UNIT);
  }

  /// Whether the second share could be made that large.
  @Operation(nonParallelGroup = "second")
  public boolean resizeSecond(@Param(name = "share") int units) {
    return second.tryResize(units * UNIT);
  }

  /// The limit holds, and nothing is counted that is not there.
  @Validate
  public void limit() {
    SegmentPool.Statistics now = pool.statistics();
    if (now.reservedBytes() != first.lengthBytes() + second.lengthBytes()
        || now.committedBytes() > LIMIT) {
      throw new IllegalStateException(now.toString());
    }
  }
}

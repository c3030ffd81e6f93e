package dev.floe.bench.soak;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Times at which work is due, one after another at equal distances, until it is over. For one
/// thread.
final class Pace {
  private final long intervalNanos;
  private final boolean catchesUp;
  private final BooleanSupplier over;
  private long dueNanos;

  /// @param catchesUp whether what was not done in time is done at once, all of it, or left out
  /// @param over whether there is nothing more to do
  Pace(double perSecond, boolean catchesUp, BooleanSupplier over) {
    this.intervalNanos = Math.round(1e9 / perSecond);
    this.catchesUp = catchesUp;
    this.over = over;
    this.dueNanos = System.nanoTime();
  }

  /// Waits for the next time.
  ///
  /// @return false if it is over
  boolean await() {
    long now = System.nanoTime();
    long next = dueNanos + intervalNanos;
    dueNanos = catchesUp || next - now > 0 ? next : now;
    while (dueNanos - now > 0 && !over.getAsBoolean()) {
      LockSupport.parkNanos(Math.min(dueNanos - now, 200_000_000));
      now = System.nanoTime();
    }
    return !over.getAsBoolean();
  }

  /// When the work was due that is now to be done.
  long dueNanos() {
    return dueNanos;
  }
}

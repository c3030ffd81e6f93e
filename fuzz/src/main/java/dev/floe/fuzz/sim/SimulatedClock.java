package dev.floe.fuzz.sim;

import java.time.Instant;
import java.util.random.RandomGenerator;

/// What the clock of a machine shows: the time, shifted, and set anew now and then. It is never
/// more than half of what clocks may differ by away from the time.
///
/// @param skewNanos the shift
/// @param stepNanos by how much it is set back or forth each time
/// @param everyNanos how often it is set; 0 for never
record SimulatedClock(long skewNanos, long stepNanos, long everyNanos) {
  /// So far may the clocks of two machines be apart: ten minutes, of which a second is left for
  /// what is under way.
  static final long MOST_APART_NANOS = 599_000_000_000L;

  static final SimulatedClock EXACT = new SimulatedClock(0, 0, 0);

  /// A clock that may be wrong as much as clocks may be.
  static SimulatedClock wrong(RandomGenerator chance) {
    long most = MOST_APART_NANOS / 2;
    long skew = chance.nextLong(-most, most + 1);
    long step = chance.nextLong(most - Math.abs(skew) + 1);
    return new SimulatedClock(
        skew, chance.nextBoolean() ? step : -step, chance.nextLong(1, 60) * 1_000_000_000L);
  }

  Instant at(long nowNanos) {
    boolean stepped = everyNanos > 0 && nowNanos / everyNanos % 2 == 1;
    return SimulatedProcess.EPOCH.plusNanos(nowNanos + skewNanos + (stepped ? stepNanos : 0));
  }
}

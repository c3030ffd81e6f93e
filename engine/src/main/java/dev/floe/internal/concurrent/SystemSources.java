package dev.floe.internal.concurrent;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Time and randomness as the system gives them: the only class that asks it. Everything else takes
/// them as parameters, so that a simulation can stand in for them.
public final class SystemSources {
  private static final SecureRandom RANDOM = new SecureRandom();

  private SystemSources() {}

  /// The time of day.
  public static InstantSource clock() {
    return InstantSource.system();
  }

  /// A monotonic clock in nanoseconds, for deadlines and durations.
  public static LongSupplier nanoClock() {
    return System::nanoTime;
  }

  /// Unpredictable numbers for ids and jitter; any thread may draw.
  public static RandomGenerator random() {
    return RANDOM;
  }
}

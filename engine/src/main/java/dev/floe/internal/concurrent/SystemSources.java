package dev.floe.internal.concurrent;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Time and randomness as the system gives them: the only class that asks it. Everything else takes
/// them as parameters, so that a simulation can stand in for them.
public final class SystemSources {
  private static final RandomGenerator RANDOM = new DrawnAhead(new SecureRandom());

  private SystemSources() {}

  /// All of them, with a new virtual thread for every piece of work.
  public static Sources all() {
    return new Sources(
        clock(),
        nanoClock(),
        Sleeper.parking(nanoClock()),
        random(),
        work -> Thread.ofVirtual().name("floe").start(work));
  }

  /// The time of day in whole microseconds, the resolution of the format.
  public static InstantSource clock() {
    return () -> Instant.now().truncatedTo(ChronoUnit.MICROS);
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

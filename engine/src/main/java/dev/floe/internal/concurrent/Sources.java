package dev.floe.internal.concurrent;

import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// What the engine would otherwise ask the system for: time, chance, and threads. Every part may be
/// used from any thread.
///
/// @param clock the time of day, in whole microseconds
/// @param nanoClock a monotonic clock in nanoseconds, for deadlines and durations
/// @param sleeper waits on `nanoClock`
/// @param random ids and jitter
/// @param executor runs work that may block, each piece on a thread of its own
public record Sources(
    InstantSource clock,
    LongSupplier nanoClock,
    Sleeper sleeper,
    RandomGenerator random,
    Executor executor) {
  public Sources {
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(nanoClock, "nanoClock");
    Objects.requireNonNull(sleeper, "sleeper");
    Objects.requireNonNull(random, "random");
    Objects.requireNonNull(executor, "executor");
  }
}

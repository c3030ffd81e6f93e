package dev.floe.io.internal.http;

import dev.floe.internal.concurrent.Sources;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/// Time that passes when the test says so.
final class ManualTime implements Ticks {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final AtomicLong nanos = new AtomicLong();
  private volatile BooleanSupplier tick = () -> false;

  Sources sources() {
    return new Sources(
        () -> START.plusNanos(nanos.get()),
        nanos::get,
        _ -> {
          throw new AssertionError("nobody sleeps here");
        },
        new Random(7),
        work -> Thread.ofVirtual().start(work));
  }

  void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
    tick.getAsBoolean();
  }

  @Override
  public void start(BooleanSupplier newTick) {
    this.tick = newTick;
  }

  @Override
  public void wake() {}
}

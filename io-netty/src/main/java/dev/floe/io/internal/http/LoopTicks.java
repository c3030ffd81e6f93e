package dev.floe.io.internal.http;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/// Ticks of an event loop, every 10 ms while they are wanted.
final class LoopTicks implements Ticks {
  private static final long PERIOD_MILLIS = 10;

  private final EventLoop loop;
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile BooleanSupplier tick = () -> false;

  LoopTicks(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public void start(BooleanSupplier newTick) {
    this.tick = newTick;
  }

  @Override
  public void wake() {
    if (!running.get() && running.compareAndSet(false, true)) {
      schedule();
    }
  }

  private void schedule() {
    if (!loop.isShuttingDown()) {
      loop.schedule(this::run, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void run() {
    if (tick.getAsBoolean()) {
      schedule();
    } else {
      running.set(false);
      if (tick.getAsBoolean()) { // something came between the look and the stop
        wake();
      }
    }
  }
}

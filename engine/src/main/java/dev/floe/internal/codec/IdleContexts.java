package dev.floe.internal.codec;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Supplier;

/// A few idle native contexts. One that is taken belongs to the taker until it is given back; one
/// that is given back when enough are idle, or after the close, is freed.
final class IdleContexts<C extends AutoCloseable> implements AutoCloseable {
  private final ArrayBlockingQueue<C> idle;
  private final Supplier<C> maker;
  private volatile boolean closed;

  IdleContexts(int maxIdle, Supplier<C> maker) {
    this.idle = new ArrayBlockingQueue<>(Math.max(1, maxIdle));
    this.maker = maker;
  }

  C take() {
    C context = idle.poll();
    return context != null ? context : maker.get();
  }

  void give(C context) {
    if (closed || !idle.offer(context)) {
      free(context);
    } else if (closed) {
      close();
    }
  }

  @Override
  public void close() {
    closed = true;
    for (C context = idle.poll(); context != null; context = idle.poll()) {
      free(context);
    }
  }

  private void free(C context) {
    try {
      context.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}

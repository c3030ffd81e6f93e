package dev.floe.internal.backend;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// A piece of blocking file work as a future. An executor runs it, unless somebody who waits for
/// the result takes it over first: handing work to another thread and back costs more than most of
/// the work here.
///
/// Once the work has begun nobody completes the future but the work itself, at its end, so that no
/// result, time-out or cancellation is delivered while bytes still move. Before that a cancellation
/// keeps it from beginning.
final class LocalOperation<T> extends CompletableFuture<T> implements Runnable {
  private final AtomicBoolean begun = new AtomicBoolean();
  private Supplier<T> work;

  private LocalOperation(Supplier<T> work) {
    this.work = work;
  }

  /// Work that `executor` will do, or whoever waits for it.
  static <T> CompletableFuture<T> start(Executor executor, Supplier<T> work) {
    LocalOperation<T> operation = new LocalOperation<>(work);
    executor.execute(operation);
    return operation;
  }

  @Override
  public void run() {
    if (!begun.compareAndSet(false, true)) {
      return;
    }
    Supplier<T> mine = work;
    work = null;
    try {
      super.complete(mine.get());
    } catch (Throwable e) {
      super.completeExceptionally(e);
    }
  }

  /// Interrupted threads leave the work to the executor: an interrupt would close their files.
  private void assist() {
    if (!begun.get() && !Thread.currentThread().isInterrupted()) {
      run();
    }
  }

  @Override
  public T join() {
    assist();
    return super.join();
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    assist();
    return super.get();
  }

  @Override
  public boolean complete(T value) {
    return begun.compareAndSet(false, true) && super.complete(value);
  }

  @Override
  public boolean completeExceptionally(Throwable problem) {
    return begun.compareAndSet(false, true) && super.completeExceptionally(problem);
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    return begun.compareAndSet(false, true) && super.cancel(mayInterruptIfRunning) || isCancelled();
  }

  @Override
  public void obtrudeValue(T value) {
    throw new UnsupportedOperationException("the outcome of a storage operation stands");
  }

  @Override
  public void obtrudeException(Throwable problem) {
    throw new UnsupportedOperationException("the outcome of a storage operation stands");
  }
}

package dev.floe.io.internal.reads;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// The future of an operation that has begun and holds the caller's memory: only its own end
/// completes it. Who cancels it asks the operation to end, and so does who completes it with a
/// failure, as `orTimeout` does: it ends, cancelled, when the caller's memory is free.
public final class BegunOperation<T> extends CompletableFuture<T> {
  private final Runnable cancel;

  private BegunOperation(Runnable cancel) {
    this.cancel = cancel;
  }

  /// @param end how the operation ends
  /// @param cancel asks it to
  public static <T> CompletableFuture<T> of(CompletableFuture<T> end, Runnable cancel) {
    BegunOperation<T> future = new BegunOperation<>(cancel);
    end.whenComplete(future::settle);
    return future;
  }

  /// The failure of a stage without what stages wrap it in.
  static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private void settle(T result, Throwable failure) {
    switch (cause(failure)) {
      case null -> super.complete(result);
      case CancellationException _ -> super.cancel(false);
      case Throwable other -> super.completeExceptionally(other);
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    if (!isDone()) {
      cancel.run();
    }
    return false;
  }

  @Override
  public boolean complete(T value) {
    return false;
  }

  @Override
  public boolean completeExceptionally(Throwable failure) {
    return !isDone() && cancel(false);
  }
}

package dev.floe.io.internal.s3;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// The end of an operation that has begun and that nobody outside can end sooner: memory of the
/// caller's is borrowed until then. Who cancels it asks the operation to end.
final class BegunFuture<T> extends CompletableFuture<T> {
  private final Runnable cancel;

  private BegunFuture(Runnable cancel) {
    this.cancel = cancel;
  }

  static <T> CompletableFuture<T> of(CompletableFuture<T> operation, Runnable cancel) {
    BegunFuture<T> future = new BegunFuture<>(cancel);
    operation.whenComplete(future::end);
    return future;
  }

  private void end(T result, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause == null) {
      super.complete(result);
    } else if (cause instanceof CancellationException) {
      super.cancel(false);
    } else {
      super.completeExceptionally(cause);
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
    return false;
  }
}

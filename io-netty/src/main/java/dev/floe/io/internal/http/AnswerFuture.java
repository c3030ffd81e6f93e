package dev.floe.io.internal.http;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// What a caller holds. Whoever cancels it, or fails it from outside (a time-out of the caller's),
/// asks the call to end; the future completes when the call has.
final class AnswerFuture extends CompletableFuture<HttpAnswer> {
  private Consumer<Throwable> abandon = _ -> {};

  /// Says whom to ask; once, before anybody else sees the future.
  void onAbandoned(Consumer<Throwable> newAbandon) {
    this.abandon = newAbandon;
  }

  /// The call has ended.
  void settle(HttpAnswer answer, Throwable failure) {
    if (failure instanceof CancellationException) {
      super.cancel(false);
    } else if (failure != null) {
      super.completeExceptionally(failure);
    } else {
      super.complete(answer);
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    return abandoned(new CancellationException());
  }

  @Override
  public boolean completeExceptionally(Throwable failure) {
    return abandoned(failure);
  }

  private boolean abandoned(Throwable failure) {
    if (isDone()) {
      return false;
    }
    abandon.accept(failure);
    return true;
  }
}

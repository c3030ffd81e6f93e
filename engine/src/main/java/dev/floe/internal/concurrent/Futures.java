package dev.floe.internal.concurrent;

import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.InternalException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/// Waiting for futures so that the caller sees the failure itself and not its wrapping.
public final class Futures {
  private Futures() {}

  /// The result of a future. A failure of the family is thrown as it is; an interrupt is passed on
  /// and the future is left to finish.
  public static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw failure(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InternalException(ErrorKind.CONCURRENCY, "interrupted while waiting", e);
    }
  }

  /// The failure of a stage as one of the family.
  public static IcechunkException failure(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof IcechunkException known
        ? known
        : new InternalException(ErrorKind.UNKNOWN, "unexpected failure: " + cause, cause);
  }
}

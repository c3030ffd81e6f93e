package dev.floe.io.internal.remote;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.storage.DeleteResult;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Deletes keys one by one, a bounded number at once, for stores without a request for many.
final class RemoteDeletion {
  private static final int MOST_AT_ONCE = 32;

  private final RemoteStore store;
  private final Iterator<String> keys;
  private final int lanes;
  private final AtomicInteger lanesLeft;
  private final Map<String, DeleteResult> results = new ConcurrentHashMap<>();
  private final CompletableFuture<Map<String, DeleteResult>> done = new CompletableFuture<>();

  RemoteDeletion(RemoteStore store, Collection<String> keys) {
    this.store = store;
    this.keys = keys.iterator();
    this.lanes = Math.max(1, Math.min(MOST_AT_ONCE, keys.size()));
    this.lanesLeft = new AtomicInteger(lanes);
  }

  CompletableFuture<Map<String, DeleteResult>> run() {
    for (int i = 0; i < lanes; i++) {
      lane();
    }
    return done;
  }

  /// Deletes until no key is left. Answers that are there at once are taken in a loop, so that the
  /// stack does not grow with the keys.
  private void lane() {
    for (String key = next(); key != null; key = next()) {
      String current = key;
      CompletableFuture<Void> one =
          store
              .delete(key)
              .handle((result, failure) -> {
                results.put(current, failure == null ? result : failed(current, failure));
                return null;
              });
      if (!one.isDone()) {
        one.thenRun(this::lane);
        return;
      }
    }
    if (lanesLeft.decrementAndGet() == 0) {
      done.complete(results);
    }
  }

  private synchronized String next() {
    return keys.hasNext() ? keys.next() : null;
  }

  private DeleteResult failed(String key, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return new DeleteResult.Failed(
        cause instanceof StorageException known
            ? known
            : new StorageException(
                ErrorKind.OBJECT_STORE, key, "delete " + store.url(key) + ": " + cause, cause));
  }
}

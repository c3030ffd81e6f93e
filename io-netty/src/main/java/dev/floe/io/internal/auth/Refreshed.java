package dev.floe.io.internal.auth;

import dev.floe.internal.concurrent.Sources;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/// A value that expires and is fetched anew in time, by one fetch at once however many ask.
///
/// ```
/// fetched ──────────── fresh ────────────┬──── ahead ────┬ expired
///          answered at once              │ answered at   │ who asks waits
///                                        │ once, fetched │
/// ```
///
/// A fetch that fails while the value is good is forgotten, and the next to ask starts another; one
/// that fails when there is nothing good fails all who wait. Any thread may ask; the fetch runs on
/// the executor and may block.
///
/// @param <T> what is fetched
public final class Refreshed<T> {
  private final Supplier<T> fetch;
  private final Function<T, Optional<Instant>> expiry;
  private final Duration ahead;
  private final Sources sources;
  private T value;
  private CompletableFuture<T> underWay;

  /// @param fetch gets a new value
  /// @param expiry until when a value is good
  /// @param ahead how long before that a new one is fetched
  public Refreshed(
      Supplier<T> fetch, Function<T, Optional<Instant>> expiry, Duration ahead, Sources sources) {
    this.fetch = fetch;
    this.expiry = expiry;
    this.ahead = ahead;
    this.sources = sources;
  }

  /// A good value.
  public CompletableFuture<T> current() {
    CompletableFuture<T> started = null;
    CompletableFuture<T> answer;
    synchronized (this) {
      Instant now = sources.clock().instant();
      boolean good = value != null && expiresAfter(now);
      if (good && expiresAfter(now.plus(ahead))) {
        return CompletableFuture.completedFuture(value);
      }
      if (underWay == null) {
        started = new CompletableFuture<>();
        underWay = started;
      }
      answer = good ? CompletableFuture.completedFuture(value) : underWay.copy();
    }
    if (started != null) {
      CompletableFuture<T> mine = started;
      sources.executor().execute(() -> run(mine));
    }
    return answer;
  }

  /// Somebody found that the value is not good after all: the next who asks waits for another.
  public synchronized void forget() {
    value = null;
  }

  private boolean expiresAfter(Instant time) {
    return expiry.apply(value).map(end -> end.isAfter(time)).orElse(true);
  }

  private void run(CompletableFuture<T> mine) {
    T fetched = null;
    Throwable failure = null;
    try {
      fetched = fetch.get();
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    synchronized (this) {
      underWay = null;
      if (failure == null) {
        value = fetched;
      }
    }
    if (failure == null) {
      mine.complete(fetched);
    } else {
      mine.completeExceptionally(failure);
    }
  }
}

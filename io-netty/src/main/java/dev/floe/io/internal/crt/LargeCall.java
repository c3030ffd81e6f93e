package dev.floe.io.internal.crt;

import dev.floe.error.StorageException;
import dev.floe.internal.concurrent.Sources;
import dev.floe.io.S3Credentials.Keys;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.http.HttpCall;
import dev.floe.io.internal.http.HttpClient;
import dev.floe.io.internal.reads.BegunOperation;
import dev.floe.jfr.HttpAttempt;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/// One part of a read: by the native client, and where that does not bring it whole, by the client
/// below, which begins when the native side has finished.
final class LargeCall {
  private static final Duration LEAST = Duration.ofMillis(1);

  private final CrtEngine engine;
  private final HttpClient below;
  private final HttpCall call;
  private final CrtSetup setup;
  private final Sources sources;
  private final long startNanos;
  private boolean cancelled;
  private CrtRead read;
  private CompletableFuture<HttpAnswer> again;

  LargeCall(CrtEngine engine, HttpClient below, HttpCall call, CrtSetup setup, Sources sources) {
    this.engine = engine;
    this.below = below;
    this.call = call;
    this.setup = setup;
    this.sources = sources;
    this.startNanos = sources.nanoClock().getAsLong();
  }

  CompletableFuture<HttpAnswer> run() {
    CompletableFuture<HttpAnswer> end =
        setup
            .signing()
            .keys()
            .thenComposeAsync(this::begin, sources.executor()) // not on a native thread
            .handle(this::next)
            .thenCompose(Function.identity());
    return BegunOperation.of(end, this::cancel);
  }

  private CompletableFuture<HttpAnswer> begin(Optional<Keys> keys) {
    String host = setup.origin() + " (crt)";
    CrtRead mine =
        new CrtRead(
            call.plan(),
            first(call.request().headers().first("Range").orElseThrow()),
            sources.executor(),
            sources.nanoClock(),
            HttpAttempt.started(host, call.subject(), 1, false));
    synchronized (this) {
      if (cancelled) {
        return CompletableFuture.failedFuture(new CancellationException());
      }
      read = mine;
    }
    engine.begin(mine, call.request(), keys);
    return mine.end();
  }

  /// The offset in `bytes=offset-last`.
  private static long first(String range) {
    return Long.parseLong(range, range.indexOf('=') + 1, range.indexOf('-'), 10);
  }

  private CompletableFuture<HttpAnswer> next(HttpAnswer answer, Throwable failure) {
    if (failure == null) {
      return CompletableFuture.completedFuture(answer);
    }
    Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
    synchronized (this) {
      if (cancelled) {
        return CompletableFuture.failedFuture(new CancellationException());
      }
    }
    boolean mayPass =
        cause instanceof CrtRead.Missed
            || cause instanceof StorageException storage && storage.retryable();
    return mayPass ? once() : CompletableFuture.failedFuture(cause);
  }

  private CompletableFuture<HttpAnswer> once() {
    Duration limit = call.deadline().orElse(setup.http().timeouts().operation());
    Duration left = limit.minusNanos(sources.nanoClock().getAsLong() - startNanos);
    CompletableFuture<HttpAnswer> second =
        below.send(
            new HttpCall(
                call.request(),
                call.signer(),
                call.plan(),
                call.repetition(),
                call.subject(),
                Optional.of(left.compareTo(LEAST) < 0 ? LEAST : left)));
    boolean tooLate;
    synchronized (this) {
      again = second;
      tooLate = cancelled;
    }
    if (tooLate) {
      second.cancel(true);
    }
    return second.thenApply(answer ->
        new HttpAnswer(
            answer.head(), answer.document(), answer.landedBytes(), answer.attempts() + 1));
  }

  private void cancel() {
    CrtRead running;
    CompletableFuture<HttpAnswer> second;
    synchronized (this) {
      cancelled = true;
      running = read;
      second = again;
    }
    if (running != null) {
      running.cancel();
    }
    if (second != null) {
      second.cancel(true);
    }
  }
}

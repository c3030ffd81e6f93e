package dev.floe.io.internal.s3;

import dev.floe.format.ByteRange;
import dev.floe.internal.backend.SharedSegments;
import dev.floe.internal.backend.SourceGuard;
import dev.floe.io.internal.s3.S3Client.Answered;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Target;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;

/// Reads of objects and parts of them.
final class S3Reads {
  private final S3Client client;
  private final S3Requests requests;
  private final S3Heads heads;

  S3Reads(S3Client client, S3Requests requests, S3Heads heads) {
    this.client = client;
    this.requests = requests;
    this.heads = heads;
  }

  /// A read that was asked for.
  ///
  /// @param whole the object's key in the bucket
  /// @param key its key in the storage
  record Asked(String whole, String key, GetOptions options, Target target) {
    /// Fails unless the object is as the guard says.
    void checkGuard(String location, ObjectVersion version, Instant time) {
      options
          .guard()
          .ifPresent(
              guard -> SourceGuard.check(guard, location, version.etag().orElseThrow(), time));
    }
  }

  /// Reads; whoever cancels the future closes its connections, and it ends when they are closed.
  CompletableFuture<GetResult> get(Asked asked) {
    if (ContentRange.isEmpty(asked.options.range())) {
      return byHead(asked);
    }
    AtomicReference<S3Read> running = new AtomicReference<>();
    CompletableFuture<GetResult> end =
        run(asked, running).thenCompose(outcome -> after(asked, outcome, running));
    return BegunFuture.of(end, () -> running.get().cancel());
  }

  private CompletableFuture<S3Read.Outcome> run(Asked asked, AtomicReference<S3Read> running) {
    S3Read read = new S3Read(client, requests, heads, asked);
    running.set(read);
    return read.run();
  }

  private CompletableFuture<GetResult> after(
      Asked asked, S3Read.Outcome outcome, AtomicReference<S3Read> running) {
    return switch (outcome) {
      case S3Read.Outcome.Result(var result) -> CompletableFuture.completedFuture(result);
      case S3Read.Outcome.OutOfRange _ -> byHead(asked);
      case S3Read.Outcome.Refused(Answered answered) ->
          client.learn(answered.answer().head(), answered.failure())
              ? run(asked, running).thenApply(again -> result(asked, again))
              : CompletableFuture.failedFuture(client.failure("get", asked.whole, answered));
    };
  }

  private GetResult result(Asked asked, S3Read.Outcome outcome) {
    return switch (outcome) {
      case S3Read.Outcome.Result(var result) -> result;
      case S3Read.Outcome.OutOfRange _ ->
          throw client.strange("get", asked.whole, "a range that is outside");
      case S3Read.Outcome.Refused(Answered answered) ->
          throw client.failure("get", asked.whole, answered);
    };
  }

  /// A read of no bytes, or of bytes that are not there, which a request cannot tell from others.
  private CompletableFuture<GetResult> byHead(Asked asked) {
    return heads
        .head(asked.whole, asked.key)
        .thenApply(found ->
            found.<GetResult>map(info -> empty(asked, info)).orElse(new GetResult.Missing()));
  }

  private GetResult empty(Asked asked, ObjectInfo info) {
    ObjectVersion version = info.version().orElseThrow();
    String location = requests.place().url(asked.whole);
    asked.checkGuard(location, version, info.lastModified());
    if (asked.options.unlessVersion().filter(version::equals).isPresent()) {
      return new GetResult.Unchanged();
    }
    ByteRange range = asked.options.range();
    long length = range.end(info.sizeBytes()) - range.start(info.sizeBytes());
    if (length > 0) {
      throw client.strange("get", asked.whole, "416 for bytes that are there");
    }
    SharedSegments.destination(asked.key, asked.target.segment(0), 0);
    return new GetResult.Modified(version, 0, info.sizeBytes());
  }

  /// The cause of a failed stage.
  static Throwable cause(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }
}

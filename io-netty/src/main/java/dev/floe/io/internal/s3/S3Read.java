package dev.floe.io.internal.s3;

import dev.floe.config.StorageConcurrencySettings;
import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.format.ByteRange;
import dev.floe.internal.backend.SharedSegments;
import dev.floe.io.internal.http.AnswerHead;
import dev.floe.io.internal.http.BodyPlan;
import dev.floe.io.internal.http.BodyPlan.Landing;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.http.HttpCall.Repetition;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.s3.S3Client.Answered;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Target;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/// One read. A large range is read in parts of nearly one size: when the first has said what there
/// is, the target is asked, and the others follow into their places, of the same version or not at
/// all.
///
/// ```
/// first part ──► head: version, length ──► target ──► body
///                                             ├──► second part (If-Match)
///                                             └──► third part  (If-Match)
/// ```
final class S3Read {
  /// How a read ended that did not fail.
  sealed interface Outcome {
    record Result(GetResult result) implements Outcome {}

    /// The server knows no such bytes.
    record OutOfRange() implements Outcome {}

    record Refused(Answered answered) implements Outcome {}
  }

  private final S3Client client;
  private final S3Requests requests;
  private final S3Heads heads;
  private final S3Reads.Asked asked;
  private final ByteRange firstRange;
  private final List<ByteRange> others = new ArrayList<>();

  private final Object lock = new Object();
  private final List<CompletableFuture<HttpAnswer>> calls = new ArrayList<>();
  private final List<CompletableFuture<Void>> parts = new ArrayList<>();
  private boolean cancelled;
  private GetResult.Modified result;
  private MemorySegment destination;

  S3Read(S3Client client, S3Requests requests, S3Heads heads, S3Reads.Asked asked) {
    this.client = client;
    this.requests = requests;
    this.heads = heads;
    this.asked = asked;
    this.firstRange = split(asked.options().range());
  }

  /// The first part of a range; the others are noted.
  private ByteRange split(ByteRange range) {
    if (!(range instanceof ByteRange.Bounded(long start, long end))) {
      return range;
    }
    StorageConcurrencySettings concurrency = requests.settings().concurrency();
    long size = end - start;
    long ideal = concurrency.idealConcurrentRequestSize();
    long count =
        Math.clamp(
            size / ideal + (size % ideal == 0 ? 0 : 1),
            1,
            concurrency.maxConcurrentRequestsForObject());
    long offset = start;
    ByteRange first = range;
    for (long i = 0; i < count; i++) {
      long next = offset + size / count + (i < size % count ? 1 : 0);
      if (i == 0) {
        first = ByteRange.of(offset, next);
      } else {
        others.add(ByteRange.of(offset, next));
      }
      offset = next;
    }
    return first;
  }

  /// Ends when no part is under way any more.
  CompletableFuture<Outcome> run() {
    Headers condition =
        asked
            .options()
            .unlessVersion()
            .flatMap(EntityTags::condition)
            .map(etag -> Headers.of("If-None-Match", etag))
            .orElse(Headers.NONE);
    CompletableFuture<Outcome> first =
        send(firstRange, condition, this::firstLanding).thenApply(this::outcome);
    return first.handle(this::whenFirstEnded).thenCompose(end -> end);
  }

  private CompletableFuture<Outcome> whenFirstEnded(Outcome outcome, Throwable failure) {
    CompletableFuture<?>[] rest;
    synchronized (lock) {
      rest = parts.toArray(CompletableFuture[]::new);
    }
    if (failure != null) {
      cancel();
      Throwable cause = S3Reads.cause(failure);
      return CompletableFuture.allOf(rest)
          .handle((_, _) -> null)
          .thenCompose(_ -> CompletableFuture.failedFuture(cause));
    }
    return CompletableFuture.allOf(rest).thenApply(_ -> outcome);
  }

  private CompletableFuture<HttpAnswer> send(ByteRange range, Headers condition, BodyPlan plan) {
    HttpRequest get = requests.get(asked.whole());
    Headers fields = condition;
    Optional<String> header = ContentRange.header(range);
    if (header.isPresent()) {
      fields = fields.and("Range", header.get());
    }
    HttpRequest request = get.with(get.headers().overriddenBy(fields));
    synchronized (lock) {
      if (cancelled) {
        return CompletableFuture.failedFuture(new CancellationException());
      }
      CompletableFuture<HttpAnswer> call =
          client.http().send(client.call(request, plan, Repetition.READ, asked.whole()));
      calls.add(call);
      return call;
    }
  }

  /// Closes the connections of all parts.
  void cancel() {
    List<CompletableFuture<HttpAnswer>> running;
    synchronized (lock) {
      cancelled = true;
      running = List.copyOf(calls);
    }
    running.forEach(call -> call.cancel(true));
  }

  private Outcome outcome(HttpAnswer answer) {
    synchronized (lock) {
      if (isSuccess(answer.status())) {
        return new Outcome.Result(result);
      }
    }
    if (answer.status() == 304) {
      return new Outcome.Result(new GetResult.Unchanged());
    }
    if (answer.status() == 416) {
      return new Outcome.OutOfRange();
    }
    Answered answered = new Answered(answer, S3Answers.failure(answer.document()));
    return answered.isAbsent()
        ? new Outcome.Result(new GetResult.Missing())
        : new Outcome.Refused(answered);
  }

  private static boolean isSuccess(int status) {
    return status == 200 || status == 206;
  }

  private Landing firstLanding(AnswerHead head) {
    if (!isSuccess(head.status())) {
      return BodyPlan.DOCUMENT.landing(head);
    }
    ContentRange part = contentRange(head, firstRange);
    ObjectVersion version = heads.version("get", asked.whole(), head);
    if (asked.options().guard().isPresent()) {
      asked.checkGuard(
          requests.place().url(asked.whole()), version, heads.lastModified(asked.whole(), head));
    }
    ByteRange range = asked.options().range();
    long length = range.end(part.objectBytes()) - range.start(part.objectBytes());
    GetResult.Modified found = new GetResult.Modified(version, length, part.objectBytes());
    synchronized (lock) {
      if (destination != null) {
        return again(found, part);
      }
    }
    boolean atOnce = asked.target() instanceof Target.Given && others.isEmpty();
    return atOnce ? ask(found, part) : new Landing.Later(() -> ask(found, part));
  }

  private ContentRange contentRange(AnswerHead head, ByteRange range) {
    return ContentRange.of(head, range)
        .orElseThrow(() ->
            client.strange(
                "get",
                asked.whole(),
                head.status()
                    + " "
                    + head.headers().first("Content-Range").orElse("without a range")
                    + " to "
                    + ContentRange.header(range).orElse("a request for everything")));
  }

  /// Asks the target, and for the other parts.
  private Landing ask(GetResult.Modified found, ContentRange part) {
    MemorySegment given =
        SharedSegments.destination(
            asked.key(), asked.target().segment(found.lengthBytes()), found.lengthBytes());
    synchronized (lock) {
      destination = given;
      result = found;
      long offset = part.lengthBytes();
      for (ByteRange other : others) {
        long length = other.end(found.objectBytes()) - other.start(found.objectBytes());
        parts.add(follow(other, found, given.asSlice(offset, length)));
        offset += length;
      }
    }
    return new Landing.Into(given.asSlice(0, part.lengthBytes()));
  }

  /// The first part is read again. What was read by then may be of another version.
  private Landing again(GetResult.Modified found, ContentRange part) {
    boolean fits =
        others.isEmpty()
            ? found.lengthBytes() == result.lengthBytes()
            : found.version().equals(result.version());
    if (!fits) {
      throw changed();
    }
    result = found;
    return new Landing.Into(destination.asSlice(0, part.lengthBytes()));
  }

  private CompletableFuture<Void> follow(
      ByteRange range, GetResult.Modified found, MemorySegment place) {
    Headers condition =
        EntityTags.condition(found.version())
            .map(etag -> Headers.of("If-Match", etag))
            .orElse(Headers.NONE);
    BodyPlan plan =
        head -> {
          if (!isSuccess(head.status())) {
            return BodyPlan.DOCUMENT.landing(head);
          }
          contentRange(head, range);
          if (!heads.version("get", asked.whole(), head).equals(found.version())) {
            throw changed();
          }
          return new Landing.Into(place);
        };
    return send(range, condition, plan)
        .thenAccept(answer -> {
          if (answer.status() == 412 || answer.status() == 404) {
            throw changed();
          }
          if (!isSuccess(answer.status())) {
            throw client.failures().of("get", asked.whole(), answer);
          }
        });
  }

  private StorageException changed() {
    return new StorageException(
        ErrorKind.OBJECT_STORE,
        asked.whole(),
        "get " + requests.place().url(asked.whole()) + ": the object changed while it was read",
        true,
        null);
  }
}

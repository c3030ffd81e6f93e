package dev.floe.io.internal.reads;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.format.ByteRange;
import dev.floe.format.Checksum;
import dev.floe.internal.backend.SharedSegments;
import dev.floe.internal.backend.SourceGuard;
import dev.floe.io.internal.http.AnswerHead;
import dev.floe.io.internal.http.BodyPlan;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.http.HttpCall;
import dev.floe.io.internal.http.HttpClient;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Target;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/// The reads of one store. Any thread may call; whoever made the client closes it.
public final class ObjectReads {
  private final HttpClient http;
  private final ReadableStore store;
  private final PartSizes parts;

  /// Reads of a store over a client.
  public ObjectReads(HttpClient http, ReadableStore store, PartSizes parts) {
    this.http = http;
    this.store = store;
    this.parts = parts;
  }

  /// Reads as [dev.floe.storage.Storage#get] says.
  public CompletableFuture<GetResult> get(String key, GetOptions options, Target target) {
    if (AnsweredRange.isEmpty(options.range())) {
      return emptyRead(key, options, target);
    }
    ObjectRead read = new ObjectRead(this, key, options, target);
    CompletableFuture<GetResult> end =
        read.run()
            .thenCompose(found ->
                found.isPresent()
                    ? CompletableFuture.completedFuture(found.get())
                    : emptyRead(key, options, target));
    return BegunOperation.of(end, read::cancel);
  }

  /// What the store says of an object; empty if there is none.
  public CompletableFuture<Optional<ObjectInfo>> head(String key) {
    return send(store.head(key), BodyPlan.DOCUMENT, key).thenApply(answer -> info(key, answer));
  }

  private Optional<ObjectInfo> info(String key, HttpAnswer answer) {
    if (store.isMissing(answer)) {
      return Optional.empty();
    }
    if (answer.status() != 200) {
      throw store.failure("head", key, answer);
    }
    AnswerHead head = answer.head();
    long sizeBytes = head.contentLength().orElseThrow(() -> strange("head", key, "no length"));
    return Optional.of(
        new ObjectInfo(
            key,
            sizeBytes,
            lastModified(head).orElse(Instant.EPOCH),
            Optional.of(store.version(key, head)),
            Map.of()));
  }

  /// A read of no bytes, or of bytes outside of the object, for which the object's length counts.
  private CompletableFuture<GetResult> emptyRead(String key, GetOptions options, Target target) {
    return send(store.head(key), BodyPlan.DOCUMENT, key)
        .thenApply(answer ->
            info(key, answer)
                .<GetResult>map(info -> empty(info, answer.head(), options, target))
                .orElse(new GetResult.Missing()));
  }

  private GetResult empty(ObjectInfo info, AnswerHead head, GetOptions options, Target target) {
    ObjectVersion version = info.version().orElseThrow();
    checkGuard(info.key(), options, version, head);
    if (options.unlessVersion().filter(version::equals).isPresent()) {
      return new GetResult.Unchanged();
    }
    ByteRange range = options.range();
    if (range.end(info.sizeBytes()) - range.start(info.sizeBytes()) > 0) {
      throw strange("get", info.key(), "status 416 for bytes that are there");
    }
    SharedSegments.destination(info.key(), target.segment(0), 0);
    return new GetResult.Modified(version, 0, info.sizeBytes());
  }

  ReadableStore store() {
    return store;
  }

  PartSizes parts() {
    return parts;
  }

  CompletableFuture<HttpAnswer> send(HttpRequest request, BodyPlan plan, String key) {
    return http.send(call(request, plan, key));
  }

  /// Sends a request for a part of a range that is [large][#largeParts].
  CompletableFuture<HttpAnswer> sendLarge(HttpRequest request, BodyPlan plan, String key) {
    return http.sendLarge(call(request, plan, key));
  }

  private HttpCall call(HttpRequest request, BodyPlan plan, String key) {
    return new HttpCall(
        request, store.signer(), plan, HttpCall.Repetition.READ, store.url(key), Optional.empty());
  }

  /// The parts of a range that the client counts as large; empty for any other read. It has a known
  /// length, goes into a place that is there, and whatever the object's version is.
  Optional<List<ByteRange>> largeParts(GetOptions options, Target target) {
    if (target instanceof Target.Given
        && options.unlessVersion().isEmpty()
        && options.range() instanceof ByteRange.Bounded(long start, long end)) {
      OptionalLong partBytes = http.largePartBytes(end - start);
      if (partBytes.isPresent()) {
        return Optional.of(PartSizes.aligned(start, end, partBytes.getAsLong()));
      }
    }
    return Optional.empty();
  }

  /// Fails unless the object is as the reader expects it.
  void checkGuard(String key, GetOptions options, ObjectVersion version, AnswerHead head) {
    if (options.guard().isPresent()) {
      Checksum guard = options.guard().get();
      SourceGuard.check(
          guard,
          store.url(key),
          version.etag().orElse("none"),
          lastModified(head)
              .orElse(guard instanceof Checksum.LastModified ? Instant.MAX : Instant.EPOCH));
    }
  }

  StorageException strange(String operation, String key, String problem) {
    return new StorageException(
        ErrorKind.OBJECT_STORE,
        key,
        operation + " " + store.url(key) + ": the server answered with " + problem);
  }

  private static Optional<Instant> lastModified(AnswerHead head) {
    try {
      return head.headers()
          .first("Last-Modified")
          .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}

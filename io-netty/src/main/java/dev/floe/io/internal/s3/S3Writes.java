package dev.floe.io.internal.s3;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpCall.Repetition;
import dev.floe.io.internal.s3.S3Answers.Malformed;
import dev.floe.io.internal.s3.S3Client.Answered;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutOptions.ObjectKind;
import dev.floe.storage.PutResult;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/// Puts and copies. A conditional put carries a write id, by which it knows itself again: where a
/// condition fails after an attempt whose answer was lost, the object is looked at, and if it has
/// the id, the lost attempt was the one that wrote it (reference §6.3).
///
/// ```
/// attempt 1 ──► written, answer lost        attempt 2 ──► 412 ──► HEAD ──► our id:   updated
///                                                                 └──► another: not on latest
/// ```
final class S3Writes {
  private static final PutResult NOT_ON_LATEST = new PutResult.NotOnLatestVersion();

  private final S3Client client;
  private final S3Requests requests;
  private final S3Heads heads;
  private final RandomGenerator random;

  S3Writes(S3Client client, S3Requests requests, S3Heads heads, RandomGenerator random) {
    this.client = client;
    this.requests = requests;
    this.heads = heads;
    this.random = random;
  }

  /// A write and how it is made.
  ///
  /// @param condition `If-Match` or `If-None-Match`, or nothing
  /// @param id the write id in the metadata, where there is one
  record Write(
      String key, MemorySegment body, PutOptions options, Headers condition, Optional<String> id) {
    boolean conditional() {
      return !condition.fields().isEmpty();
    }

    /// A conditional write that could not be told from another's is made once.
    Repetition repetition() {
      return conditional() && id.isEmpty() ? Repetition.ONCE : Repetition.IDEMPOTENT;
    }
  }

  /// Writes an object under its whole key.
  CompletableFuture<PutResult> put(String key, MemorySegment body, PutOptions options) {
    Optional<Headers> condition = condition(options.precondition());
    if (condition.isEmpty()) {
      return CompletableFuture.completedFuture(NOT_ON_LATEST);
    }
    boolean inParts =
        options.kind() != ObjectKind.ROOT
            && body.byteSize() >= requests.settings().minimumSizeForMultipartUpload()
            && body.byteSize() > S3Multipart.LEAST_PART_BYTES;
    Write write = write(key, body, options, condition.get(), inParts);
    return inParts ? new S3Multipart(client, requests, this, write).run() : whole(write);
  }

  private Write write(
      String key, MemorySegment body, PutOptions options, Headers condition, boolean inParts) {
    boolean marked =
        requests.settings().unsafeUseMetadata() && (inParts || !condition.fields().isEmpty());
    if (!marked) {
      return new Write(key, body, options, condition, Optional.empty());
    }
    Map<String, String> metadata = new HashMap<>(options.metadata());
    String id = metadata.computeIfAbsent(PutOptions.WRITE_ID, _ -> randomId());
    PutOptions withId =
        new PutOptions(options.precondition(), options.contentType(), metadata, options.kind());
    return new Write(key, body, withId, condition, Optional.of(id));
  }

  private String randomId() {
    long high = random.nextLong() & ~0xf000L | 0x4000L;
    long low = random.nextLong() & ~(3L << 62) | 1L << 63;
    return new UUID(high, low).toString();
  }

  /// The fields of a condition; empty if it cannot hold.
  private Optional<Headers> condition(Precondition precondition) {
    return switch (precondition) {
      case Precondition.None _ -> Optional.of(Headers.NONE);
      case Precondition.Absent _ ->
          Optional.of(
              requests.settings().unsafeUseConditionalCreate()
                  ? Headers.of("If-None-Match", "*")
                  : Headers.NONE);
      case Precondition.At(ObjectVersion version) ->
          requests.settings().unsafeUseConditionalUpdate()
              ? EntityTags.condition(version).map(etag -> Headers.of("If-Match", etag))
              : Optional.of(Headers.NONE);
    };
  }

  private CompletableFuture<PutResult> whole(Write write) {
    return client
        .send(
            requests.put(write.key, write.body, write.options, write.condition),
            write.repetition(),
            write.key)
        .thenCompose(answered -> settled(write, answered));
  }

  private CompletableFuture<PutResult> settled(Write write, Answered answered) {
    if (answered.succeeded()) {
      return CompletableFuture.completedFuture(
          new PutResult.Updated(heads.version("put", write.key, answered.answer().head())));
    }
    return refused(write, "put", answered);
  }

  /// What an answer that is no success means for a write.
  CompletableFuture<PutResult> refused(Write write, String operation, Answered answered) {
    boolean condition = answered.isCondition() || write.conditional() && answered.isAbsent();
    if (!write.conditional() || !condition) {
      return CompletableFuture.failedFuture(client.failure(operation, write.key, answered));
    }
    return answered.repeated() && write.id.isPresent()
        ? readBack(write).thenApply(mine -> mine.map(S3Writes::updated).orElse(NOT_ON_LATEST))
        : CompletableFuture.completedFuture(NOT_ON_LATEST);
  }

  private static PutResult updated(ObjectVersion version) {
    return new PutResult.Updated(version);
  }

  /// The version of the object if it is what this write wrote.
  CompletableFuture<Optional<ObjectVersion>> readBack(Write write) {
    return heads
        .head(write.key, write.key)
        .thenApply(found ->
            found
                .filter(info -> write.id.equals(id(info)))
                .map(info -> info.version().orElseThrow()));
  }

  private static Optional<String> id(ObjectInfo info) {
    return Optional.ofNullable(info.metadata().get(PutOptions.WRITE_ID));
  }

  /// Copies an object, if its source is as the condition says.
  CompletableFuture<PutResult> copy(String from, String to, Precondition precondition) {
    return switch (precondition) {
      case Precondition.None _ -> copy(from, to, Optional.<String>empty());
      case Precondition.Absent _ -> impossible(from);
      case Precondition.At(ObjectVersion version) -> {
        Optional<String> etag = EntityTags.condition(version);
        yield etag.isEmpty() ? impossible(from) : copy(from, to, etag);
      }
    };
  }

  /// A copy whose condition cannot hold still fails without its source.
  private CompletableFuture<PutResult> impossible(String from) {
    return heads
        .head(from, from)
        .thenApply(found -> {
          if (found.isEmpty()) {
            throw notFound(from);
          }
          return NOT_ON_LATEST;
        });
  }

  private CompletableFuture<PutResult> copy(String from, String to, Optional<String> etag) {
    return from.equals(to) ? ontoItself(from, etag) : elsewhere(from, to, etag);
  }

  /// S3 refuses to copy an object to where it is, for nothing would change.
  private CompletableFuture<PutResult> ontoItself(String key, Optional<String> etag) {
    return heads
        .head(key, key)
        .thenApply(found -> {
          ObjectVersion version = found.orElseThrow(() -> notFound(key)).version().orElseThrow();
          return etag.isEmpty() || etag.equals(EntityTags.condition(version))
              ? updated(version)
              : NOT_ON_LATEST;
        });
  }

  private CompletableFuture<PutResult> elsewhere(String from, String to, Optional<String> etag) {
    return client
        .send(requests.copy(from, to, etag), Repetition.IDEMPOTENT, to)
        .thenApply(answered -> copied(from, to, answered));
  }

  private PutResult copied(String from, String to, Answered answered) {
    if (answered.isAbsent()) {
      throw notFound(from);
    }
    if (answered.isCondition()) {
      return NOT_ON_LATEST;
    }
    if (!answered.succeeded()) {
      throw client.failure("copy to", to, answered);
    }
    byte[] document = answered.answer().document();
    Optional<S3Answers.Failure> late = S3Answers.lateFailure(document);
    if (late.isPresent()) {
      throw client.failures().late("copy to", to, answered.answer().head(), late.get());
    }
    try {
      return updated(ObjectVersion.etag(S3Answers.etag(document)));
    } catch (Malformed e) {
      throw client.strange("copy to", to, e.getMessage());
    }
  }

  private StorageException notFound(String key) {
    return new StorageException(
        ErrorKind.OBJECT_NOT_FOUND, key, requests.place().url(key) + ": not found");
  }
}

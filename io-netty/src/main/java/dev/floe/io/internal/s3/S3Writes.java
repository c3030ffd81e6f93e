package dev.floe.io.internal.s3;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.http.HttpCall.Repetition;
import dev.floe.io.internal.remote.EntityTags;
import dev.floe.io.internal.remote.RemoteStore.Written;
import dev.floe.io.internal.s3.S3Answers.Failure;
import dev.floe.io.internal.s3.S3Answers.Malformed;
import dev.floe.io.internal.s3.S3Client.Answered;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutOptions.ObjectKind;
import dev.floe.storage.PutResult;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// Puts and copies under conditions that may hold. Large bodies go in parts, and so do copies that
/// the store refuses as too large for one request (5 GiB on AWS).
///
/// @param infos what the store says of an object
record S3Writes(
    S3Client client,
    S3Requests requests,
    Function<String, CompletableFuture<Optional<ObjectInfo>>> infos) {
  private static final PutResult NOT_ON_LATEST = new PutResult.NotOnLatestVersion();

  /// How stores say that a source is too large to be copied by one request.
  private static final Set<String> TOO_LARGE = Set.of("InvalidRequest", "EntityTooLarge");

  /// A write and how it is made.
  ///
  /// @param condition `If-Match` or `If-None-Match`, or nothing
  /// @param id the write id that the object will carry, if it does
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

  /// Whether a write is to carry an id: one under a condition that is sent, and one in parts, whose
  /// completion may have to be known again.
  boolean isMarked(long bodyBytes, PutOptions options) {
    return requests.settings().unsafeUseMetadata()
        && (isInParts(bodyBytes, options) || !condition(options.precondition()).fields().isEmpty());
  }

  private boolean isInParts(long bodyBytes, PutOptions options) {
    return options.kind() != ObjectKind.ROOT
        && bodyBytes >= requests.settings().minimumSizeForMultipartUpload()
        && bodyBytes > S3Multipart.LEAST_PART_BYTES;
  }

  CompletableFuture<Written> put(String key, MemorySegment body, PutOptions options) {
    Optional<String> id =
        requests.settings().unsafeUseMetadata()
            ? Optional.ofNullable(options.metadata().get(PutOptions.WRITE_ID))
            : Optional.empty();
    Write write = new Write(key, body, options, condition(options.precondition()), id);
    return isInParts(body.byteSize(), options)
        ? new S3Multipart(this, write, S3Parts.ofBody(this, write)).run()
        : whole(write);
  }

  /// The fields of a condition, as far as conditions are used.
  private Headers condition(Precondition precondition) {
    return switch (precondition) {
      case Precondition.None _ -> Headers.NONE;
      case Precondition.Absent _ ->
          requests.settings().unsafeUseConditionalCreate()
              ? Headers.of("If-None-Match", "*")
              : Headers.NONE;
      case Precondition.At _ ->
          etag(precondition).map(etag -> Headers.of("If-Match", etag)).orElse(Headers.NONE);
    };
  }

  private Optional<String> etag(Precondition precondition) {
    return requests.settings().unsafeUseConditionalUpdate()
            && precondition instanceof Precondition.At(ObjectVersion version)
        ? EntityTags.condition(version)
        : Optional.empty();
  }

  private CompletableFuture<Written> whole(Write write) {
    return client
        .send(
            requests.put(write.key, write.body, write.options, write.condition),
            write.repetition(),
            write.key)
        .thenApply(answered ->
            answered.succeeded()
                ? updated(client.version("put", write.key, answered.answer()), answered)
                : refused(write, "put", answered));
  }

  private static Written updated(ObjectVersion version, Answered answered) {
    return new Written(new PutResult.Updated(version), answered.answer().attempts());
  }

  /// What an answer that is no success means for a write.
  Written refused(Write write, String operation, Answered answered) {
    boolean condition = answered.isCondition() || answered.isAbsent();
    if (!write.conditional() || !condition) {
      throw client.failure(operation, write.key, answered);
    }
    return new Written(NOT_ON_LATEST, answered.answer().attempts());
  }

  /// What became of a write whose success is said by a document.
  Written completed(String operation, String key, Answered answered) {
    byte[] document = answered.answer().document();
    Optional<Failure> late = S3Answers.lateFailure(document);
    if (late.isPresent()) {
      throw client.failures().late(operation, key, answered.answer().head(), late.get());
    }
    try {
      return updated(ObjectVersion.etag(S3Answers.etag(document)), answered);
    } catch (Malformed e) {
      throw client.strange(operation, key, e.getMessage());
    }
  }

  /// Copies an object, if its source is as the condition says.
  CompletableFuture<PutResult> copy(String from, String to, Precondition precondition) {
    return client
        .send(requests.copy(from, to, etag(precondition)), Repetition.IDEMPOTENT, to)
        .thenCompose(answered -> {
          if (answered.isAbsent()) {
            throw client.failures().notFound(from);
          }
          if (answered.isCondition()) {
            return CompletableFuture.completedFuture(NOT_ON_LATEST);
          }
          if (TOO_LARGE.contains(answered.failure().code())) {
            return copyInParts(from, to, etag(precondition), answered);
          }
          if (!answered.succeeded()) {
            throw client.failure("copy to", to, answered);
          }
          return CompletableFuture.completedFuture(completed("copy to", to, answered).result());
        });
  }

  /// Copies what does not go in one request, at the version that it has now.
  private CompletableFuture<PutResult> copyInParts(
      String from, String to, Optional<String> wanted, Answered refused) {
    return client
        .send(requests.head(from), Repetition.READ, from)
        .thenCompose(answered -> {
          HttpAnswer source = answered.answer();
          long sizeBytes = source.head().contentLength().orElse(0);
          if (!answered.succeeded() || sizeBytes <= S3Multipart.LEAST_PART_BYTES) {
            throw client.failure("copy to", to, refused);
          }
          String etag =
              EntityTags.condition(client.version("head", from, source))
                  .orElseThrow(() -> changed(from));
          if (wanted.filter(other -> !other.equals(etag)).isPresent()) {
            return CompletableFuture.completedFuture(NOT_ON_LATEST);
          }
          PutOptions options =
              new PutOptions(
                  Precondition.NONE,
                  source.head().headers().first("Content-Type"),
                  S3Store.metadata(source.head()),
                  ObjectKind.ROOT);
          Write write = new Write(to, MemorySegment.NULL, options, Headers.NONE, Optional.empty());
          return new S3Multipart(this, write, S3Parts.ofCopy(this, write, from, etag, sizeBytes))
              .run()
              .thenApply(Written::result);
        });
  }

  /// The failure of a copy whose source is another version by now.
  StorageException changed(String from) {
    return new StorageException(
        ErrorKind.OBJECT_STORE,
        from,
        "copy from " + client.failures().url(from) + ": the object changed while it was copied",
        true,
        null);
  }
}

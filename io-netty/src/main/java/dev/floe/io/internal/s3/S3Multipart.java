package dev.floe.io.internal.s3;

import dev.floe.config.StorageConcurrencySettings;
import dev.floe.io.internal.http.HttpCall.Repetition;
import dev.floe.io.internal.s3.S3Answers.Failure;
import dev.floe.io.internal.s3.S3Answers.Malformed;
import dev.floe.io.internal.s3.S3Client.Answered;
import dev.floe.io.internal.s3.S3Documents.Part;
import dev.floe.io.internal.s3.S3Writes.Write;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.PutResult;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// One upload in parts of one size, the last of which has the rest. Nobody sees a part of it. What
/// fails is aborted, so that the store keeps no parts of it; the future ends after that.
///
/// ```
/// create ──► part 1 ∥ part 2 ∥ … ──► complete (under the condition)
///                                └──► abort
/// ```
final class S3Multipart {
  /// The smallest part that S3 accepts before the last.
  static final long LEAST_PART_BYTES = 5 << 20;

  private static final int MOST_PARTS = 10_000;

  private final S3Client client;
  private final S3Requests requests;
  private final S3Writes writes;
  private final Write write;
  private final long partBytes;
  private final Part[] parts;
  private final AtomicInteger next = new AtomicInteger();
  private volatile boolean failed;

  S3Multipart(S3Client client, S3Requests requests, S3Writes writes, Write write) {
    this.client = client;
    this.requests = requests;
    this.writes = writes;
    this.write = write;
    long length = write.body().byteSize();
    long ideal = requests.settings().concurrency().idealConcurrentRequestSize();
    long least = Math.max(LEAST_PART_BYTES, (length + MOST_PARTS - 1) / MOST_PARTS);
    this.partBytes = Math.max(least, ideal);
    this.parts = new Part[Math.toIntExact((length + partBytes - 1) / partBytes)];
  }

  CompletableFuture<PutResult> run() {
    return client
        .send(
            requests.createUpload(write.key(), write.options()), Repetition.IDEMPOTENT, write.key())
        .thenCompose(answered -> uploaded(uploadId(answered)));
  }

  private String uploadId(Answered answered) {
    if (!answered.succeeded()) {
      throw client.failure("begin the upload of", write.key(), answered);
    }
    try {
      return S3Answers.uploadId(answered.answer().document());
    } catch (Malformed e) {
      throw client.strange("begin the upload of", write.key(), e.getMessage());
    }
  }

  private CompletableFuture<PutResult> uploaded(String uploadId) {
    return allParts(uploadId)
        .thenCompose(_ -> complete(uploadId))
        .handle((result, failure) ->
            failure == null && result instanceof PutResult.Updated
                ? CompletableFuture.completedFuture(result)
                : aborted(uploadId, result, failure))
        .thenCompose(end -> end);
  }

  private CompletableFuture<PutResult> aborted(
      String uploadId, PutResult result, Throwable failure) {
    return client
        .send(requests.abortUpload(write.key(), uploadId), Repetition.IDEMPOTENT, write.key())
        .handle((_, _) -> {
          if (failure != null) {
            throw failure instanceof CompletionException e ? e : new CompletionException(failure);
          }
          return result;
        });
  }

  /// Some workers take one part after the other. All have ended when this ends, for the body is
  /// borrowed.
  private CompletableFuture<Void> allParts(String uploadId) {
    StorageConcurrencySettings concurrency = requests.settings().concurrency();
    int workers = Math.min(parts.length, concurrency.maxConcurrentRequestsForObject());
    return CompletableFuture.allOf(
        IntStream.range(0, workers)
            .mapToObj(_ -> work(uploadId))
            .toArray(CompletableFuture[]::new));
  }

  private CompletableFuture<Void> work(String uploadId) {
    int index = next.getAndIncrement();
    if (index >= parts.length || failed) {
      return CompletableFuture.completedFuture(null);
    }
    long offset = index * partBytes;
    long length = Math.min(partBytes, write.body().byteSize() - offset);
    MemorySegment part = write.body().asSlice(offset, length);
    var request = requests.uploadPart(write.key(), uploadId, index + 1, part);
    return client
        .send(request, Repetition.IDEMPOTENT, write.key())
        .whenComplete((answered, failure) -> {
          if (failure != null || !answered.succeeded()) {
            failed = true;
          }
        })
        .thenCompose(answered -> {
          if (!answered.succeeded()) {
            throw client.failure("put part " + (index + 1) + " of", write.key(), answered);
          }
          String etag =
              answered
                  .answer()
                  .head()
                  .headers()
                  .first("ETag")
                  .orElseThrow(() -> client.strange("put a part of", write.key(), "no etag"));
          parts[index] = new Part(etag, requests.checksumOf(request));
          return work(uploadId);
        });
  }

  private CompletableFuture<PutResult> complete(String uploadId) {
    var request =
        requests.completeUpload(write.key(), uploadId, Arrays.asList(parts), write.condition());
    return client
        .send(request, write.repetition(), write.key())
        .thenCompose(answered -> completed(answered));
  }

  private CompletableFuture<PutResult> completed(Answered answered) {
    if (!answered.succeeded()) {
      boolean gone = answered.failure().code().equals("NoSuchUpload");
      return gone && write.id().isPresent()
          ? mineOr(answered)
          : writes.refused(write, "complete the upload of", answered);
    }
    byte[] document = answered.answer().document();
    Optional<Failure> late = S3Answers.lateFailure(document);
    if (late.isPresent()) {
      return CompletableFuture.failedFuture(
          client
              .failures()
              .late("complete the upload of", write.key(), answered.answer().head(), late.get()));
    }
    try {
      return CompletableFuture.completedFuture(
          new PutResult.Updated(ObjectVersion.etag(S3Answers.etag(document))));
    } catch (Malformed e) {
      throw client.strange("complete the upload of", write.key(), e.getMessage());
    }
  }

  /// An upload that is gone may have been completed by an attempt whose answer was lost.
  private CompletableFuture<PutResult> mineOr(Answered answered) {
    return writes
        .readBack(write)
        .thenApply(mine ->
            new PutResult.Updated(
                mine.orElseThrow(
                    () -> client.failure("complete the upload of", write.key(), answered))));
  }
}

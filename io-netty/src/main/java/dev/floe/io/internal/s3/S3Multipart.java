package dev.floe.io.internal.s3;

import dev.floe.io.internal.http.HttpCall.Repetition;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.remote.RemoteStore.Written;
import dev.floe.io.internal.s3.S3Answers.Malformed;
import dev.floe.io.internal.s3.S3Client.Answered;
import dev.floe.io.internal.s3.S3Documents.Part;
import dev.floe.io.internal.s3.S3Writes.Write;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// One upload in parts. Nobody sees a part of it. What fails is aborted, so that the store keeps no
/// parts of it; the future ends after that.
///
/// ```
/// create ──► part 1 ∥ part 2 ∥ … ──► complete (under the condition)
///                                └──► abort
/// ```
final class S3Multipart {
  /// The smallest part that S3 accepts before the last.
  static final long LEAST_PART_BYTES = 5 << 20;

  private final S3Writes writes;
  private final S3Client client;
  private final S3Requests requests;
  private final Write write;
  private final S3Parts source;
  private final Part[] parts;
  private final AtomicInteger next = new AtomicInteger();
  private volatile boolean failed;

  S3Multipart(S3Writes writes, Write write, S3Parts source) {
    this.writes = writes;
    this.client = writes.client();
    this.requests = writes.requests();
    this.write = write;
    this.source = source;
    this.parts = new Part[source.count()];
  }

  CompletableFuture<Written> run() {
    return client
        .send(source.begin(), Repetition.IDEMPOTENT, write.key())
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

  private CompletableFuture<Written> uploaded(String uploadId) {
    return allParts(uploadId)
        .thenCompose(_ -> complete(uploadId))
        .handle((written, failure) ->
            failure == null && written.result() instanceof PutResult.Updated
                ? CompletableFuture.completedFuture(written)
                : aborted(uploadId, written, failure))
        .thenCompose(end -> end);
  }

  private CompletableFuture<Written> aborted(String uploadId, Written written, Throwable failure) {
    return client
        .send(requests.abortUpload(write.key(), uploadId), Repetition.IDEMPOTENT, write.key())
        .handle((_, _) -> {
          if (failure != null) {
            throw failure instanceof CompletionException e ? e : new CompletionException(failure);
          }
          return written;
        });
  }

  /// Some workers take one part after the other. All have ended when this ends, for the body is
  /// borrowed.
  private CompletableFuture<Void> allParts(String uploadId) {
    int most = requests.settings().concurrency().maxConcurrentRequestsForObject();
    return CompletableFuture.allOf(
        IntStream.range(0, Math.min(parts.length, most))
            .mapToObj(_ -> work(uploadId))
            .toArray(CompletableFuture[]::new));
  }

  private CompletableFuture<Void> work(String uploadId) {
    int index = next.getAndIncrement();
    if (index >= parts.length || failed) {
      return CompletableFuture.completedFuture(null);
    }
    HttpRequest request = source.request(uploadId, index);
    return client
        .send(request, Repetition.IDEMPOTENT, write.key())
        .whenComplete((answered, failure) -> {
          if (failure != null || !answered.succeeded()) {
            failed = true;
          }
        })
        .thenCompose(answered -> {
          if (answered.isCondition() && source instanceof S3Parts.OfCopy copy) {
            throw writes.changed(copy.from());
          }
          if (!answered.succeeded()) {
            throw client.failure("put part " + (index + 1) + " of", write.key(), answered);
          }
          parts[index] = source.arrived(request, answered);
          return work(uploadId);
        });
  }

  private CompletableFuture<Written> complete(String uploadId) {
    HttpRequest request =
        requests.completeUpload(write.key(), uploadId, Arrays.asList(parts), write.condition());
    return client
        .send(request, write.repetition(), write.key())
        .thenCompose(answered -> {
          String operation = "complete the upload of";
          if (answered.succeeded()) {
            return CompletableFuture.completedFuture(
                writes.completed(operation, write.key(), answered));
          }
          boolean gone = answered.failure().code().equals("NoSuchUpload");
          return gone && write.id().isPresent()
              ? mineOr(operation, answered)
              : CompletableFuture.completedFuture(writes.refused(write, operation, answered));
        });
  }

  /// An upload that is gone may have been completed by an attempt whose answer was lost.
  private CompletableFuture<Written> mineOr(String operation, Answered answered) {
    String id = write.id().orElseThrow();
    return writes
        .infos()
        .apply(write.key())
        .thenApply(found -> {
          ObjectInfo mine =
              found
                  .filter(info -> id.equals(info.metadata().get(PutOptions.WRITE_ID)))
                  .orElseThrow(() -> client.failure(operation, write.key(), answered));
          return new Written(new PutResult.Updated(mine.version().orElseThrow()), 1);
        });
  }
}

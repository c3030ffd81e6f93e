package dev.floe.io.internal.s3;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.io.internal.http.AnswerHead;
import dev.floe.io.internal.http.BodyPlan;
import dev.floe.io.internal.http.BodyPlan.Landing;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.http.HttpCall;
import dev.floe.io.internal.http.HttpCall.Repetition;
import dev.floe.io.internal.http.HttpClient;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.http.RequestSigner;
import dev.floe.io.internal.s3.S3Answers.Failure;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Sends requests to a bucket and collects the documents of their answers. Any thread may call.
final class S3Client {
  /// The largest document: a page of 1,000 long keys, escaped.
  private static final BodyPlan DOCUMENT = _ -> new Landing.Collect(16 << 20);

  private final HttpClient http;
  private final Optional<SigV4Signer> signer;
  private final S3Failures failures;
  private final String location;
  private volatile boolean closed;

  /// @param signer empty for anonymous requests
  S3Client(HttpClient http, Optional<SigV4Signer> signer, S3Failures failures, String location) {
    this.http = http;
    this.signer = signer;
    this.failures = failures;
    this.location = location;
  }

  /// An answer that came, and what its document says of a failure if its status says there is one.
  record Answered(HttpAnswer answer, Failure failure) {
    private static Answered of(HttpAnswer answer) {
      return new Answered(
          answer, answer.status() < 300 ? Failure.SILENT : S3Answers.failure(answer.document()));
    }

    int status() {
      return answer.status();
    }

    boolean succeeded() {
      return answer.status() >= 200 && answer.status() < 300;
    }

    /// Whether a write under a condition failed for it.
    boolean isCondition() {
      return S3Failures.isCondition(answer.status(), failure);
    }

    boolean isAbsent() {
      return S3Failures.isAbsent(answer.status(), failure);
    }

    /// Whether the request may have been carried out before this answer was given.
    boolean repeated() {
      return answer.attempts() > 1;
    }
  }

  /// Sends a request whose answer is a document or nothing; once more, signed anew, if it was
  /// refused for keys or a time that are not good any more.
  CompletableFuture<Answered> send(HttpRequest request, Repetition repetition, String key) {
    return sendOnce(request, repetition, key)
        .thenCompose(answered ->
            learn(answered.answer.head(), answered.failure)
                ? sendOnce(request, repetition, key)
                : CompletableFuture.completedFuture(answered));
  }

  private CompletableFuture<Answered> sendOnce(
      HttpRequest request, Repetition repetition, String key) {
    return http.send(call(request, DOCUMENT, repetition, key)).thenApply(Answered::of);
  }

  /// Whether a request that was refused may be accepted when it is signed again.
  boolean learn(AnswerHead head, Failure failure) {
    return signer.isPresent() && signer.get().learn(head, failure);
  }

  /// A request as a call.
  HttpCall call(HttpRequest request, BodyPlan plan, Repetition repetition, String key) {
    checkOpen(key);
    return new HttpCall(request, signer(), plan, repetition, key, Optional.empty());
  }

  HttpClient http() {
    return http;
  }

  RequestSigner signer() {
    return signer.<RequestSigner>map(known -> known).orElse(RequestSigner.NONE);
  }

  /// The failure that an answer means.
  StorageException failure(String operation, String key, Answered answered) {
    return failures.of(operation, key, answered.answer.head(), answered.failure);
  }

  /// An answer that cannot be.
  StorageException strange(String operation, String key, String problem) {
    return failures.strange(operation, key, problem);
  }

  S3Failures failures() {
    return failures;
  }

  void checkOpen(String key) {
    if (closed) {
      throw new StorageException(
          ErrorKind.STORAGE_OTHER,
          key,
          "storage " + location + ": was closed before " + key + " was used");
    }
  }

  /// Refuses what comes from now on.
  void close() {
    closed = true;
  }
}

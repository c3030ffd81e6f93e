package dev.floe.io.internal.s3;

import dev.floe.error.StorageException;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.http.HttpCall.Repetition;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.s3.S3Answers.Failure;
import dev.floe.storage.ObjectVersion;
import java.util.concurrent.CompletableFuture;

/// Requests whose answers are documents, and what those say of failures.
///
/// @param sender sends a request about a key
/// @param failures what answers mean
record S3Client(Sender sender, S3Failures failures) {
  /// Sends a request about a key.
  @FunctionalInterface
  interface Sender {
    CompletableFuture<HttpAnswer> send(HttpRequest request, Repetition repetition, String key);
  }

  /// An answer that came, and what its document says of a failure if its status says there is one.
  record Answered(HttpAnswer answer, Failure failure) {
    static Answered of(HttpAnswer answer) {
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
  }

  CompletableFuture<Answered> send(HttpRequest request, Repetition repetition, String key) {
    return sender.send(request, repetition, key).thenApply(Answered::of);
  }

  /// The version that an answer names.
  ObjectVersion version(String operation, String key, HttpAnswer answer) {
    return failures.version(operation, key, answer.head());
  }

  /// The failure that an answer means.
  StorageException failure(String operation, String key, Answered answered) {
    return failures.of(operation, key, answered.answer.head(), answered.failure);
  }

  /// An answer that cannot be.
  StorageException strange(String operation, String key, String problem) {
    return failures.strange(operation, key, problem);
  }
}

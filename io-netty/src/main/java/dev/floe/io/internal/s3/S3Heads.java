package dev.floe.io.internal.s3;

import dev.floe.io.internal.http.AnswerHead;
import dev.floe.io.internal.http.HttpCall.Repetition;
import dev.floe.io.internal.s3.S3Client.Answered;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/// What the head of an answer says of an object.
final class S3Heads {
  private static final String META = "x-amz-meta-";

  private final S3Client client;
  private final S3Requests requests;

  S3Heads(S3Client client, S3Requests requests) {
    this.client = client;
    this.requests = requests;
  }

  /// Asks for the head of an object; empty if there is none.
  ///
  /// @param whole its key in the bucket
  /// @param key its key in the storage
  CompletableFuture<Optional<ObjectInfo>> head(String whole, String key) {
    return client
        .send(requests.head(whole), Repetition.READ, whole)
        .thenApply(answered -> found(answered, whole, key));
  }

  /// As [#head], of a key that some servers refuse.
  CompletableFuture<Optional<ObjectInfo>> headOrRefused(String whole, String key) {
    return client
        .send(requests.head(whole), Repetition.READ, whole)
        .thenApply(
            answered -> answered.status() == 400 ? Optional.empty() : found(answered, whole, key));
  }

  private Optional<ObjectInfo> found(Answered answered, String whole, String key) {
    if (answered.isAbsent()) {
      return Optional.empty();
    }
    if (!answered.succeeded()) {
      throw client.failure("head", whole, answered);
    }
    return Optional.of(info(whole, key, answered.answer().head()));
  }

  private ObjectInfo info(String whole, String key, AnswerHead head) {
    OptionalLong size = head.contentLength();
    if (size.isEmpty()) {
      throw client.strange("head", whole, "no length");
    }
    return new ObjectInfo(
        key,
        size.getAsLong(),
        lastModified(whole, head),
        Optional.of(version("head", whole, head)),
        metadata(head));
  }

  Instant lastModified(String whole, AnswerHead head) {
    String text = head.headers().first("Last-Modified").orElse("");
    try {
      return DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
    } catch (DateTimeException e) {
      throw client.strange("head", whole, "no time of its last change");
    }
  }

  /// The version that an answer names.
  ObjectVersion version(String operation, String whole, AnswerHead head) {
    return head.headers()
        .first("ETag")
        .map(ObjectVersion::etag)
        .orElseThrow(() -> client.strange(operation, whole, "no etag"));
  }

  private static Map<String, String> metadata(AnswerHead head) {
    Map<String, String> metadata = new HashMap<>();
    head.headers()
        .fields()
        .forEach(field -> {
          String name = field.name().toLowerCase(Locale.ROOT);
          if (name.startsWith(META)) {
            metadata.put(name.substring(META.length()), field.value());
          }
        });
    return metadata;
  }
}

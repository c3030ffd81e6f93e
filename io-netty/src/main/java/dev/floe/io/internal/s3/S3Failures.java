package dev.floe.io.internal.s3;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.io.internal.http.AnswerHead;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.http.RetryRules;
import dev.floe.io.internal.s3.S3Answers.Failure;
import dev.floe.storage.ObjectVersion;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// What an answer that is no success means.
final class S3Failures {
  private static final int LONGEST_QUOTE = 300;

  /// Codes of a condition that did not hold, or that nobody could decide because another request
  /// was under way.
  private static final Set<String> CONDITION_CODES =
      Set.of("PreconditionFailed", "ConditionalRequestConflict", "ConcurrentModification");

  private static final Set<String> STALE_KEYS =
      Set.of("ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired");

  /// Codes of failures that may pass, where no status says so.
  private static final Set<String> SERVER_CODES =
      Set.of("InternalError", "SlowDown", "ServiceUnavailable", "RequestTimeout");

  private final S3Place place;
  private final S3Keys keys;

  S3Failures(S3Place place, S3Keys keys) {
    this.place = place;
    this.keys = keys;
  }

  /// The name of an object for people.
  String url(String key) {
    return place.url(keys.whole(key));
  }

  /// The version that an answer names.
  ObjectVersion version(String operation, String key, AnswerHead head) {
    return head.headers()
        .first("ETag")
        .map(ObjectVersion::etag)
        .orElseThrow(() -> strange(operation, key, "no etag"));
  }

  /// The failure of an operation whose object is not there.
  StorageException notFound(String key) {
    return new StorageException(ErrorKind.OBJECT_NOT_FOUND, key, url(key) + ": not found");
  }

  /// Whether a write under a condition failed for its condition. A conflict without a known code
  /// counts as one only if the answer had no document.
  static boolean isCondition(int status, Failure failure) {
    return CONDITION_CODES.contains(failure.code())
        || status == 412
        || status == 409 && failure.code().isEmpty();
  }

  /// Whether an object that was asked for is not there. A bucket that is not there is a failure.
  static boolean isAbsent(int status, Failure failure) {
    return failure.code().equals("NoSuchKey") || status == 404 && failure.code().isEmpty();
  }

  /// Whether newer keys may be accepted where these were not.
  static boolean isStale(Failure failure) {
    return STALE_KEYS.contains(failure.code());
  }

  /// Whether the store's clock and ours differ by more than signatures may.
  static boolean isSkewed(Failure failure) {
    return failure.code().equals("RequestTimeTooSkewed");
  }

  /// The failure of a request.
  ///
  /// @param operation what was asked, such as `get`
  StorageException of(String operation, String key, HttpAnswer answer) {
    return of(operation, key, answer.head(), S3Answers.failure(answer.document()));
  }

  /// The failure of a request whose document was read.
  StorageException of(String operation, String key, AnswerHead head, Failure failure) {
    int status = head.status();
    StringBuilder text = new StringBuilder(subject(operation, key)).append(": ").append(status);
    if (!failure.code().isEmpty()) {
      text.append(' ').append(quoted(failure.code()));
    }
    if (!failure.message().isEmpty()) {
      text.append(" (").append(quoted(failure.message())).append(')');
    }
    head.headers()
        .first("x-amz-request-id")
        .ifPresent(id -> text.append(", request ").append(quoted(id)));
    hint(head, failure).ifPresent(hint -> text.append("; ").append(hint));
    return new StorageException(
        status == 429 || status == 503 ? ErrorKind.THROTTLED : ErrorKind.OBJECT_STORE,
        key,
        text.toString(),
        RetryRules.mayPass(status),
        null);
  }

  /// The failure of an operation that was said to begin well. What it is stands in a code alone.
  StorageException late(String operation, String key, AnswerHead head, Failure failure) {
    int status = SERVER_CODES.contains(failure.code()) ? 503 : 400;
    return of(
        operation, key, new AnswerHead(status, head.headers(), head.contentLength()), failure);
  }

  /// The failure of one key of many.
  StorageException ofKey(String operation, String key, Failure failure) {
    return late(operation, key, new AnswerHead(200, Headers.NONE, OptionalLong.empty()), failure);
  }

  /// An answer that is no answer to what was asked.
  StorageException strange(String operation, String key, String problem) {
    return new StorageException(
        ErrorKind.OBJECT_STORE,
        key,
        subject(operation, key) + ": the server answered with " + quoted(problem));
  }

  private String subject(String operation, String key) {
    return operation + " " + url(key);
  }

  private Optional<String> hint(AnswerHead head, Failure failure) {
    Optional<String> region =
        failure.region().or(() -> head.headers().first("x-amz-bucket-region"));
    if (region.filter(other -> !other.equals(place.region())).isPresent()) {
      return Optional.of(
          "the bucket is in region "
              + quoted(region.get())
              + ", asked was "
              + place.region()
              + ": set the region (--region)");
    }
    return Optional.ofNullable(
        switch (failure.code()) {
          case "AccessDenied", "AllAccessDisabled", "AccountProblem" -> denied();
          case "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "InvalidSecurity" ->
              "the credentials are not the ones of this server";
          case "NoSuchBucket" -> "create the bucket first, or check its name and the endpoint";
          case "RequestTimeTooSkewed" ->
              "set the clock of this machine"
                  + head.headers().first("Date").map(date -> "; it is " + quoted(date)).orElse("");
          case "InvalidObjectState" -> "restore the object from its archive first";
          case "" ->
              switch (head.status()) {
                case 401, 403 -> denied();
                case 301, 307 -> "set the region of the bucket (--region)";
                default -> null;
              };
          default -> null;
        });
  }

  private static String denied() {
    return "the credentials may not do this; public buckets are read anonymously (--anonymous),"
        + " others need a policy that allows it";
  }

  /// The server's words, bounded and on one line.
  private static String quoted(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "…";
  }
}

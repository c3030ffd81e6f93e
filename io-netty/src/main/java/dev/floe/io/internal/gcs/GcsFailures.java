package dev.floe.io.internal.gcs;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.http.RetryRules;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// What an answer that is no success means.
final class GcsFailures {
  private static final int LONGEST_QUOTE = 200;

  private GcsFailures() {}

  static StorageException of(String operation, String url, String key, HttpAnswer answer) {
    int status = answer.status();
    String said = quoted(answer.document());
    String hint =
        switch (status) {
          case 401, 403 ->
              "; the credentials may not do this; public buckets are read anonymously"
                  + " (--anonymous)";
          case 404 -> "; create the bucket first, or check its name";
          default -> "";
        };
    return new StorageException(
        status == 429 || status == 503 ? ErrorKind.THROTTLED : ErrorKind.OBJECT_STORE,
        key,
        operation + " " + url + ": " + status + (said.isEmpty() ? "" : " (" + said + ")") + hint,
        RetryRules.mayPass(status),
        null);
  }

  /// Whether the document of a 404 says that the bucket is not there.
  static boolean saysBucket(byte[] document) {
    String text = new String(document, StandardCharsets.UTF_8);
    return text.contains("NoSuchBucket") || text.contains("The specified bucket does not exist");
  }

  /// Where the bytes of an upload go that was begun; nowhere but to the same service.
  static String uploadTarget(GcsBucket bucket, String url, HttpAnswer begun) {
    String location = begun.head().headers().first("Location").orElse("");
    try {
      URI uri = URI.create(location);
      if (begun.status() == 200
          && uri.getHost() != null
          && uri.getHost().equalsIgnoreCase(bucket.origin().host())
          && uri.getRawPath() != null) {
        return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
      }
    } catch (IllegalArgumentException _) {
      // said below
    }
    if (begun.status() != 200) {
      throw of("put", url, url, begun);
    }
    throw new StorageException(
        ErrorKind.OBJECT_STORE, url, "put " + url + ": expected a place for the upload's bytes");
  }

  /// The server's words, bounded and on one line.
  private static String quoted(byte[] document) {
    String line =
        new String(document, StandardCharsets.UTF_8).replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "…";
  }
}

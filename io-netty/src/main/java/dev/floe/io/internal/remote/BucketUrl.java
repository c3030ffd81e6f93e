package dev.floe.io.internal.remote;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import java.util.Locale;

/// A URL of the form `scheme://bucket/prefix`. Both are taken as they stand, without
/// percent-decoding, as other tools take them.
///
/// @param scheme in lower case
/// @param bucket the bucket or container
/// @param prefix what stands behind the slash, or nothing
public record BucketUrl(String scheme, String bucket, String prefix) {
  /// The parts of a URL. One with a user or a query is refused and not repeated: they may be
  /// secrets.
  public static BucketUrl of(String url) {
    String scheme = url.substring(0, url.indexOf("://")).toLowerCase(Locale.ROOT);
    String rest = url.substring(scheme.length() + 3);
    int slash = rest.indexOf('/');
    String bucket = slash < 0 ? rest : rest.substring(0, slash);
    if (bucket.indexOf('@') >= 0 || rest.indexOf('?') >= 0) {
      throw new InvalidInputException(
          ErrorKind.STORAGE_CONFIG,
          "storage "
              + scheme
              + "://…: expected "
              + scheme
              + "://bucket/prefix without user and query, found another URL");
    }
    return new BucketUrl(scheme, bucket, slash < 0 ? "" : rest.substring(slash + 1));
  }

  @Override
  public String toString() {
    return scheme + "://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
  }
}

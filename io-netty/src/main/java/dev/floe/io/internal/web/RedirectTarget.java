package dev.floe.io.internal.web;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.storage.StorageOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The repository that a redirect names: its storage's URL, and how it is opened, which is never
/// with anybody's credentials (reference §6.6).
///
/// | location | storage |
/// |---|---|
/// | `s3://bucket/prefix?region=…` | that bucket, anonymously |
/// | `r2://bucket/prefix?account_id=…` | anonymously; `region` as it may be given |
/// | `tigris://…`, `gs://…`, `gcs://…` | anonymously |
/// | `http+icechunk://…`, `https+ic://…` | the web server behind it |
///
/// @param url for the provider of its scheme
/// @param options for the same
record RedirectTarget(String url, StorageOptions options) {
  /// What a `Location` names; empty if it is a web address, where the next redirect may be.
  static Optional<RedirectTarget> of(String location) {
    int end = location.indexOf("://");
    String scheme = end < 0 ? "" : location.substring(0, end).toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "s3" -> Optional.of(bucket("s3", location, "region", "region"));
      case "r2" -> Optional.of(bucket("r2", location, "account_id", "account-id"));
      case "tigris" -> Optional.of(bucket("tigris", location, null, null));
      case "gs", "gcs" -> Optional.of(bucket("gs", location, null, null));
      case "http+icechunk", "http+ic" -> Optional.of(web("http", location));
      case "https+icechunk", "https+ic" -> Optional.of(web("https", location));
      default -> Optional.empty();
    };
  }

  private static RedirectTarget web(String scheme, String location) {
    String rest = location.substring(location.indexOf("://"));
    return new RedirectTarget(scheme + rest, StorageOptions.STANDARD);
  }

  private static RedirectTarget bucket(
      String scheme, String location, String required, String setting) {
    URI uri;
    try {
      uri = new URI(location);
    } catch (URISyntaxException e) {
      throw refused("expected a URL, found one that cannot be read");
    }
    if (uri.getRawAuthority() == null || uri.getRawAuthority().indexOf('@') >= 0) {
      throw refused("expected " + scheme + "://BUCKET/PREFIX without user");
    }
    Map<String, String> query = query(uri.getRawQuery());
    Map<String, String> settings = new HashMap<>();
    settings.put("anonymous", "true");
    if (required != null) {
      String value = query.get(required);
      if (value == null || value.isEmpty()) {
        throw refused("expected " + required + " in the query of " + scheme + "://…");
      }
      settings.put(setting, value);
    }
    if (scheme.equals("tigris")) {
      settings.put("access", "read");
    }
    if (!scheme.equals("gs") && query.containsKey("region")) {
      settings.put("region", query.get("region"));
    }
    String path = uri.getPath() == null ? "" : uri.getPath();
    return new RedirectTarget(
        scheme + "://" + uri.getRawAuthority() + path,
        new StorageOptions(StorageOptions.Durability.FSYNC, settings));
  }

  private static Map<String, String> query(String text) {
    Map<String, String> values = new HashMap<>();
    for (String pair : text == null ? new String[0] : text.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values.put(
            pair.substring(0, equals),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return values;
  }

  private static StorageException refused(String why) {
    return new StorageException(ErrorKind.BAD_REDIRECT, "", "redirect to a repository: " + why);
  }
}

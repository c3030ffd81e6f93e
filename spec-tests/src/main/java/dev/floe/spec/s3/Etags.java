package dev.floe.spec.s3;

import java.util.Arrays;

/// Comparisons of entity tags.
final class Etags {
  private Etags() {}

  /// Whether a header names an etag: `*`, or a list, quoted or not.
  static boolean matches(String header, String etag) {
    return Arrays.stream(header.split(","))
        .map(String::strip)
        .anyMatch(one -> one.equals("*") || unquoted(one).equals(etag));
  }

  static String unquoted(String etag) {
    return etag.length() >= 2 && etag.startsWith("\"") && etag.endsWith("\"")
        ? etag.substring(1, etag.length() - 1)
        : etag;
  }
}

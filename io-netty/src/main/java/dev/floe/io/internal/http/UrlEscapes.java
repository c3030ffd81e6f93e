package dev.floe.io.internal.http;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Percent encoding of opaque texts for request targets: everything but the unreserved characters
/// of RFC 3986, so that what is signed and what goes over the wire are the same to the byte.
public final class UrlEscapes {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private UrlEscapes() {}

  /// One segment of a path, or a name or value of a query.
  public static String segment(String text) {
    return escaped(text, false);
  }

  /// A path: its slashes stay.
  public static String path(String text) {
    return escaped(text, true);
  }

  /// A query of names and values: `name=value&…`; a null value makes a bare name, and an absent
  /// pair is left out by not passing it.
  public static String query(String... namesAndValues) {
    StringBuilder query = new StringBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      query.append(query.isEmpty() ? "" : "&").append(segment(namesAndValues[i]));
      if (namesAndValues[i + 1] != null) {
        query.append('=').append(segment(namesAndValues[i + 1]));
      }
    }
    return query.toString();
  }

  private static String escaped(String text, boolean slashes) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c >= 'a' && c <= 'z'
          || c >= 'A' && c <= 'Z'
          || c >= '0' && c <= '9'
          || c == '-'
          || c == '.'
          || c == '_'
          || c == '~'
          || slashes && c == '/') {
        out.append(c);
      } else {
        HEX.toHexDigits(out.append('%'), b);
      }
    }
    return out.toString();
  }
}

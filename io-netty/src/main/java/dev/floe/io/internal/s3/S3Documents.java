package dev.floe.io.internal.s3;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The documents that are sent to S3.
final class S3Documents {
  private S3Documents() {}

  /// A part of an upload that has arrived.
  ///
  /// @param checksum the name of the element and the value, where parts have checksums
  record Part(String etag, Optional<Checked> checksum) {
    /// A checksum as documents carry it.
    record Checked(String element, String base64) {}
  }

  /// Whether a document can name a key; XML knows no control characters but three.
  static boolean canName(String key) {
    return key.codePoints()
        .allMatch(c ->
            c == '\t'
                || c == '\n'
                || c == '\r'
                || c >= 0x20 && c < 0xd800
                || c > 0xdfff && c < 0xfffe
                || c > 0xffff);
  }

  static byte[] deletion(Collection<String> keys) {
    StringBuilder out =
        new StringBuilder("<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
    for (String key : keys) {
      element(out.append("<Object>"), "Key", key).append("</Object>");
    }
    return bytes(out.append("</Delete>"));
  }

  static byte[] completion(List<Part> parts) {
    StringBuilder out =
        new StringBuilder(
            "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      out.append("<Part>");
      part.checksum().ifPresent(checked -> element(out, checked.element(), checked.base64()));
      element(element(out, "ETag", part.etag()), "PartNumber", Integer.toString(i + 1));
      out.append("</Part>");
    }
    return bytes(out.append("</CompleteMultipartUpload>"));
  }

  private static StringBuilder element(StringBuilder out, String name, String text) {
    out.append('<').append(name).append('>');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append("&quot;");
        case '\t', '\n', '\r' -> out.append("&#").append((int) c).append(';');
        default -> out.append(c);
      }
    }
    return out.append("</").append(name).append('>');
  }

  private static byte[] bytes(StringBuilder text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}

package dev.floe.virtual;

import java.util.ArrayList;
import java.util.List;

/// The path of a URL, dot segments resolved as the WHATWG URL standard says: `%2e` is a dot too,
/// and nothing leads above the root.
final class UrlPath {
  private UrlPath() {}

  /// @param path what stands behind the authority, up to the query; empty or beginning with a slash
  /// @param ofFile whether a drive letter at the front is kept, as for `file:` URLs
  static String resolved(String path, boolean ofFile) {
    List<String> segments = new ArrayList<>();
    String rest = path.startsWith("/") ? path.substring(1) : path;
    String[] parts = rest.split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      boolean last = i == parts.length - 1;
      if (isDoubleDot(parts[i])) {
        if (!segments.isEmpty() && !(ofFile && isOnlyDrive(segments))) {
          segments.removeLast();
        }
        if (last) {
          segments.add("");
        }
      } else if (isDot(parts[i])) {
        if (last) {
          segments.add("");
        }
      } else {
        segments.add(parts[i]);
      }
    }
    return "/" + String.join("/", segments);
  }

  static boolean isDot(String segment) {
    return segment.equals(".") || segment.equalsIgnoreCase("%2e");
  }

  static boolean isDoubleDot(String segment) {
    return segment.equals("..")
        || segment.equalsIgnoreCase(".%2e")
        || segment.equalsIgnoreCase("%2e.")
        || segment.equalsIgnoreCase("%2e%2e");
  }

  private static boolean isOnlyDrive(List<String> segments) {
    String first = segments.getFirst();
    return segments.size() == 1
        && first.length() == 2
        && Character.isLetter(first.charAt(0))
        && first.charAt(0) < 128
        && first.charAt(1) == ':';
  }
}

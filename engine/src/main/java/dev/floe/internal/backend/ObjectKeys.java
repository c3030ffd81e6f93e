package dev.floe.internal.backend;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;

/// What a key may be: segments separated by single slashes, none of them empty, `.` or `..`, and no
/// NUL anywhere. The rules hold in memory too, so that tests meet what a file system would refuse.
public final class ObjectKeys {
  private ObjectKeys() {}

  /// The key itself, or `invalid-key`.
  public static String checked(String key) {
    checkSegments(key, key);
    return key;
  }

  /// A listing prefix without its trailing slash; empty for everything.
  public static String checkedPrefix(String prefix) {
    String bare = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    if (!prefix.isEmpty()) {
      checkSegments(bare, prefix);
    }
    return bare;
  }

  /// Whether a key lies below a checked prefix: whole segments only, and the prefix itself is not
  /// below itself.
  public static boolean isBelow(String prefix, String key) {
    return prefix.isEmpty()
        || key.length() > prefix.length()
            && key.charAt(prefix.length()) == '/'
            && key.startsWith(prefix);
  }

  private static void checkSegments(String key, String asGiven) {
    int start = 0;
    while (start <= key.length()) {
      int slash = key.indexOf('/', start);
      int end = slash < 0 ? key.length() : slash;
      if (end == start
          || end - start == 1 && key.charAt(start) == '.'
          || end - start == 2 && key.startsWith("..", start)) {
        throw refused(asGiven, "segments that are not empty, \".\" or \"..\"");
      }
      start = end + 1;
    }
    if (key.indexOf('\0') >= 0) {
      throw refused(asGiven.replace('\0', '?'), "no NUL character");
    }
  }

  private static InvalidInputException refused(String key, String expected) {
    return new InvalidInputException(
        ErrorKind.INVALID_KEY, "object key \"" + key + "\": expected " + expected);
  }
}

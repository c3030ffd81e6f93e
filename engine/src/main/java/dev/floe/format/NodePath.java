package dev.floe.format;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import java.io.Serializable;
import java.util.Comparator;
import java.util.Objects;

/// The place of a node in the hierarchy: absolute, `/`-separated, the root is `/`.
///
/// Two orders exist in the format. Snapshots sort their nodes in [#STRING_ORDER] (UTF-8 bytes of
/// the whole text: `/a-b` before `/a/b`); transaction logs sort moves in [#SEGMENT_ORDER] (segment
/// by segment: `/a/b` before `/a-b`). The natural order is the string order.
public record NodePath(String text) implements Serializable, Comparable<NodePath> {
  /// The root, `/`.
  public static final NodePath ROOT = new NodePath("/");

  /// UTF-8 bytes of the whole path.
  public static final Comparator<NodePath> STRING_ORDER =
      (a, b) -> Utf8Order.INSTANCE.compare(a.text, b.text);

  /// Segment by segment, by UTF-8 bytes; a path comes before what lies below it.
  public static final Comparator<NodePath> SEGMENT_ORDER = NodePath::compareSegments;

  public NodePath {
    Objects.requireNonNull(text, "text");
  }

  /// A canonical path: begins with `/`, has no empty, `.` or `..` segment and no trailing slash.
  public static NodePath of(String text) {
    if (text.equals("/")) {
      return ROOT;
    }
    if (!text.startsWith("/") || text.indexOf('\0') >= 0) {
      throw invalid(text);
    }
    for (int from = 1; from <= text.length(); ) {
      int slash = text.indexOf('/', from);
      int to = slash < 0 ? text.length() : slash;
      if (to == from
          || (to - from == 1 && text.charAt(from) == '.')
          || (to - from == 2 && text.startsWith("..", from))) {
        throw invalid(text);
      }
      from = to + 1;
      if (slash < 0) {
        return new NodePath(text);
      }
    }
    throw invalid(text);
  }

  /// A path as some file holds it, tolerated whatever it is: other writers stored `//lead`.
  public static NodePath stored(String text) {
    return text.equals("/") ? ROOT : new NodePath(text);
  }

  private static InvalidInputException invalid(String text) {
    return new InvalidInputException(
        ErrorKind.INVALID_PATH,
        "node path: expected an absolute path without empty, \".\" or \"..\" segments and without a"
            + " trailing slash, found \""
            + text
            + "\"");
  }

  /// Whether this is the root.
  public boolean isRoot() {
    return text.equals("/");
  }

  /// The last segment; empty for the root.
  public String name() {
    return text.substring(text.lastIndexOf('/') + 1);
  }

  /// The path one segment up; the root's is the root.
  public NodePath parent() {
    int slash = text.lastIndexOf('/');
    return slash <= 0 ? ROOT : new NodePath(text.substring(0, slash));
  }

  /// The path of a child.
  public NodePath child(String name) {
    return of(isRoot() ? "/" + name : text + "/" + name);
  }

  /// Whether this is `ancestor` or lies below it, by whole segments.
  public boolean isAtOrBelow(NodePath ancestor) {
    return ancestor.isRoot()
        || (text.startsWith(ancestor.text)
            && (text.length() == ancestor.text.length()
                || text.charAt(ancestor.text.length()) == '/'));
  }

  /// The text as it begins Zarr keys: without the leading slash; empty for the root.
  public String keyPrefix() {
    return text.substring(1);
  }

  @Override
  public int compareTo(NodePath other) {
    return Utf8Order.INSTANCE.compare(text, other.text);
  }

  private static int compareSegments(NodePath a, NodePath b) {
    String x = a.isRoot() ? "" : a.text;
    String y = b.isRoot() ? "" : b.text;
    int i = 0;
    while (i < x.length() && i < y.length() && x.charAt(i) == y.charAt(i)) {
      i++;
    }
    boolean endX = i == x.length();
    boolean endY = i == y.length();
    if (endX || endY) {
      return Boolean.compare(endY, endX);
    }
    if (x.charAt(i) == '/' || y.charAt(i) == '/') {
      return x.charAt(i) == '/' ? -1 : 1;
    }
    return Utf8Order.INSTANCE.compare(x, y);
  }

  @Override
  public String toString() {
    return text;
  }
}

package dev.floe.cli;

import dev.floe.Session;
import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.error.NotFoundException;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;

/// Prefixes of keys as people name them: groups and arrays, with or without a slash at either end.
final class Prefixes {
  private Prefixes() {}

  /// Fails with `node-not-found` where there is neither a node nor an array above. Prefixes that
  /// cannot be, such as one into the chunks of an array, are left to the store, which says why.
  static void require(Session session, String prefix) {
    int from = prefix.startsWith("/") ? 1 : 0;
    int to = prefix.endsWith("/") && prefix.length() > from ? prefix.length() - 1 : prefix.length();
    String trimmed = prefix.substring(from, to);
    if (trimmed.isEmpty()) {
      return;
    }
    NodePath path;
    try {
      path = NodePath.of("/" + trimmed);
    } catch (InvalidInputException e) {
      return;
    }
    if (session.node(path).isPresent()) {
      return;
    }
    NodePath above = path;
    do {
      above = above.parent();
      if (session.node(above).map(NodeSnapshot::isArray).orElse(false)) {
        return;
      }
    } while (!above.isRoot());
    throw new NotFoundException(
        ErrorKind.NODE_NOT_FOUND, "node " + path + ": expected a group or an array, found none");
  }
}

package dev.floe.fuzz.isolation;

/// A key of the store, taken apart: the node's path, and what of the node it is.
///
/// @param node the path of the node; empty for the root
/// @param part `zarr.json`, or a chunk such as `c/0/1`
record StoreKey(String node, String part) {
  private static final String DOCUMENT = "zarr.json";
  private static final String CHUNKS = "c/";

  static StoreKey of(String key) {
    if (key.equals(DOCUMENT) || key.endsWith("/" + DOCUMENT)) {
      return new StoreKey(
          key.substring(0, Math.max(0, key.length() - DOCUMENT.length() - 1)), DOCUMENT);
    }
    int chunk = key.lastIndexOf("/" + CHUNKS);
    if (chunk < 0 && !key.startsWith(CHUNKS)) {
      throw new IllegalArgumentException(
          key + ": expected the key of a document or of a chunk such as a/c/0");
    }
    return new StoreKey(key.substring(0, Math.max(0, chunk)), key.substring(chunk + 1));
  }

  static StoreKey document(String node) {
    return new StoreKey(node, DOCUMENT);
  }

  boolean isDocument() {
    return part.equals(DOCUMENT);
  }

  /// The same part of a node elsewhere.
  StoreKey at(String otherNode) {
    return new StoreKey(otherNode, part);
  }

  String text() {
    return node.isEmpty() ? part : node + "/" + part;
  }

  /// Whether a path is another, or lies below it; everything lies below the empty one.
  static boolean isWithin(String path, String above) {
    return above.isEmpty() || path.equals(above) || path.startsWith(above + "/");
  }
}

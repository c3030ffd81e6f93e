package dev.floe.zarr;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.format.ChunkIndices;
import dev.floe.format.NodePath;

/// What a Zarr key stands for. Keys are canonical: one leading slash is forgiven, empty, `.` and
/// `..` segments are not, and chunk coordinates are plain decimal numbers below 2³² without leading
/// zeros, behind a segment that is exactly `c`.
public sealed interface StoreKey {
  /// The document of a node, `<path>/zarr.json`.
  record Document(NodePath path) implements StoreKey {}

  /// A chunk of an array, `<path>/c[/i/j…]`.
  record Chunk(NodePath path, ChunkIndices coordinates) implements StoreKey {}

  /// A Zarr 2 key (`.zarray`, `.zgroup`, `.zattrs`, `.zmetadata`): never there, never writable.
  record ZarrV2(String key) implements StoreKey {}

  /// Reads a key; anything else is `invalid-key`.
  static StoreKey parse(String key) {
    StoreKey parsed = parseStored(key);
    switch (parsed) {
      case Document(NodePath path) -> requireCanonical(path, key);
      case Chunk(NodePath path, ChunkIndices at) -> requireCanonical(path, key);
      case ZarrV2 any -> {}
    }
    return parsed;
  }

  private static void requireCanonical(NodePath path, String key) {
    try {
      NodePath.of(path.text());
    } catch (InvalidInputException e) {
      throw new InvalidInputException(
          ErrorKind.INVALID_KEY, "key \"" + key + "\": " + e.getMessage(), e);
    }
  }

  /// Reads a key for a look-up: the node's path may be any that another writer stored.
  static StoreKey parseStored(String key) {
    String text = key.startsWith("/") ? key.substring(1) : key;
    int slash = text.lastIndexOf('/');
    String last = text.substring(slash + 1);
    switch (last) {
      case "zarr.json":
        return new Document(path(text, Math.max(slash, 0)));
      case ".zarray", ".zgroup", ".zattrs", ".zmetadata":
        return new ZarrV2(text);
      default:
        break;
    }
    ChunkKeyScan scan = new ChunkKeyScan();
    if (!scan.scan(text)) {
      throw new InvalidInputException(
          ErrorKind.INVALID_KEY,
          "key \"" + key + "\": expected <path>/zarr.json or <path>/c/<coordinates>");
    }
    return new Chunk(path(text, scan.pathLength()), scan.coordinates());
  }

  private static NodePath path(String text, int length) {
    return length == 0 ? NodePath.ROOT : NodePath.stored("/" + text.substring(0, length));
  }

  /// The canonical text of this key.
  default String text() {
    return switch (this) {
      case Document(NodePath path) -> path.isRoot() ? "zarr.json" : path.keyPrefix() + "/zarr.json";
      case Chunk(NodePath path, ChunkIndices at) -> chunkText(path, at);
      case ZarrV2(String key) -> key;
    };
  }

  private static String chunkText(NodePath path, ChunkIndices at) {
    String c = path.isRoot() ? "c" : path.keyPrefix() + "/c";
    return at.rank() == 0 ? c : c + "/" + at.keySuffix();
  }
}

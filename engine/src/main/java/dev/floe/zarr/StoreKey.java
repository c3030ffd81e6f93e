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
    String text = key.startsWith("/") ? key.substring(1) : key;
    int slash = text.lastIndexOf('/');
    String last = text.substring(slash + 1);
    switch (last) {
      case "zarr.json":
        return new Document(path(text, Math.max(slash, 0), key));
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
    return new Chunk(path(text, scan.pathLength(), key), scan.coordinates());
  }

  private static NodePath path(String text, int length, String key) {
    if (length == 0) {
      return NodePath.ROOT;
    }
    try {
      return NodePath.of("/" + text.substring(0, length));
    } catch (InvalidInputException e) {
      throw new InvalidInputException(
          ErrorKind.INVALID_KEY, "key \"" + key + "\": " + e.getMessage(), e);
    }
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

package dev.floe.zarr;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.format.NodeData;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.internal.commit.ChunkScan;
import dev.floe.internal.commit.ResolvedArray;
import dev.floe.internal.commit.SessionCore;
import dev.floe.internal.read.ChunkCursor;
import dev.floe.internal.read.VirtualSources;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/// Listings of a store: lazy, and in a defined order — documents by the UTF-8 bytes of their nodes'
/// paths, then chunks by path and coordinates. To list a directory no chunk is looked at, unless
/// the directory is one of chunks.
final class StoreListing {
  private final SessionCore core;

  StoreListing(SessionCore core) {
    this.core = core;
  }

  /// Every key at or below a node; the root need not exist.
  Stream<String> keys(String prefix) {
    SessionCore.State state = core.state();
    NodePath path = present(state, prefix);
    return Stream.concat(
        documents(state, path), arrays(state, path).flatMap(found -> chunkKeys(state, found)));
  }

  /// The keys of the documents at or below a node.
  Stream<String> documents(String prefix) {
    SessionCore.State state = core.state();
    return documents(state, present(state, prefix));
  }

  /// The lengths of the chunks of all arrays at or below a node, added up.
  long chunkBytes(String prefix) {
    SessionCore.State state = core.state();
    try (Stream<NodeSnapshot> arrays = arrays(state, present(state, prefix))) {
      return arrays.mapToLong(found -> chunkBytes(state, core.resolvedOf(state, found))).sum();
    }
  }

  private long chunkBytes(SessionCore.State state, ResolvedArray array) {
    long bytes = 0;
    try (ChunkScan scan = new ChunkScan(core, state, array)) {
      while (scan.next()) {
        if (array.chunks().contains(scan.indices(), scan.rank())) {
          bytes += scan.lengthBytes();
        }
      }
    }
    return bytes;
  }

  /// The path of a node that is there, or of the root.
  private static NodePath present(SessionCore.State state, String prefix) {
    NodePath path = node(prefix);
    if (!path.isRoot() && state.nodes().find(path).isEmpty()) {
      throw new InvalidInputException(
          ErrorKind.BAD_KEY_PREFIX,
          "prefix \"" + prefix + "\": expected the path of a group or an array, found none");
    }
    return path;
  }

  private static Stream<String> documents(SessionCore.State state, NodePath path) {
    return state.nodes().listed(path).map(found -> documentKey(found.path()));
  }

  private static Stream<NodeSnapshot> arrays(SessionCore.State state, NodePath path) {
    return state.nodes().listed(path).filter(NodeSnapshot::isArray);
  }

  private Stream<String> chunkKeys(SessionCore.State state, NodeSnapshot array) {
    ChunkScan scan = new ChunkScan(core, state, core.resolvedOf(state, array));
    String prefix = ChunkKeys.prefix(array.path());
    StringBuilder scratch = new StringBuilder();
    return ChunkKeys.stream(scan, at -> ChunkKeys.key(prefix, at, scratch));
  }

  /// The key of a node's document; that of a node which another writer stored as `//a` is listed as
  /// `a/zarr.json`, as that writer lists it, and is read under that name too.
  private static String documentKey(NodePath path) {
    if (path.isRoot()) {
      return "zarr.json";
    }
    String prefix = path.keyPrefix();
    int slashes = 0;
    while (slashes < prefix.length() && prefix.charAt(slashes) == '/') {
      slashes++;
    }
    return prefix.substring(slashes) + "/zarr.json";
  }

  /// The location of each virtual chunk of each grid.
  Stream<String> virtualLocations() {
    SessionCore.State state = core.state();
    VirtualSources sources = core.services().reads().virtualSources();
    return arrays(state, NodePath.ROOT)
        .flatMap(found -> virtualLocations(state, core.resolvedOf(state, found)))
        .map(sources::expanded);
  }

  private Stream<String> virtualLocations(SessionCore.State state, ResolvedArray array) {
    ChunkCursor cursor = new ChunkCursor();
    return ChunkKeys.stream(
        new ChunkScan(core, state, array),
        at -> {
          at.fill(cursor);
          return array.chunks().contains(at.indices(), at.rank()) ? cursor.location() : null;
        });
  }

  /// The names directly below a node or below a directory of chunks; nothing for anything else.
  Stream<String> children(String prefix) {
    String trimmed = trim(prefix);
    SessionCore.State state = core.state();
    Optional<NodePath> path = canonical(trimmed);
    Optional<NodeSnapshot> node = path.flatMap(state.nodes()::find);
    if (node.isPresent()) {
      return switch (node.get().data()) {
        case NodeData.Array array -> Stream.of("zarr.json", "c");
        case NodeData.Group group ->
            Stream.concat(Stream.of("zarr.json"), childNodes(state, path.get()));
      };
    }
    if (path.isPresent() && path.get().isRoot()) {
      return childNodes(state, NodePath.ROOT);
    }
    ChunkKeyScan scan = new ChunkKeyScan();
    if (path.isEmpty() || !scan.scan(trimmed)) {
      return Stream.empty();
    }
    String arrayPath = trimmed.substring(0, scan.pathLength());
    return canonical(arrayPath)
        .flatMap(state.nodes()::find)
        .filter(NodeSnapshot::isArray)
        .map(array -> chunkChildren(state, array, scan))
        .orElseGet(Stream::empty);
  }

  private Stream<String> chunkChildren(
      SessionCore.State state, NodeSnapshot array, ChunkKeyScan scan) {
    int[] coordinates = Arrays.copyOf(scan.indices(), scan.rank());
    if (coordinates.length >= ((NodeData.Array) array.data()).shape().size()) {
      return Stream.empty();
    }
    ChunkScan chunks = new ChunkScan(core, state, core.resolvedOf(state, array));
    return ChunkKeys.children(chunks, coordinates);
  }

  /// The names of the nodes directly below a group.
  private static Stream<String> childNodes(SessionCore.State state, NodePath group) {
    return state.nodes().children(group).stream().map(NodePath::name);
  }

  private static String trim(String prefix) {
    int from = prefix.startsWith("/") ? 1 : 0;
    int to = prefix.endsWith("/") && prefix.length() > from ? prefix.length() - 1 : prefix.length();
    return prefix.substring(from, to);
  }

  static Optional<NodePath> canonical(String trimmed) {
    try {
      return Optional.of(trimmed.isEmpty() ? NodePath.ROOT : NodePath.of("/" + trimmed));
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }

  private static NodePath node(String prefix) {
    return canonical(trim(prefix))
        .orElseThrow(() ->
            new InvalidInputException(
                ErrorKind.BAD_KEY_PREFIX,
                "prefix \"" + prefix + "\": expected the path of a group or an array"));
  }
}

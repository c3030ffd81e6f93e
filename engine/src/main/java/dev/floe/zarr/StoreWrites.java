package dev.floe.zarr;

import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.InvalidInputException;
import dev.floe.error.ReadOnlyException;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkPayload;
import dev.floe.format.NodeData;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.internal.commit.ArrayContent;
import dev.floe.internal.commit.ChunkScan;
import dev.floe.internal.commit.ResolvedArray;
import dev.floe.internal.commit.SessionCore;
import dev.floe.internal.commit.SessionNodes;
import dev.floe.internal.read.VirtualSources;
import dev.floe.memory.SegmentLease;
import dev.floe.virtual.VirtualChunk;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The writing half of a store. Everything is checked before a byte is stored, so that a refused
/// write leaves nothing behind.
final class StoreWrites {
  private final SessionCore core;

  StoreWrites(SessionCore core) {
    this.core = core;
  }

  void requireWritable() {
    if (core.state().readOnly()) {
      throw new ReadOnlyException(
          ErrorKind.READ_ONLY_STORE,
          "the store of a session that only reads takes no writes; open a writable session");
    }
    core.writableState();
  }

  static InvalidInputException zarrV2(String key) {
    return new InvalidInputException(
        ErrorKind.UNIMPLEMENTED, "key \"" + key + "\": Zarr 2 documents cannot be stored");
  }

  void set(StoreKey key, MemorySegment value) {
    switch (key) {
      case StoreKey.Document(NodePath path) -> setDocument(path, value);
      case StoreKey.Chunk(NodePath path, ChunkIndices at) -> {
        ResolvedArray array = core.array(path);
        requireChunk(array, at, value.byteSize());
        record(array, at, core.storeChunk(path, at, value));
      }
      case StoreKey.ZarrV2(String text) -> throw zarrV2(text);
    }
  }

  /// Writes a value out of a lease that stays the caller's, to be closed; the memory does not.
  void set(StoreKey key, SegmentLease value) {
    if (key instanceof StoreKey.Chunk(NodePath path, ChunkIndices at)) {
      ResolvedArray array = core.array(path);
      requireChunk(array, at, value.lengthBytes());
      record(array, at, core.storeChunk(path, at, value));
    } else {
      set(key, value.segment());
    }
  }

  boolean setIfAbsent(StoreKey key, MemorySegment value) {
    requireWritable();
    if (!(key instanceof StoreKey.Chunk(NodePath path, ChunkIndices at))) {
      try {
        set(key, value);
        return true;
      } catch (IcechunkException e) {
        if (e.kind() == ErrorKind.NODE_ALREADY_EXISTS) {
          return false;
        }
        throw e;
      }
    }
    ResolvedArray array = core.array(path);
    requireChunk(array, at, value.byteSize());
    ChunkPayload payload = core.storeChunk(path, at, value);
    return core.writableState()
        .nodes()
        .recordChunkIf(
            array.node(),
            at.toUnsigned(),
            at.rank(),
            recorded -> recorded == null || recorded.payload().isEmpty(),
            payload);
  }

  private void setDocument(NodePath path, MemorySegment value) {
    byte[] bytes = value.toArray(ValueLayout.JAVA_BYTE);
    SessionCore.State state = core.writableState();
    NodeData data = NodeDocument.parse(bytes, path, core.services().assets().specVersion());
    MemorySegment document = MemorySegment.ofArray(bytes);
    SessionNodes nodes = state.nodes();
    Optional<NodeSnapshot> existing = nodes.find(path);
    boolean sameType =
        existing.isPresent() && existing.get().isArray() == data instanceof NodeData.Array;
    if (sameType && existing.get().userData().mismatch(document) == -1) {
      return;
    }
    switch (data) {
      case NodeData.Group group -> {
        if (sameType) {
          nodes.updateGroup(path, document);
        } else {
          nodes.addGroup(path, document);
        }
      }
      case NodeData.Array array -> {
        ArrayContent content = new ArrayContent(array.shape(), array.dimensionNames(), document);
        if (sameType) {
          nodes.updateArray(path, content);
        } else {
          nodes.addArray(path, content);
        }
      }
    }
  }

  static void requireChunk(ResolvedArray array, ChunkIndices at, long lengthBytes) {
    if (lengthBytes == 0) {
      throw new InvalidInputException(
          ErrorKind.ZERO_LENGTH_CHUNK,
          "chunk " + at + " of " + array.node().path() + ": expected at least one byte");
    }
    if (!SessionNodes.isChunk(array.node(), at.toUnsigned(), at.rank())) {
      throw new InvalidInputException(
          ErrorKind.INVALID_CHUNK_INDEX,
          "chunk "
              + at
              + " of "
              + array.node().path()
              + ": expected coordinates within the grid "
              + array.array().shape().stream().map(d -> d.chunkCount()).toList());
    }
  }

  private void record(ResolvedArray array, ChunkIndices at, ChunkPayload payload) {
    core.writableState().nodes().recordChunk(array.node(), at.toUnsigned(), at.rank(), payload);
  }

  void setVirtualRef(String key, VirtualChunk chunk, boolean validate) {
    if (!(StoreKey.parse(key) instanceof StoreKey.Chunk(NodePath path, ChunkIndices at))) {
      throw new InvalidInputException(
          ErrorKind.NOT_ALLOWED,
          "key \"" + key + "\": expected the key of a chunk for a virtual reference");
    }
    VirtualSources sources = core.services().reads().virtualSources();
    String location = sources.normalized(chunk.location());
    if (validate) {
      sources.requireContainer(location);
    }
    ResolvedArray array = core.array(path);
    requireChunk(array, at, chunk.lengthBytes());
    record(
        array,
        at,
        new ChunkPayload.Virtual(location, chunk.offset(), chunk.lengthBytes(), chunk.checksum()));
  }

  List<Integer> setVirtualRefs(String arrayPath, VirtualChunkColumns chunks, boolean validate) {
    String text = arrayPath.startsWith("/") ? arrayPath : "/" + arrayPath;
    ResolvedArray array = core.array(NodePath.of(text));
    VirtualSources sources = core.services().reads().virtualSources();
    Map<String, Optional<String>> known = new HashMap<>();
    VirtualRefs refs =
        new VirtualRefs(
            chunks, each -> known.computeIfAbsent(each, l -> acceptable(sources, l, validate)));
    List<Integer> refused = refs.check(array);
    refs.record(array.node(), core.writableState().nodes());
    return refused;
  }

  /// A location as it is stored; empty if there must be a container for it and is none.
  private static Optional<String> acceptable(
      VirtualSources sources, String given, boolean validate) {
    String location = sources.normalized(given);
    if (validate) {
      try {
        sources.requireContainer(location);
      } catch (IcechunkException e) {
        return Optional.empty();
      }
    }
    return Optional.of(location);
  }

  /// Deletes a node, or records that a chunk is deleted; coordinates of no chunk are ignored.
  void delete(StoreKey key) {
    SessionNodes nodes = core.writableState().nodes();
    switch (key) {
      case StoreKey.Document(NodePath path) -> nodes.deleteNode(path);
      case StoreKey.Chunk(NodePath path, ChunkIndices at) -> {
        int[] indices = at.toUnsigned();
        nodes
            .find(path)
            .filter(NodeSnapshot::isArray)
            .filter(array -> SessionNodes.isChunk(array, indices, at.rank()))
            .ifPresent(array -> nodes.recordChunk(array, indices, at.rank(), null));
      }
      case StoreKey.ZarrV2 never -> {}
    }
  }

  void deleteDirectory(String prefix) {
    String trimmed = prefix.replaceAll("^/+|/+$", "");
    SessionNodes nodes = core.writableState().nodes();
    Optional<NodePath> path = StoreListing.canonical(trimmed);
    if (path.isPresent() && nodes.deleteNode(path.get())) {
      return;
    }
    ChunkKeyScan scan = new ChunkKeyScan();
    if (path.isEmpty() || path.get().isRoot() || !scan.scan(trimmed)) {
      return;
    }
    Optional<NodePath> arrayPath = StoreListing.canonical(trimmed.substring(0, scan.pathLength()));
    arrayPath
        .flatMap(nodes::find)
        .filter(NodeSnapshot::isArray)
        .ifPresent(array -> deleteChunks(array, Arrays.copyOf(scan.indices(), scan.rank())));
  }

  private void deleteChunks(NodeSnapshot array, int[] prefix) {
    SessionCore.State state = core.writableState();
    List<ChunkIndices> below = new ArrayList<>();
    ChunkScan scan = new ChunkScan(core, state, core.resolvedOf(state, array));
    scan.seek(prefix, prefix.length);
    try (Stream<ChunkIndices> chunks =
        ChunkKeys.stream(scan, at -> ChunkIndices.ofUnsigned(at.indices(), at.rank()))) {
      chunks
          .takeWhile(at ->
              Arrays.equals(
                  at.toUnsigned(), 0, Math.min(at.rank(), prefix.length), prefix, 0, prefix.length))
          .filter(at -> SessionNodes.isChunk(array, at.toUnsigned(), at.rank()))
          .forEach(below::add);
    }
    for (ChunkIndices at : below) {
      state.nodes().recordChunk(array, at.toUnsigned(), at.rank(), null);
    }
  }
}

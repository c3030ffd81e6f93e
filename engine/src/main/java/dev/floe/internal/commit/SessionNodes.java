package dev.floe.internal.commit;

import dev.floe.error.AlreadyExistsException;
import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.error.NotFoundException;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkPayload;
import dev.floe.format.NodeData;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The hierarchy as an editing session sees it: its base with its changes laid over, and the rules
/// by which nodes and chunks change. Any thread may call; no I/O happens here.
///
/// @param base the nodes of the base snapshot
/// @param changes what the session changed
/// @param random where the ids of new nodes come from
public record SessionNodes(BaseNodes base, EditChanges changes, RandomGenerator random) {

  /// The node at a path.
  public Optional<NodeSnapshot> find(NodePath path) {
    NodeSnapshot added = changes.newNode(path);
    if (added != null) {
      return Optional.of(added);
    }
    return base.find(path).filter(node -> !changes.isDeleted(node.id())).map(changes::overlaid);
  }

  /// The node at a path, or `node-not-found`.
  public NodeSnapshot node(NodePath path) {
    return find(path)
        .orElseThrow(() ->
            new NotFoundException(
                ErrorKind.NODE_NOT_FOUND, "node " + path + ": there is none in this session"));
  }

  /// The array at a path, or `node-not-found`, or `not-an-array`.
  public NodeSnapshot array(NodePath path) {
    NodeSnapshot node = node(path);
    requireArray(node);
    return node;
  }

  private static void requireArray(NodeSnapshot node) {
    if (!node.isArray()) {
      throw new InvalidInputException(
          ErrorKind.NOT_AN_ARRAY, "node " + node.path() + ": expected an array, found a group");
    }
  }

  private static void requireGroup(NodeSnapshot node) {
    if (node.isArray()) {
      throw new InvalidInputException(
          ErrorKind.NOT_A_GROUP, "node " + node.path() + ": expected a group, found an array");
    }
  }

  /// The nodes at or below a path by whole segments, in the order of the UTF-8 bytes of their
  /// paths.
  public Stream<NodeSnapshot> atOrBelow(NodePath parent) {
    return laidOver(parent, base.atOrBelow(parent));
  }

  /// As [#atOrBelow], for somebody who looks at which nodes there are and not at their documents.
  public Stream<NodeSnapshot> listed(NodePath parent) {
    return laidOver(parent, base.listed(parent));
  }

  private Stream<NodeSnapshot> laidOver(NodePath parent, Stream<NodeSnapshot> committed) {
    List<NodeSnapshot> added =
        Stream.concat(changes.newGroups().values().stream(), changes.newArrays().values().stream())
            .filter(node -> node.path().isAtOrBelow(parent))
            .sorted(Comparator.comparing(NodeSnapshot::path, NodePath.STRING_ORDER))
            .toList();
    Stream<NodeSnapshot> existing =
        committed.filter(node -> !changes.isDeleted(node.id())).map(changes::overlaid);
    return added.isEmpty() ? existing : MergedNodes.of(existing, added.iterator());
  }

  /// The paths of the nodes directly below a path, in the order of the UTF-8 bytes of their paths.
  public List<NodePath> children(NodePath parent) {
    Stream<NodePath> added =
        Stream.concat(changes.newGroups().keySet().stream(), changes.newArrays().keySet().stream())
            .filter(path -> !path.isRoot() && path.parent().equals(parent));
    Stream<NodePath> existing =
        base.children(parent).stream()
            .filter(place -> !changes.isDeleted(place.id()))
            .map(BaseNodes.Place::path);
    return Stream.concat(existing, added).distinct().sorted(NodePath.STRING_ORDER).toList();
  }

  /// What was resolved over another base must not be changed any more.
  private <T> T mutate(Supplier<T> mutation) {
    return changes.mutate(() -> {
      changes.requireBase(base);
      return mutation.get();
    });
  }

  /// Adds a group where there is nothing; its parents are nobody's business here.
  public NodeId addGroup(NodePath path, MemorySegment userData) {
    return mutate(() -> {
      requireAbsent(path);
      NodeId id = NodeId.random(random);
      changes.addGroup(path, id, userData);
      return id;
    });
  }

  /// Adds an array where there is nothing.
  public NodeId addArray(NodePath path, ArrayContent content) {
    return mutate(() -> {
      requireAbsent(path);
      NodeId id = NodeId.random(random);
      changes.addArray(path, id, content);
      return id;
    });
  }

  private void requireAbsent(NodePath path) {
    Optional<NodeSnapshot> existing = find(path);
    if (existing.isPresent()) {
      String kind = existing.get().isArray() ? "an array" : "a group";
      throw new AlreadyExistsException(
          ErrorKind.NODE_ALREADY_EXISTS,
          "node " + path + ": expected nothing there, found " + kind);
    }
  }

  /// Replaces the document of a group.
  public void updateGroup(NodePath path, MemorySegment userData) {
    mutate(() -> {
      NodeSnapshot node = node(path);
      requireGroup(node);
      changes.updateGroup(path, node.id(), userData);
      return null;
    });
  }

  /// Replaces what an array is. No chunk is touched.
  public void updateArray(NodePath path, ArrayContent content) {
    mutate(() -> {
      changes.updateArray(path, array(path).id(), content);
      return null;
    });
  }

  /// Deletes an array with its chunks; nothing there is nothing to do.
  public void deleteArray(NodePath path) {
    mutate(() -> {
      find(path)
          .ifPresent(node -> {
            requireArray(node);
            changes.deleteArray(path, node.id());
          });
      return null;
    });
  }

  /// Deletes a group with everything below it; nothing there is nothing to do.
  public void deleteGroup(NodePath path) {
    mutate(() -> {
      find(path)
          .ifPresent(node -> {
            requireGroup(node);
            deleteAll(path);
          });
      return null;
    });
  }

  /// Deletes whatever is at a path, a group with everything below it; false if there was nothing.
  public boolean deleteNode(NodePath path) {
    return mutate(() -> {
      Optional<NodeSnapshot> node = find(path);
      node.ifPresent(found -> {
        if (found.isArray()) {
          changes.deleteArray(path, found.id());
        } else {
          deleteAll(path);
        }
      });
      return node.isPresent();
    });
  }

  /// Deletes every node.
  public void clear() {
    mutate(() -> {
      deleteAll(NodePath.ROOT);
      return null;
    });
  }

  private void deleteAll(NodePath path) {
    for (NodeSnapshot node : listed(path).toList()) {
      switch (node.data()) {
        case NodeData.Group group -> changes.deleteGroup(node.path(), node.id());
        case NodeData.Array array -> changes.deleteArray(node.path(), node.id());
      }
    }
  }

  /// Records a payload, or a deletion if it is null, for a chunk of an array as it was resolved.
  ///
  /// @throws InvalidInputException `zero-length-chunk`, or `invalid-chunk-index` where the
  ///   coordinates are not those of a chunk of the array
  public void recordChunk(NodeSnapshot array, int[] indices, int rank, ChunkPayload payload) {
    recordChunkIf(array, indices, rank, null, payload);
  }

  /// As [#recordChunk], in one step with a test of what the session recorded for the chunk before,
  /// which is null if nothing was.
  ///
  /// @return whether the condition held
  public boolean recordChunkIf(
      NodeSnapshot array,
      int[] indices,
      int rank,
      Predicate<RecordedChunk> condition,
      ChunkPayload payload) {
    if (!isChunk(array, indices, rank)) {
      throw new InvalidInputException(
          ErrorKind.INVALID_CHUNK_INDEX,
          "chunk "
              + ChunkIndices.ofUnsigned(indices, rank)
              + " of "
              + array.path()
              + ": expected coordinates within the grid "
              + ((NodeData.Array) array.data())
                  .shape().stream().map(dimension -> dimension.chunkCount()).toList());
    }
    if (payload != null && payload.lengthBytes() == 0) {
      throw new InvalidInputException(
          ErrorKind.ZERO_LENGTH_CHUNK,
          "chunk "
              + ChunkIndices.ofUnsigned(indices, rank)
              + " of "
              + array.path()
              + ": expected at least one byte, found none");
    }
    changes.requireBase(base);
    return changes.recordChunkIf(array.id(), indices, rank, condition, payload);
  }

  /// Records what is left of a run of virtual chunks of an array as it was resolved. The caller has
  /// checked coordinates and lengths.
  public void recordRun(NodeSnapshot array, VirtualRun run) {
    while (run.left() > 0) {
      changes.requireBase(base);
      changes.recordBlock(array.id(), run);
    }
  }

  /// Whether coordinates are those of a chunk of the array as it was resolved.
  public static boolean isChunk(NodeSnapshot array, int[] indices, int rank) {
    requireArray(array);
    var shape = ((NodeData.Array) array.data()).shape();
    if (shape.size() != rank) {
      return false;
    }
    for (int i = 0; i < rank; i++) {
      if (Integer.toUnsignedLong(indices[i]) >= shape.get(i).chunkCount()) {
        return false;
      }
    }
    return true;
  }
}

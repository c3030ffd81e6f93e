package dev.floe.internal.commit;

import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The nodes of the snapshot a session is based on, in memory.
public interface BaseNodes {
  /// The node at a path.
  Optional<NodeSnapshot> find(NodePath path);

  /// The nodes at or below a path, by whole segments, in the order of the UTF-8 bytes of their
  /// paths.
  Stream<NodeSnapshot> atOrBelow(NodePath path);

  /// As [#atOrBelow], for somebody who looks at which nodes there are and not at their documents.
  default Stream<NodeSnapshot> listed(NodePath path) {
    return atOrBelow(path);
  }

  /// A node's place and identity.
  record Place(NodePath path, NodeId id) {}

  /// The nodes directly below a path, in the order of the UTF-8 bytes of their paths. Nodes further
  /// below cost nothing that grows with their number.
  default List<Place> children(NodePath path) {
    try (Stream<NodeSnapshot> below = atOrBelow(path)) {
      return below
          .filter(node -> !node.path().isRoot() && node.path().parent().equals(path))
          .map(node -> new Place(node.path(), node.id()))
          .toList();
    }
  }
}

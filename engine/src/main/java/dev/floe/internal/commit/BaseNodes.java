package dev.floe.internal.commit;

import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import java.util.Optional;
import java.util.stream.Stream;

/// The nodes of the snapshot a session is based on, in memory.
public interface BaseNodes {
  /// The node at a path.
  Optional<NodeSnapshot> find(NodePath path);

  /// The nodes at or below a path, by whole segments, in the order of the UTF-8 bytes of their
  /// paths.
  Stream<NodeSnapshot> atOrBelow(NodePath path);
}

package dev.floe.internal.commit;

import dev.floe.format.NodeData;
import dev.floe.format.NodeSnapshot;
import dev.floe.internal.read.ArrayChunks;

/// An array of a session, ready for look-ups and for recording chunks. Good until a node of the
/// session changes.
public record ResolvedArray(NodeSnapshot node, ArrayChunks chunks) {
  /// The array's shape, names and manifests.
  public NodeData.Array array() {
    return (NodeData.Array) node.data();
  }
}

package dev.floe.internal.commit;

import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Base nodes from a list in string order.
record ListedNodes(List<NodeSnapshot> nodes) implements BaseNodes {
  static final ListedNodes NONE = new ListedNodes(List.of());

  @Override
  public Optional<NodeSnapshot> find(NodePath path) {
    return nodes.stream().filter(node -> node.path().equals(path)).findFirst();
  }

  @Override
  public Stream<NodeSnapshot> atOrBelow(NodePath path) {
    return nodes.stream().filter(node -> node.path().isAtOrBelow(path));
  }
}

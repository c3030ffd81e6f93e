package dev.floe.format;

import java.util.Objects;

/// The net move of one node in one commit; descendants have entries of their own.
public record MoveOperation(NodePath from, NodePath to, NodeId node, NodeType type) {
  public MoveOperation {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(type, "type");
  }
}

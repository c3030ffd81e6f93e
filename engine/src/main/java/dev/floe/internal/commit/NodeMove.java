package dev.floe.internal.commit;

import dev.floe.conflict.Conflict;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.InvalidInputException;
import dev.floe.error.NotFoundException;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import java.util.Optional;
import java.util.function.Function;

/// A node that is to go elsewhere with everything below it, and the rules for that: nothing is
/// overwritten, no parent comes into being, nothing goes below itself or below an array.
///
/// @param from where the node is
/// @param to where it is to be, name included
record NodeMove(NodePath from, NodePath to) {
  /// The node that moves, if a hierarchy lets it.
  ///
  /// @param nodes the hierarchy
  NodeSnapshot source(Function<NodePath, Optional<NodeSnapshot>> nodes) {
    NodeSnapshot source =
        nodes
            .apply(from)
            .orElseThrow(() ->
                new NotFoundException(
                    ErrorKind.NODE_NOT_FOUND, this + ": there is no node " + from));
    if (to.isAtOrBelow(from)) {
      throw refused(
          ErrorKind.MOVE_INTO_SELF_OR_DESCENDANT, "expected a destination that is not below it");
    }
    nodes
        .apply(to)
        .ifPresent(found -> {
          throw occupied(found);
        });
    NodeSnapshot parent =
        nodes
            .apply(to.parent())
            .orElseThrow(() ->
                refused(
                    ErrorKind.MOVE_DESTINATION_PARENT_MISSING,
                    "expected a group at " + to.parent() + ", found nothing"));
    if (parent.isArray()) {
      throw refused(
          ErrorKind.MOVE_DESTINATION_PARENT_NOT_GROUP,
          "expected a group at " + to.parent() + ", found an array");
    }
    return source;
  }

  /// The failure of a move to where something is.
  InvalidInputException occupied(NodeSnapshot found) {
    return refused(
        ErrorKind.MOVE_WONT_OVERWRITE,
        "expected nothing there, found "
            + (found.isArray() ? "the array " : "the group ")
            + found.path());
  }

  private InvalidInputException refused(ErrorKind kind, String what) {
    return new InvalidInputException(kind, this + ": " + what);
  }

  /// What a failure of this move means for a session that is rebased.
  Conflict conflict(IcechunkException failure) {
    return switch (failure.kind()) {
      case MOVE_WONT_OVERWRITE -> new Conflict.NewNodeConflictsWithExistingNode(to);
      case MOVE_DESTINATION_PARENT_MISSING, MOVE_DESTINATION_PARENT_NOT_GROUP ->
          new Conflict.NewNodeInInvalidGroup(to.parent());
      default -> new Conflict.MoveOperationCannotBeRebased();
    };
  }

  /// Where a node is after the move that is at or below its source now.
  NodePath carried(NodePath path) {
    return new NodePath(to.text() + path.text().substring(from.text().length()));
  }

  @Override
  public String toString() {
    return "move of " + from + " to " + to;
  }
}

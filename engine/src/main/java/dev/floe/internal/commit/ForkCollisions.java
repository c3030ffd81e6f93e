package dev.floe.internal.commit;

import dev.floe.error.ErrorKind;
import dev.floe.error.SessionStateException;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Whether the changes of a fork can be taken over into the session that was forked. What the
/// session changed before the fork is no collision: the fork has seen it, and its fork point says
/// what it was. The same thing done by both is none either, so a fork that is merged twice is like
/// one that is merged once.
///
/// @param session what the session has changed, before the fork and since
/// @param fork what the fork has changed
/// @param known the nodes of the fork point that either did something to, by id
/// @param isWrittenSince whether the session wrote chunks of an array since the fork
record ForkCollisions(
    EditChanges session,
    EditChanges fork,
    Map<NodeId, NodeSnapshot> known,
    Predicate<NodeId> isWrittenSince) {
  /// @throws SessionStateException `merge-failed` for the first collision
  void check() {
    checkDeletedInSession();
    Stream.of(fork.deletedGroups(), fork.deletedArrays())
        .flatMap(Set::stream)
        .forEach(this::checkDeletedInFork);
    checkBelowDeleted();
    checkUpdates();
    nodes(fork).forEach(this::checkNew);
    fork.allChunks().forEach((id, table) -> checkRank(id, table.rank()));
  }

  /// A node that the session deleted since was not changed in the fork, nor made anew there.
  private void checkDeletedInSession() {
    for (NodeSnapshot node : known.values()) {
      if (!session.isDeleted(node.id())) {
        continue;
      }
      if (isUpdated(fork, node.id()) || fork.chunks(node.id()) != null) {
        throw collision(node.path(), "deleted it, and the fork changed it");
      }
      NodeSnapshot anew = fork.newNode(node.path());
      if (anew != null && !anew.equals(session.newNode(node.path()))) {
        throw collision(node.path(), "deleted it, and the fork made it anew");
      }
    }
  }

  /// A node that the fork deleted was not changed in the session since, nor made anew there.
  private void checkDeletedInFork(EditChanges.DeletedNode node) {
    NodeSnapshot there = session.newNode(node.path());
    if (there != null && !there.id().equals(node.id())) {
      if (!there.equals(fork.newNode(node.path()))) {
        throw collision(node.path(), "made it anew, and the fork deleted it");
      }
    } else if (isWrittenSince.test(node.id())) {
      throw collision(node.path(), "wrote chunks of it, and the fork deleted it");
    } else if (isChangedSince(known.get(node.id()))) {
      throw collision(node.path(), "changed it, and the fork deleted it");
    }
  }

  /// Nobody made a node below a group that the other deleted.
  private void checkBelowDeleted() {
    Set<NodePath> here = new HashSet<>();
    known.values().stream()
        .filter(node -> !node.isArray() && session.isDeleted(node.id()))
        .forEach(node -> here.add(node.path()));
    Set<NodePath> there = new HashSet<>();
    fork.deletedGroups().forEach(group -> there.add(group.path()));
    nodes(fork)
        .filter(node -> isBelowAny(node, here) && !node.equals(session.newNode(node.path())))
        .forEach(node -> {
          throw collision(node.path(), "deleted a group above it, and the fork made it");
        });
    nodes(session)
        .filter(node -> isBelowAny(node, there) && !fork.isDeleted(node.id()))
        .filter(node -> !node.equals(fork.newNode(node.path())))
        .forEach(node -> {
          throw collision(node.path(), "made it, and the fork deleted a group above it");
        });
  }

  private static boolean isBelowAny(NodeSnapshot node, Set<NodePath> groups) {
    NodePath path = node.path();
    while (!groups.isEmpty() && !path.isRoot()) {
      path = path.parent();
      if (groups.contains(path)) {
        return true;
      }
    }
    return false;
  }

  private void checkUpdates() {
    fork.updatedGroups()
        .forEach((id, document) -> {
          NodeSnapshot before = known.get(id);
          if (isChangedSince(before) && now(before).userData().mismatch(document) >= 0) {
            throw collision(before.path(), "changed it, and so did the fork");
          }
        });
    fork.updatedArrays()
        .forEach((id, content) -> {
          NodeSnapshot before = known.get(id);
          if (isChangedSince(before) && !content.isThatOf(now(before))) {
            throw collision(before.path(), "changed it, and so did the fork");
          }
          requireRank(before, content.shape().size());
        });
  }

  /// A node is new in the fork where the session has none, or the same.
  private void checkNew(NodeSnapshot node) {
    NodeSnapshot there = session.newNode(node.path());
    if (there != null && !there.equals(node) && !fork.isDeleted(there.id())) {
      throw collision(node.path(), "made it, and so did the fork");
    }
  }

  /// The fork's chunks have as many coordinates as the array has dimensions in the session.
  private void checkRank(NodeId array, int rank) {
    NodeSnapshot before = known.get(array);
    if (before == null) {
      return;
    }
    boolean reshaped = !fork.updatedArrays().containsKey(array) && rank(now(before)) != rank;
    if (reshaped) {
      throw reshaped(before);
    }
    requireRank(before, rank);
  }

  /// Chunks that the session wrote since have so many coordinates.
  private void requireRank(NodeSnapshot array, int rank) {
    NodeId id = array.id();
    if (isWrittenSince.test(id) && session.chunks(id).rank() != rank) {
      throw reshaped(array);
    }
  }

  private static SessionStateException reshaped(NodeSnapshot array) {
    return collision(array.path(), "has another number of dimensions than the fork");
  }

  private static int rank(NodeSnapshot array) {
    return ArrayContent.of(array).shape().size();
  }

  /// A node of the fork point as the session has it now.
  private NodeSnapshot now(NodeSnapshot before) {
    NodeSnapshot added = session.newNode(before.path());
    return added != null && added.id().equals(before.id()) ? added : session.overlaid(before);
  }

  private boolean isChangedSince(NodeSnapshot before) {
    NodeSnapshot now = now(before);
    return before.isArray()
        ? !ArrayContent.of(now).isThatOf(before)
        : now.userData().mismatch(before.userData()) >= 0;
  }

  private static boolean isUpdated(EditChanges changes, NodeId id) {
    return changes.updatedGroups().containsKey(id) || changes.updatedArrays().containsKey(id);
  }

  private static Stream<NodeSnapshot> nodes(EditChanges changes) {
    return Stream.of(changes.newGroups().values(), changes.newArrays().values())
        .flatMap(Collection::stream);
  }

  private static SessionStateException collision(NodePath path, String what) {
    return new SessionStateException(
        ErrorKind.MERGE_FAILED,
        "merge: node "
            + path
            + ": expected one side at most to have changed it since the fork, but the session, or"
            + " a fork merged before, "
            + what);
  }
}

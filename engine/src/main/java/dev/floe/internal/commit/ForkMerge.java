package dev.floe.internal.commit;

import dev.floe.error.ErrorKind;
import dev.floe.error.SessionStateException;
import dev.floe.format.NodeId;
import dev.floe.format.NodeSnapshot;
import dev.floe.format.SnapshotId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Takes the changes of forks over into the session that was forked: all of them, or none if any
/// collides. Everybody's changes stand still meanwhile; a reader may see a part of them.
///
/// What a fork changed is laid over its fork point, which holds what the session had changed by
/// then. So a node that is new in the session may be updated or deleted in the fork, and becomes
/// another new node, or none.
public final class ForkMerge {
  private final EditChanges changes;
  private final List<Fork> forks = new ArrayList<>();

  /// One fork.
  ///
  /// @param known the nodes of its fork point that it or the session did something to
  private record Fork(SessionCore core, EditChanges changes, Map<NodeId, NodeSnapshot> known) {}

  private ForkMerge(EditChanges changes) {
    this.changes = changes;
  }

  /// Takes the changes of forks over, in their order.
  ///
  /// @throws SessionStateException `merge-failed`, `merge-not-allowed`, `rearrange-session-only`
  /// @throws dev.floe.error.ReadOnlyException `read-only-session`
  public static void merge(SessionCore session, List<SessionCore> forks) {
    EditChanges changes = session.writableState().changes();
    List<SessionCore> each = forks.stream().distinct().toList();
    while (!merged(changes, each)) {
      // A fork has discarded its changes meanwhile.
    }
  }

  /// Answers whether the forks had the same changes before and after these were frozen.
  private static boolean merged(EditChanges changes, List<SessionCore> each) {
    each.forEach(fork -> requireForkOf(changes, fork));
    List<EditChanges> own = changesOf(each);
    List<EditChanges> frozen = frozen(changes, own);
    try {
      each.forEach(fork -> requireForkOf(changes, fork));
      boolean same = changesOf(each).equals(own);
      if (same) {
        new ForkMerge(changes).mergeFrozen(each, own);
      }
      return same;
    } finally {
      frozen.forEach(EditChanges::thaw);
    }
  }

  private static List<EditChanges> changesOf(List<SessionCore> forks) {
    return forks.stream().map(fork -> fork.state().changes()).toList();
  }

  /// Freezes the changes of a session and of its forks. Everybody does it in the same order, so
  /// that two merges of some of the same forks do not wait for each other.
  private static List<EditChanges> frozen(EditChanges session, List<EditChanges> forks) {
    List<EditChanges> frozen = new ArrayList<>();
    try {
      Stream.concat(Stream.of(session), forks.stream())
          .distinct()
          .sorted(Comparator.comparingLong(EditChanges::number))
          .forEach(changes -> {
            changes.freeze();
            frozen.add(changes);
          });
      return frozen;
    } catch (RuntimeException | Error e) {
      frozen.forEach(EditChanges::thaw);
      throw e;
    }
  }

  private static void requireForkOf(EditChanges changes, SessionCore fork) {
    SessionCore.State at = fork.state();
    SnapshotId point = at.base().id();
    if (at.readOnly()) {
      throw new SessionStateException(
          ErrorKind.MERGE_NOT_ALLOWED,
          "merge: expected a fork with its changes, found one at snapshot "
              + point
              + " that was merged or flushed");
    }
    if (!changes.forkPoints().contains(point)) {
      throw new SessionStateException(
          ErrorKind.MERGE_NOT_ALLOWED,
          "merge: expected a fork of this session since it was rebased or its changes discarded,"
              + " from one of "
              + changes.forkPoints()
              + ", found one from snapshot "
              + point
              + " of "
              + fork.services().assets().storage().location());
    }
  }

  private void mergeFrozen(List<SessionCore> each, List<EditChanges> frozen) {
    look(each, frozen);
    check();
    each.forEach(SessionCore::storePending);
    for (Fork fork : forks) {
      takeNodes(changes, fork);
      fork.changes.allChunks().forEach((id, table) -> changes.recordFrozen(id, table.sorted()));
      fork.core.merged();
    }
  }

  private void look(List<SessionCore> each, List<EditChanges> frozen) {
    Set<NodeId> gone = new HashSet<>(changes.gone());
    frozen.forEach(own -> gone.addAll(own.gone()));
    for (int i = 0; i < each.size(); i++) {
      EditChanges own = frozen.get(i);
      Set<NodeId> wanted = new HashSet<>(gone);
      wanted.addAll(own.updatedGroups().keySet());
      wanted.addAll(own.updatedArrays().keySet());
      wanted.addAll(own.allChunks().keySet());
      SessionCore core = each.get(i);
      forks.add(new Fork(core, own, core.state().base().byId(wanted::contains)));
    }
  }

  private void check() {
    EditChanges outline = changes.outline();
    Set<NodeId> written = new HashSet<>();
    for (Fork fork : forks) {
      SnapshotId point = fork.core.state().base().id();
      new ForkCollisions(
              outline,
              fork.changes,
              fork.known,
              id -> written.contains(id) || changes.isWrittenSince(point, id))
          .check();
      takeNodes(outline, fork);
      outline.recordNoneOf(fork.changes);
      written.addAll(fork.changes.allChunks().keySet());
    }
  }

  private static void takeNodes(EditChanges into, Fork fork) {
    EditChanges from = fork.changes;
    from.deletedGroups().stream()
        .filter(node -> !into.isDeleted(node.id()))
        .forEach(node -> into.deleteGroup(node.path(), node.id()));
    from.deletedArrays().stream()
        .filter(node -> !into.isDeleted(node.id()))
        .forEach(node -> into.deleteArray(node.path(), node.id()));
    from.updatedGroups()
        .forEach((id, document) -> into.updateGroup(fork.known.get(id).path(), id, document));
    from.updatedArrays()
        .forEach((id, content) -> into.updateArray(fork.known.get(id).path(), id, content));
    from.newGroups().forEach((path, group) -> into.addGroup(path, group.id(), group.userData()));
    from.newArrays()
        .forEach((path, array) -> into.addArray(path, array.id(), ArrayContent.of(array)));
    into.bury(from.gone());
  }
}

package dev.floe.internal.commit;

import dev.floe.conflict.Conflict;
import dev.floe.error.ErrorKind;
import dev.floe.error.NotFoundException;
import dev.floe.format.ChunkIndexSet;
import dev.floe.format.ChunkIndices;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.internal.binary.SnapshotView;
import dev.floe.internal.binary.TransactionLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Which conflicts a session's changes have with one commit of somebody else: a function of the
/// changes, what the commit did (its log), and the trees before and after it. The rules are asked
/// in the reference's order; the last two are Floe's own.
final class ConflictDetection {
  private final SnapshotNodes base;
  private final SnapshotNodes after;
  private final TransactionLog log;
  private final EditChanges changes;
  private final List<Conflict> conflicts = new ArrayList<>();

  private ConflictDetection(
      SnapshotNodes base, SnapshotNodes after, TransactionLog log, EditChanges changes) {
    this.base = base;
    this.after = after;
    this.log = log;
    this.changes = changes;
  }

  /// All conflicts.
  ///
  /// @param base the snapshot that the session is based on
  /// @param after the commit
  /// @param log what it did, or what a commit did that was pruned between `base` and it
  static List<Conflict> of(
      SnapshotNodes base, SnapshotNodes after, TransactionLog log, EditChanges changes) {
    if (!log.moves().isEmpty()) {
      return List.of(new Conflict.MoveOperationCannotBeRebased());
    }
    ConflictDetection detection = new ConflictDetection(base, after, log, changes);
    detection.newNodes();
    detection.documents();
    detection.chunks();
    boolean deletes = !changes.deletedGroups().isEmpty() || !changes.deletedArrays().isEmpty();
    if (deletes) {
      detection.deletedNodes();
    }
    if (deletes || !log.deletedGroups().isEmpty()) {
      detection.nodesInDeletedGroups();
    }
    if (deletes) {
      detection.replacedNodes();
    }
    return detection.conflicts;
  }

  private List<NodePath> newPaths() {
    return Stream.concat(sorted(changes.newGroups().keySet()), sorted(changes.newArrays().keySet()))
        .toList();
  }

  private static Stream<NodePath> sorted(Collection<NodePath> paths) {
    return paths.stream().sorted(NodePath.STRING_ORDER);
  }

  /// A path at which the session deleted a node is free only of that very node: the reference lets
  /// any be there, and two nodes of one path are the result.
  private void newNodes() {
    if (changes.newGroups().isEmpty() && changes.newArrays().isEmpty()) {
      return;
    }
    for (NodePath path : newPaths()) {
      if (after.find(path).filter(node -> !changes.isDeleted(node.id())).isPresent()) {
        conflicts.add(new Conflict.NewNodeConflictsWithExistingNode(path));
      }
    }
    for (NodePath path : newPaths()) {
      ancestors(path)
          .filter(above -> after.find(above).filter(NodeSnapshot::isArray).isPresent())
          .findFirst()
          .ifPresent(above -> conflicts.add(new Conflict.NewNodeInInvalidGroup(above)));
    }
  }

  /// Proper ancestors, nearest first.
  private static Stream<NodePath> ancestors(NodePath path) {
    return path.isRoot()
        ? Stream.empty()
        : Stream.iterate(
            path.parent(), above -> above != null, above -> above.isRoot() ? null : above.parent());
  }

  private void documents() {
    add(
        changes.updatedArrays().keySet(),
        log.updatedArrays(),
        id -> new Conflict.ZarrMetadataDoubleUpdate(path(id)));
    add(
        changes.updatedGroups().keySet(),
        log.updatedGroups(),
        id -> new Conflict.ZarrMetadataDoubleUpdate(path(id)));
    add(
        changes.updatedArrays().keySet(),
        log.deletedArrays(),
        id -> new Conflict.ZarrMetadataUpdateOfDeletedArray(path(id)));
    add(
        changes.updatedGroups().keySet(),
        log.deletedGroups(),
        id -> new Conflict.ZarrMetadataUpdateOfDeletedGroup(path(id)));
  }

  private void add(
      Collection<NodeId> ours, SortedSet<NodeId> theirs, Function<NodeId, Conflict> conflict) {
    if (!ours.isEmpty() && !theirs.isEmpty()) {
      ours.stream().filter(theirs::contains).sorted().map(conflict).forEach(conflicts::add);
    }
  }

  private void chunks() {
    TreeMap<NodeId, ChunkTable> tables = new TreeMap<>(changes.allChunks());
    add(
        tables.keySet(),
        log.deletedArrays(),
        id -> new Conflict.ChunksUpdatedInDeletedArray(path(id), id));
    add(
        tables.keySet(),
        log.updatedArrays(),
        id -> new Conflict.ChunksUpdatedInUpdatedArray(path(id), id));
    tables.forEach((id, table) -> {
      ChunkIndexSet theirs = log.updatedChunks().getOrDefault(id, ChunkIndexSet.EMPTY);
      Set<ChunkIndices> both = both(table, theirs);
      if (!both.isEmpty()) {
        conflicts.add(new Conflict.ChunkDoubleUpdate(path(id), id, both));
      }
    });
  }

  private static Set<ChunkIndices> both(ChunkTable table, ChunkIndexSet theirs) {
    Set<ChunkIndices> both = new HashSet<>();
    RecordedChunk chunk = new RecordedChunk();
    for (ChunkIndices indices : theirs) {
      int[] coords = indices.toUnsigned();
      if (coords.length == table.rank() && table.find(coords, coords.length, chunk)) {
        both.add(indices);
      }
    }
    return both;
  }

  private void deletedNodes() {
    for (NodePath path : deleted(changes.deletedArrays())) {
      after
          .find(path)
          .map(NodeSnapshot::id)
          .filter(id -> log.updatedArrays().contains(id) || log.updatedChunks().containsKey(id))
          .ifPresent(id -> conflicts.add(new Conflict.DeleteOfUpdatedArray(path, id)));
    }
    for (NodePath path : deleted(changes.deletedGroups())) {
      after
          .find(path)
          .map(NodeSnapshot::id)
          .filter(log.updatedGroups()::contains)
          .ifPresent(id -> conflicts.add(new Conflict.DeleteOfUpdatedGroup(path, id)));
    }
  }

  private static List<NodePath> deleted(Set<EditChanges.DeletedNode> nodes) {
    return sorted(nodes.stream().map(EditChanges.DeletedNode::path).toList()).toList();
  }

  /// The reference lets a node come into being in a group that the other side deletes, and nobody
  /// can reach it afterwards. Here that is a conflict, whoever came first.
  private void nodesInDeletedGroups() {
    Set<NodePath> lost = new HashSet<>();
    List<NodePath> theirs = theirNewPaths();
    for (NodePath group : deleted(changes.deletedGroups())) {
      boolean back = changes.newGroups().containsKey(group);
      if (!back && theirs.stream().anyMatch(path -> isBelow(path, group)) && lost.add(group)) {
        conflicts.add(new Conflict.NewNodeInInvalidGroup(group));
      }
    }
    if (log.deletedGroups().isEmpty()) {
      return;
    }
    for (NodePath path : newPaths()) {
      ancestors(path)
          .filter(above -> !changes.newGroups().containsKey(above))
          .filter(above -> isGone(base.find(above), above))
          .findFirst()
          .filter(lost::add)
          .ifPresent(above -> conflicts.add(new Conflict.NewNodeInInvalidGroup(above)));
    }
  }

  /// The reference lets a session put another node in the place of one that both deleted: their
  /// deletion is lost then. It is an update of what they deleted, made in two steps.
  private void replacedNodes() {
    for (NodePath path : replaced(changes.deletedArrays(), log.deletedArrays())) {
      conflicts.add(new Conflict.ZarrMetadataUpdateOfDeletedArray(path));
    }
    for (NodePath path : replaced(changes.deletedGroups(), log.deletedGroups())) {
      conflicts.add(new Conflict.ZarrMetadataUpdateOfDeletedGroup(path));
    }
  }

  private List<NodePath> replaced(Set<EditChanges.DeletedNode> ours, SortedSet<NodeId> theirs) {
    return sorted(
            ours.stream()
                .filter(node -> theirs.contains(node.id()))
                .map(EditChanges.DeletedNode::path)
                .toList())
        .filter(
            path -> changes.newGroups().containsKey(path) || changes.newArrays().containsKey(path))
        .filter(path -> after.find(path).isEmpty())
        .toList();
  }

  private boolean isGone(Optional<NodeSnapshot> before, NodePath path) {
    return before.filter(node -> log.deletedGroups().contains(node.id())).isPresent()
        && after.find(path).isEmpty();
  }

  private static boolean isBelow(NodePath path, NodePath group) {
    return !path.equals(group) && path.isAtOrBelow(group);
  }

  private List<NodePath> theirNewPaths() {
    if (changes.deletedGroups().isEmpty()) {
      return List.of();
    }
    return after.ask(view ->
        IntStream.range(0, view.nodeCount())
            .filter(index -> isTheirs(view.idAt(index)))
            .mapToObj(view::pathAt)
            .toList());
  }

  private boolean isTheirs(NodeId id) {
    return log.newGroups().contains(id) || log.newArrays().contains(id);
  }

  private NodePath path(NodeId id) {
    return base.<Optional<NodePath>>ask(view -> place(view, id))
        .orElseThrow(() ->
            new NotFoundException(
                ErrorKind.CONFLICTING_PATH_NOT_FOUND,
                "node " + id + ": it conflicts, and snapshot " + base.id() + " has no such node"));
  }

  private static Optional<NodePath> place(SnapshotView view, NodeId id) {
    int index = view.findNode(id);
    return index < 0 ? Optional.empty() : Optional.of(view.pathAt(index));
  }
}

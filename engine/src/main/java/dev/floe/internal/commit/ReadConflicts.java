package dev.floe.internal.commit;

import dev.floe.conflict.Conflict;
import dev.floe.format.ChunkIndexSet;
import dev.floe.format.ChunkIndices;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.internal.binary.SnapshotView;
import dev.floe.internal.binary.TransactionLog;
import dev.floe.internal.commit.ReadSet.Listing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Which of what a session has read one commit of somebody else changed: a function of the reads,
/// what the commit did (its log), and the trees before and after it. Nodes that came and went
/// between the two trees are in neither, and no read can tell.
final class ReadConflicts {
  private final SnapshotNodes base;
  private final SnapshotNodes after;
  private final TransactionLog log;

  private ReadConflicts(SnapshotNodes base, SnapshotNodes after, TransactionLog log) {
    this.base = base;
    this.after = after;
    this.log = log;
  }

  /// All conflicts: of nodes, of listings, of chunks, each by path.
  ///
  /// @param base the snapshot that the session is based on
  /// @param after the commit
  /// @param log what it did, or what a commit did that was pruned between `base` and it
  static List<Conflict> of(
      ReadSet reads, SnapshotNodes base, SnapshotNodes after, TransactionLog log) {
    if (reads.isEmpty()) {
      return List.of();
    }
    if (!log.moves().isEmpty()) {
      return List.of(new Conflict.ReadsCannotBeRebased());
    }
    ReadConflicts rules = new ReadConflicts(base, after, log);
    List<Conflict> conflicts = new ArrayList<>();
    if (rules.changesNodes()) {
      reads.nodes().stream()
          .sorted(NodePath.STRING_ORDER)
          .filter(rules::isChanged)
          .map(Conflict.ReadNodeChanged::new)
          .forEach(conflicts::add);
      sorted(reads.listings())
          .forEach((prefix, listing) -> {
            if (rules.isChangedBelow(prefix, listing)) {
              conflicts.add(new Conflict.ReadListingChanged(prefix));
            }
          });
    }
    rules.chunks(reads.arrays()).forEach(conflicts::add);
    return conflicts;
  }

  private static Map<NodePath, Listing> sorted(Map<NodePath, Listing> listings) {
    Map<NodePath, Listing> sorted = new TreeMap<>(NodePath.STRING_ORDER);
    sorted.putAll(listings);
    return sorted;
  }

  private boolean changesNodes() {
    return !(log.newGroups().isEmpty()
        && log.newArrays().isEmpty()
        && log.deletedGroups().isEmpty()
        && log.deletedArrays().isEmpty()
        && log.updatedGroups().isEmpty()
        && log.updatedArrays().isEmpty());
  }

  private boolean isNew(NodeId id) {
    return log.newGroups().contains(id) || log.newArrays().contains(id);
  }

  private boolean isDeleted(NodeId id) {
    return log.deletedGroups().contains(id) || log.deletedArrays().contains(id);
  }

  private boolean isUpdated(NodeId id) {
    return log.updatedGroups().contains(id) || log.updatedArrays().contains(id);
  }

  /// Whether anything is new, updated or deleted at a path or above it.
  private boolean isChanged(NodePath path) {
    for (NodePath at = path; ; at = at.parent()) {
      if (base.find(at)
              .map(NodeSnapshot::id)
              .filter(id -> isDeleted(id) || isUpdated(id))
              .isPresent()
          || after
              .find(at)
              .map(NodeSnapshot::id)
              .filter(id -> isNew(id) || isUpdated(id))
              .isPresent()) {
        return true;
      }
      if (at.isRoot()) {
        return false;
      }
    }
  }

  private boolean isChangedBelow(NodePath prefix, Listing listing) {
    boolean documents = listing == Listing.DOCUMENTS;
    return holds(base, prefix, id -> isDeleted(id) || documents && isUpdated(id))
        || holds(after, prefix, id -> isNew(id) || documents && isUpdated(id));
  }

  private static boolean holds(SnapshotNodes nodes, NodePath prefix, Predicate<NodeId> what) {
    return nodes.ask(view -> places(view, prefix).mapToObj(view::idAt).anyMatch(what));
  }

  /// The nodes at or below a path.
  private static IntStream places(SnapshotView view, NodePath prefix) {
    IntStream below = IntStream.range(view.subtreeStart(prefix), view.subtreeEnd(prefix));
    int itself = view.findNode(prefix);
    return itself < 0 ? below : IntStream.concat(IntStream.of(itself), below);
  }

  private List<Conflict.ReadChunksChanged> chunks(Map<NodeId, ReadChunks> arrays) {
    List<Conflict.ReadChunksChanged> conflicts = new ArrayList<>();
    arrays.forEach((id, read) -> {
      Set<ChunkIndices> changed =
          read.amongst(log.updatedChunks().getOrDefault(id, ChunkIndexSet.EMPTY));
      if (!changed.isEmpty()
          || log.deletedArrays().contains(id)
          || log.updatedArrays().contains(id)) {
        conflicts.add(new Conflict.ReadChunksChanged(read.path(), id, changed));
      }
    });
    conflicts.sort(
        Comparator.comparing(Conflict.ReadChunksChanged::path, NodePath.STRING_ORDER)
            .thenComparing(Conflict.ReadChunksChanged::node));
    return conflicts;
  }
}

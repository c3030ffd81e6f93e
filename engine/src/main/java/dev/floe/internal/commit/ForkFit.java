package dev.floe.internal.commit;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.format.NodeId;
import dev.floe.format.NodeSnapshot;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Whether changes that somebody sent could have been made on the snapshot they are said to have
/// been made on.
public final class ForkFit {
  private final SnapshotNodes base;
  private final EditChanges changes;
  private final Map<NodeId, NodeSnapshot> known;

  private ForkFit(SnapshotNodes base, EditChanges changes, Map<NodeId, NodeSnapshot> known) {
    this.base = base;
    this.changes = changes;
    this.known = known;
  }

  /// @throws FormatException `deserialization` if they could not
  public static void check(ForkBytes.Fork fork, SnapshotNodes base) {
    EditChanges changes = fork.changes();
    Set<NodeId> wanted = new HashSet<>(changes.updatedGroups().keySet());
    wanted.addAll(changes.updatedArrays().keySet());
    wanted.addAll(changes.allChunks().keySet());
    wanted.addAll(changes.gone());
    new ForkFit(base, changes, base.byId(wanted::contains)).check();
  }

  private void check() {
    Set<NodeId> deleted = new HashSet<>();
    changes.deletedGroups().forEach(node -> deleted.add(node.id()));
    changes.deletedArrays().forEach(node -> deleted.add(node.id()));
    known.keySet().stream()
        .filter(id -> changes.isDeleted(id) && !deleted.contains(id))
        .forEach(id -> {
          throw wrong("node " + id + " to be deleted or there", "it gone");
        });
    changes.updatedGroups().keySet().forEach(id -> requireKind(id, false));
    changes.updatedArrays().keySet().forEach(id -> requireKind(id, true));
    changes.deletedGroups().forEach(node -> requireDeleted(node, false));
    changes.deletedArrays().forEach(node -> requireDeleted(node, true));
    Stream.of(changes.newGroups(), changes.newArrays())
        .map(Map::values)
        .flatMap(Collection::stream)
        .forEach(this::requireRoom);
    Map<NodeId, Integer> ranks = ranks();
    changes
        .allChunks()
        .forEach((id, table) -> {
          Integer rank = ranks.get(id);
          if (rank == null || rank != table.rank()) {
            String found = rank == null ? "no array" : "one of " + rank;
            throw wrong("array " + id + " of " + table.rank() + " dimensions", found);
          }
        });
  }

  private Map<NodeId, Integer> ranks() {
    Map<NodeId, Integer> ranks = new HashMap<>();
    known.values().stream()
        .filter(NodeSnapshot::isArray)
        .forEach(array -> ranks.put(array.id(), ArrayContent.of(array).shape().size()));
    changes.updatedArrays().forEach((id, content) -> ranks.put(id, content.shape().size()));
    changes
        .newArrays()
        .values()
        .forEach(array -> ranks.put(array.id(), ArrayContent.of(array).shape().size()));
    return ranks;
  }

  private NodeSnapshot requireKind(NodeId id, boolean array) {
    NodeSnapshot node = known.get(id);
    if (node == null || node.isArray() != array) {
      throw wrong((array ? "array " : "group ") + id, node == null ? "none" : "another kind");
    }
    return node;
  }

  private void requireDeleted(EditChanges.DeletedNode node, boolean array) {
    NodeSnapshot there = requireKind(node.id(), array);
    if (!there.path().equals(node.path())) {
      throw wrong("node " + node.id() + " at " + node.path(), "it at " + there.path());
    }
  }

  private void requireRoom(NodeSnapshot node) {
    NodeSnapshot there = base.find(node.path()).orElse(null);
    if (there != null && !changes.isDeleted(there.id())) {
      throw wrong("nothing at " + node.path(), "node " + there.id());
    }
  }

  private FormatException wrong(String expected, String found) {
    return new FormatException(
        ErrorKind.DESERIALIZATION,
        ForkBytes.OBJECT,
        -1,
        expected + " in snapshot " + base.id(),
        found);
  }
}

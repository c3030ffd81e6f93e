package dev.floe.internal.binary;

import dev.floe.format.ChunkIndexSet;
import dev.floe.format.MoveOperation;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What one commit did, by node. The lists are not disjoint: a merged log may name a node as new
/// and as deleted. `updatedChunks` holds deletions as well as writes. `moves` are sorted by where
/// they went, in segment order. Immutable.
public record TransactionLog(
    SnapshotId id,
    SortedSet<NodeId> newGroups,
    SortedSet<NodeId> newArrays,
    SortedSet<NodeId> deletedGroups,
    SortedSet<NodeId> deletedArrays,
    SortedSet<NodeId> updatedGroups,
    SortedSet<NodeId> updatedArrays,
    SortedMap<NodeId, ChunkIndexSet> updatedChunks,
    List<MoveOperation> moves) {
  public TransactionLog {
    newGroups = sorted(newGroups);
    newArrays = sorted(newArrays);
    deletedGroups = sorted(deletedGroups);
    deletedArrays = sorted(deletedArrays);
    updatedGroups = sorted(updatedGroups);
    updatedArrays = sorted(updatedArrays);
    updatedChunks = Collections.unmodifiableSortedMap(new TreeMap<>(updatedChunks));
    moves = sortedMoves(moves);
  }

  private static SortedSet<NodeId> sorted(Collection<NodeId> ids) {
    return ids.isEmpty()
        ? Collections.emptySortedSet()
        : Collections.unmodifiableSortedSet(new TreeSet<>(ids));
  }

  private static List<MoveOperation> sortedMoves(Collection<MoveOperation> moves) {
    List<MoveOperation> sorted = new ArrayList<>(moves);
    sorted.sort((a, b) -> NodePath.SEGMENT_ORDER.compare(a.to(), b.to()));
    return List.copyOf(sorted);
  }

  /// The log of a commit that did nothing.
  public static TransactionLog empty(SnapshotId id) {
    SortedSet<NodeId> none = Collections.emptySortedSet();
    return new TransactionLog(
        id, none, none, none, none, none, none, Collections.emptySortedMap(), List.of());
  }

  /// The same content under another snapshot's id.
  public TransactionLog withId(SnapshotId other) {
    return new TransactionLog(
        other,
        newGroups,
        newArrays,
        deletedGroups,
        deletedArrays,
        updatedGroups,
        updatedArrays,
        updatedChunks,
        moves);
  }

  /// Whether there is nothing in it.
  public boolean isEmpty() {
    return newGroups.isEmpty()
        && newArrays.isEmpty()
        && deletedGroups.isEmpty()
        && deletedArrays.isEmpty()
        && updatedGroups.isEmpty()
        && updatedArrays.isEmpty()
        && updatedChunks.isEmpty()
        && moves.isEmpty();
  }

  /// How many entries there are: nodes, chunks and moves; what caches weigh a log by.
  public long changeCount() {
    long chunks = 0;
    for (ChunkIndexSet set : updatedChunks.values()) {
      chunks += set.size();
    }
    return chunks
        + newGroups.size()
        + newArrays.size()
        + deletedGroups.size()
        + deletedArrays.size()
        + updatedGroups.size()
        + updatedArrays.size()
        + moves.size();
  }

  /// What `logs`, oldest first, did together: unions in which nothing cancels, but moves of one
  /// node are joined, and those that end where they began are dropped.
  public static TransactionLog merge(SnapshotId id, List<TransactionLog> logs) {
    SortedMap<NodeId, List<ChunkIndexSet>> chunks = new TreeMap<>();
    Map<NodeId, MoveOperation> moves = new LinkedHashMap<>();
    for (TransactionLog log : logs) {
      log.updatedChunks.forEach(
          (node, set) -> chunks.computeIfAbsent(node, array -> new ArrayList<>()).add(set));
      for (MoveOperation move : log.moves) {
        moves.merge(
            move.node(),
            move,
            (first, later) ->
                new MoveOperation(first.from(), later.to(), first.node(), first.type()));
      }
    }
    moves.values().removeIf(move -> move.from().equals(move.to()));
    SortedMap<NodeId, ChunkIndexSet> united = new TreeMap<>();
    chunks.forEach((node, sets) -> united.put(node, ChunkIndexSet.union(sets)));
    return new TransactionLog(
        id,
        union(logs, TransactionLog::newGroups),
        union(logs, TransactionLog::newArrays),
        union(logs, TransactionLog::deletedGroups),
        union(logs, TransactionLog::deletedArrays),
        union(logs, TransactionLog::updatedGroups),
        union(logs, TransactionLog::updatedArrays),
        united,
        List.copyOf(moves.values()));
  }

  private static SortedSet<NodeId> union(
      List<TransactionLog> logs,
      java.util.function.Function<TransactionLog, SortedSet<NodeId>> part) {
    SortedSet<NodeId> all = new TreeSet<>();
    for (TransactionLog log : logs) {
      all.addAll(part.apply(log));
    }
    return all;
  }
}

package dev.floe.internal.commit;

import dev.floe.format.ChunkIndexSet;
import dev.floe.format.MoveOperation;
import dev.floe.format.NodeId;
import dev.floe.format.NodeSnapshot;
import dev.floe.format.SnapshotId;
import dev.floe.internal.binary.TransactionLog;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a change set says it did, as a transaction log.
final class TransactionLogs {
  private TransactionLogs() {}

  /// The log of a session. Chunks that were deleted, that lie outside the grid by now or that
  /// belong to new arrays are in it too, and so are arrays whose recorded chunks were all taken
  /// back.
  ///
  /// @param chunks the recorded chunks of every array that has any
  /// @param moves what a session did that moves nodes
  static TransactionLog of(
      SnapshotId id,
      EditChanges changes,
      Map<NodeId, SortedChunks> chunks,
      Collection<MoveOperation> moves) {
    SortedMap<NodeId, ChunkIndexSet> updated = new TreeMap<>();
    chunks.forEach((node, sorted) -> updated.put(node, indices(sorted)));
    return new TransactionLog(
        id,
        ids(changes.newGroups().values()),
        ids(changes.newArrays().values()),
        deleted(changes.deletedGroups()),
        deleted(changes.deletedArrays()),
        new TreeSet<>(changes.updatedGroups().keySet()),
        new TreeSet<>(changes.updatedArrays().keySet()),
        updated,
        List.copyOf(moves));
  }

  private static SortedSet<NodeId> ids(Collection<NodeSnapshot> nodes) {
    SortedSet<NodeId> ids = new TreeSet<>();
    nodes.forEach(node -> ids.add(node.id()));
    return ids;
  }

  private static SortedSet<NodeId> deleted(Collection<EditChanges.DeletedNode> nodes) {
    SortedSet<NodeId> ids = new TreeSet<>();
    nodes.forEach(node -> ids.add(node.id()));
    return ids;
  }

  private static ChunkIndexSet indices(SortedChunks chunks) {
    int rank = chunks.rank();
    ChunkIndexSet.Builder builder = new ChunkIndexSet.Builder(16);
    int[] coords = new int[rank];
    for (int i = 0; i < chunks.size(); ) {
      RecordedSpan span = chunks.spanAt(i);
      if (span != null) {
        builder.addRun(span.first().clone(), rank, span.axis(), span.count());
        i += span.count();
        continue;
      }
      for (int d = 0; d < rank; d++) {
        coords[d] = chunks.indexAt(i, d);
      }
      builder.add(coords, 0, rank);
      i++;
    }
    return builder.build();
  }
}

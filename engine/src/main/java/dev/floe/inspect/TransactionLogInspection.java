package dev.floe.inspect;

import dev.floe.format.ChunkIndexSet;
import dev.floe.format.JsonWriter;
import dev.floe.format.MoveOperation;
import dev.floe.format.NodeId;
import dev.floe.format.SnapshotId;
import dev.floe.internal.binary.Envelope;
import dev.floe.internal.binary.TransactionLog;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/// A transaction log: what a commit changed. Where expiration removed ancestors of the snapshot,
/// their logs are merged into this one, and `composite` says which.
///
/// @param header that of the snapshot's own log
public record TransactionLogInspection(
    FileHeader header,
    SortedSet<NodeId> newGroups,
    SortedSet<NodeId> newArrays,
    SortedSet<NodeId> deletedGroups,
    SortedSet<NodeId> deletedArrays,
    SortedSet<NodeId> updatedGroups,
    SortedSet<NodeId> updatedArrays,
    SortedMap<NodeId, ChunkIndexSet> updatedChunks,
    List<MoveOperation> moves,
    Optional<Composite> composite)
    implements FileInspection {
  private static final String NOTE =
      "Synthetic composite: this snapshot's ancestry was collapsed by expiration; the log below"
          + " merges its pruned-ancestor logs with its own log. `header` describes this snapshot's"
          + " own log only.";

  /// Which logs of removed ancestors were merged in, oldest first, and which were gone.
  public record Composite(List<SnapshotId> merged, List<SnapshotId> missing) {
    public Composite {
      merged = List.copyOf(merged);
      missing = List.copyOf(missing);
    }
  }

  static TransactionLogInspection of(
      Envelope envelope, TransactionLog log, Optional<Composite> composite) {
    return new TransactionLogInspection(
        FileHeader.of(envelope),
        log.newGroups(),
        log.newArrays(),
        log.deletedGroups(),
        log.deletedArrays(),
        log.updatedGroups(),
        log.updatedArrays(),
        log.updatedChunks(),
        log.moves(),
        composite);
  }

  @Override
  public void writeTo(JsonWriter json) {
    json.object();
    header.writeTo(json);
    ids("new_groups", newGroups, json);
    ids("new_arrays", newArrays, json);
    ids("deleted_groups", deletedGroups, json);
    ids("deleted_arrays", deletedArrays, json);
    ids("updated_groups", updatedGroups, json);
    ids("updated_arrays", updatedArrays, json);
    json.name("updated_chunks").array();
    updatedChunks.forEach((node, chunks) -> {
      json.object().member("node_id", node.text()).name("chunks").array();
      for (ChunkIndexSet.Cursor chunk = chunks.cursor(); chunk.advance(); ) {
        json.array();
        for (int axis = 0; axis < chunk.rank(); axis++) {
          json.value(Integer.toUnsignedLong(chunk.unsignedAt(axis)));
        }
        json.end();
      }
      json.end().end();
    });
    json.end().name("moved_nodes").array();
    for (MoveOperation move : moves) {
      json.object().member("from", move.from().text()).member("to", move.to().text()).end();
    }
    json.end();
    composite.ifPresent(parts -> {
      json.name("synthetic_composite").object().member("note", NOTE);
      snapshots("merged_pruned_ancestor_tx_logs", parts.merged, json);
      snapshots("missing_tx_logs", parts.missing, json);
      json.end();
    });
    json.end();
  }

  private static void ids(String name, SortedSet<NodeId> ids, JsonWriter json) {
    json.name(name).array();
    ids.forEach(id -> json.value(id.text()));
    json.end();
  }

  private static void snapshots(String name, List<SnapshotId> ids, JsonWriter json) {
    json.name(name).array();
    ids.forEach(id -> json.value(id.text()));
    json.end();
  }
}

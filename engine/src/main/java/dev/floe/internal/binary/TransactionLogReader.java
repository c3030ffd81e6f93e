package dev.floe.internal.binary;

import dev.floe.format.ChunkIndexSet;
import dev.floe.format.MoveOperation;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.NodeType;
import dev.floe.format.SnapshotId;
import dev.floe.internal.binary.TransactionLogLayout.Indices;
import dev.floe.internal.binary.TransactionLogLayout.Log;
import dev.floe.internal.binary.TransactionLogLayout.Move;
import dev.floe.internal.binary.TransactionLogLayout.UpdatedChunks;
import dev.floe.internal.flatbuffers.FlatBuffer;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Reads a transaction log into a value of its own; the body is not needed afterwards.
public final class TransactionLogReader {
  private final FlatBuffer buffer;
  private final Allowance allowance;
  private final long root;

  private TransactionLogReader(FlatBuffer buffer) {
    this.buffer = buffer;
    this.allowance = new Allowance(buffer);
    this.root = buffer.root(Layout.IDENTIFIER);
  }

  /// The log in a decompressed body.
  ///
  /// @param object the object's key, for messages
  public static TransactionLog read(MemorySegment body, String object) {
    return new TransactionLogReader(new FlatBuffer(body, object)).log();
  }

  private TransactionLog log() {
    long id = buffer.required(root, Log.ID, Layout.ID12, "TransactionLog.id");
    return new TransactionLog(
        SnapshotId.at(buffer.segment(), id),
        ids(Log.NEW_GROUPS, "TransactionLog.new_groups"),
        ids(Log.NEW_ARRAYS, "TransactionLog.new_arrays"),
        ids(Log.DELETED_GROUPS, "TransactionLog.deleted_groups"),
        ids(Log.DELETED_ARRAYS, "TransactionLog.deleted_arrays"),
        ids(Log.UPDATED_GROUPS, "TransactionLog.updated_groups"),
        ids(Log.UPDATED_ARRAYS, "TransactionLog.updated_arrays"),
        updatedChunks(),
        moves());
  }

  private SortedSet<NodeId> ids(int slot, String name) {
    long vector = buffer.requiredVector(root, slot, Layout.ID8, name);
    SortedSet<NodeId> ids = new TreeSet<>();
    for (int i = 0; i < buffer.count(vector); i++) {
      ids.add(NodeId.at(buffer.segment(), buffer.element(vector, i, Layout.ID8)));
    }
    return ids;
  }

  private SortedMap<NodeId, ChunkIndexSet> updatedChunks() {
    long vector =
        buffer.requiredVector(root, Log.UPDATED_CHUNKS, 4, "TransactionLog.updated_chunks");
    SortedMap<NodeId, ChunkIndexSet> chunks = new TreeMap<>();
    for (int i = 0; i < buffer.count(vector); i++) {
      long array = buffer.tableAt(vector, i);
      long id =
          buffer.required(array, UpdatedChunks.NODE_ID, Layout.ID8, "ArrayUpdatedChunks.node_id");
      chunks.merge(NodeId.at(buffer.segment(), id), indices(array), ChunkIndexSet::union);
    }
    return chunks;
  }

  private ChunkIndexSet indices(long array) {
    long vector =
        buffer.requiredVector(array, UpdatedChunks.CHUNKS, 4, "ArrayUpdatedChunks.chunks");
    int count = buffer.count(vector);
    allowance.spend(4L * count);
    ChunkIndexSet.Builder set = new ChunkIndexSet.Builder(16);
    int[] scratch = new int[16];
    for (int i = 0; i < count; i++) {
      long coords =
          buffer.requiredVector(
              buffer.tableAt(vector, i), Indices.COORDS, 4, "ChunkIndices.coords");
      int rank = buffer.count(coords);
      allowance.spend(4L * rank);
      if (rank > scratch.length) {
        scratch = new int[rank];
      }
      for (int d = 0; d < rank; d++) {
        scratch[d] = buffer.i32(coords + 4 + 4L * d);
      }
      set.add(scratch, 0, rank);
    }
    return set.build();
  }

  private List<MoveOperation> moves() {
    long vector = buffer.vector(buffer.field(root, Log.MOVED_NODES), 4);
    List<MoveOperation> moves = new ArrayList<>();
    for (int i = 0; i < buffer.count(vector); i++) {
      moves.add(move(buffer.tableAt(vector, i)));
    }
    return moves;
  }

  private MoveOperation move(long table) {
    long id = buffer.required(table, Move.NODE_ID, Layout.ID8, "MoveOperation.node_id");
    int type = buffer.u8(table, Move.NODE_TYPE, Move.TYPE_GROUP);
    if (type > Move.TYPE_ARRAY) {
      throw buffer.bad(table, "node type 0 (group) or 1 (array)", Integer.toString(type));
    }
    return new MoveOperation(
        NodePath.stored(allowance.requiredText(table, Move.FROM, "MoveOperation.from")),
        NodePath.stored(allowance.requiredText(table, Move.TO, "MoveOperation.to")),
        NodeId.at(buffer.segment(), id),
        type == Move.TYPE_ARRAY ? NodeType.ARRAY : NodeType.GROUP);
  }
}

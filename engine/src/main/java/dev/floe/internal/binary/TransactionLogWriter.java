package dev.floe.internal.binary;

import dev.floe.format.ChunkIndexSet;
import dev.floe.format.MoveOperation;
import dev.floe.format.NodeId;
import dev.floe.format.NodeType;
import dev.floe.format.SpecVersion;
import dev.floe.internal.binary.TransactionLogLayout.Indices;
import dev.floe.internal.binary.TransactionLogLayout.Log;
import dev.floe.internal.binary.TransactionLogLayout.Move;
import dev.floe.internal.binary.TransactionLogLayout.UpdatedChunks;
import dev.floe.internal.codec.Zstd;
import dev.floe.internal.flatbuffers.FlatBufferBuilder;
import dev.floe.internal.flatbuffers.TableCopies;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;

/// Writes a transaction log. All vectors are there even if they are empty, in both versions of the
/// format.
public final class TransactionLogWriter {
  private static final int STAGED = 1024;

  private final FlatBufferBuilder builder;
  private final TransactionLog log;

  private TransactionLogWriter(FlatBufferBuilder builder, TransactionLog log) {
    this.builder = builder;
    this.log = log;
  }

  /// The file of a log, with its envelope; its memory is what `allocator` gives, asked once for
  /// exactly the length of the file.
  ///
  /// @param level of zstd
  public static MemorySegment encode(
      Zstd zstd,
      SpecVersion version,
      TransactionLog log,
      int level,
      LongFunction<MemorySegment> allocator) {
    try (FlatBufferBuilder builder = builder(log)) {
      return Envelope.encode(
          zstd, FileType.TRANSACTION_LOG, version, write(builder, log), level, allocator);
    }
  }

  /// A builder with room for a log.
  public static FlatBufferBuilder builder(TransactionLog log) {
    return new FlatBufferBuilder(
        log.id().transactionLogKey(), 512 + Math.min(log.changeCount() * 32, 1 << 30));
  }

  /// The body of a log; it lives as long as the builder.
  public static MemorySegment write(FlatBufferBuilder builder, TransactionLog log) {
    return new TransactionLogWriter(builder, log).write();
  }

  private MemorySegment write() {
    int moves = moves();
    int chunks = updatedChunks();
    int updatedGroups = ids(log.updatedGroups());
    int updatedArrays = ids(log.updatedArrays());
    int deletedArrays = ids(log.deletedArrays());
    int deletedGroups = ids(log.deletedGroups());
    int newArrays = ids(log.newArrays());
    int newGroups = ids(log.newGroups());
    builder.startTable();
    builder.addOffset(Log.NEW_GROUPS, newGroups);
    builder.addOffset(Log.NEW_ARRAYS, newArrays);
    builder.addOffset(Log.DELETED_GROUPS, deletedGroups);
    builder.addOffset(Log.DELETED_ARRAYS, deletedArrays);
    builder.addOffset(Log.UPDATED_ARRAYS, updatedArrays);
    builder.addOffset(Log.UPDATED_GROUPS, updatedGroups);
    builder.addOffset(Log.UPDATED_CHUNKS, chunks);
    builder.addOffset(Log.MOVED_NODES, moves);
    builder.addId12(Log.ID, log.id().high(), log.id().low());
    int root = builder.endTable();
    Layout.requireTables(builder, Layout.MAX_TABLES, log.id().transactionLogKey());
    return builder.finish(root, Layout.IDENTIFIER);
  }

  private int ids(Set<NodeId> ids) {
    MemorySegment room = builder.structs(ids.size(), Layout.ID8, 1);
    long at = 0;
    for (NodeId id : ids) {
      id.writeTo(room, at);
      at += Layout.ID8;
    }
    return builder.endStructs();
  }

  private int updatedChunks() {
    int[] arrays = new int[log.updatedChunks().size()];
    int count = 0;
    for (Map.Entry<NodeId, ChunkIndexSet> entry : log.updatedChunks().entrySet()) {
      int chunks = indices(entry.getValue());
      builder.startTable();
      builder.addOffset(UpdatedChunks.CHUNKS, chunks);
      builder.addId8(UpdatedChunks.NODE_ID, entry.getKey().value());
      arrays[count++] = builder.endTable();
    }
    return builder.offsets(arrays, count);
  }

  /// There may be tens of millions.
  private int indices(ChunkIndexSet set) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment chunks = arena.allocate(ValueLayout.JAVA_INT, set.size());
      int[] coords = new int[8];
      int[] tables = new int[3];
      ChunkIndexSet.Cursor cursor = set.cursor();
      int i = 0;
      while (cursor.advance()) {
        int rank = cursor.rank();
        if (rank > coords.length) {
          coords = new int[rank];
        }
        cursor.copyTo(coords);
        int vector = builder.ints(coords, rank);
        builder.startTable();
        builder.addOffset(Indices.COORDS, vector);
        int table = builder.endTable();
        chunks.setAtIndex(ValueLayout.JAVA_INT, i++, table);
        tables[0] = tables[1];
        tables[1] = tables[2];
        tables[2] = table;
        int left = cursor.leftInRun();
        if (left > 0
            && cursor.placeInRun() >= 2
            && builder.areAlike(tables[0], tables[1], tables[2])) {
          TableCopies copies = new TableCopies(builder, tables[1], table);
          copies.count(vector, cursor.axis());
          copies.write(left);
          addCopies(chunks, i, table, copies.lengthBytes(), left);
          i += left;
          cursor.skip(left);
        }
      }
      return builder.offsets(chunks);
    }
  }

  /// Notes where copies of a table are, from a place in the list on.
  private static void addCopies(
      MemorySegment chunks, int place, int table, int lengthBytes, int count) {
    int[] staged = new int[Math.min(count, STAGED)];
    int copy = 0;
    while (copy < count) {
      int length = Math.min(count - copy, staged.length);
      for (int i = 0; i < length; i++) {
        staged[i] = table + (copy + i + 1) * lengthBytes;
      }
      MemorySegment.copy(staged, 0, chunks, ValueLayout.JAVA_INT, 4L * (place + copy), length);
      copy += length;
    }
  }

  private int moves() {
    int[] moves = new int[log.moves().size()];
    for (int i = 0; i < moves.length; i++) {
      MoveOperation move = log.moves().get(i);
      int from = builder.text(move.from().text());
      int to = builder.text(move.to().text());
      builder.startTable();
      builder.addOffset(Move.FROM, from);
      builder.addOffset(Move.TO, to);
      builder.addId8(Move.NODE_ID, move.node().value());
      int type = move.type() == NodeType.ARRAY ? Move.TYPE_ARRAY : Move.TYPE_GROUP;
      builder.addByte(Move.NODE_TYPE, type, Move.TYPE_GROUP);
      moves[i] = builder.endTable();
    }
    return builder.offsets(moves, moves.length);
  }
}

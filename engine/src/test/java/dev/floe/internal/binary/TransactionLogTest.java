package dev.floe.internal.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.FormatException;
import dev.floe.format.ChunkIndexSet;
import dev.floe.format.ChunkIndices;
import dev.floe.format.MoveOperation;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.NodeType;
import dev.floe.format.SnapshotId;
import dev.floe.internal.binary.TransactionLogLayout.Indices;
import dev.floe.internal.binary.TransactionLogLayout.Log;
import dev.floe.internal.binary.TransactionLogLayout.Move;
import dev.floe.internal.binary.TransactionLogLayout.UpdatedChunks;
import dev.floe.internal.flatbuffers.FlatBufferBuilder;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TransactionLogTest {
  private static final SnapshotId ID = new SnapshotId(1, 2);

  /// A log of chunks that were written and nodes that were moved, and of nothing else.
  private static TransactionLog of(
      SortedMap<NodeId, ChunkIndexSet> chunks, List<MoveOperation> moves) {
    TransactionLog none = TransactionLog.empty(ID);
    return new TransactionLog(
        ID,
        none.newGroups(),
        none.newArrays(),
        none.deletedGroups(),
        none.deletedArrays(),
        none.updatedGroups(),
        none.updatedArrays(),
        chunks,
        moves);
  }

  private static TransactionLog ofChunks(SortedMap<NodeId, ChunkIndexSet> chunks) {
    return of(chunks, List.of());
  }

  private static TransactionLog moves(MoveOperation... moves) {
    return of(Collections.emptySortedMap(), List.of(moves));
  }

  private static void assertIsReadAsWritten(TransactionLog log) {
    try (FlatBufferBuilder builder = TransactionLogWriter.builder(log)) {
      assertEquals(log, TransactionLogReader.read(TransactionLogWriter.write(builder, log), "log"));
    }
  }

  @Property(tries = 300)
  void whatIsWrittenIsRead(@ForAll long seed) {
    assertIsReadAsWritten(new Samples(seed).log());
  }

  /// Long runs of neighbours, added as such, are those chunks, and are written as they are.
  @Property(tries = 200)
  void runsOfChunksAreWrittenAndRead(@ForAll long seed) {
    Random random = new Random(seed);
    int rank = 1 + random.nextInt(4);
    int[] at = new int[rank];
    ChunkIndexSet.Builder runs = new ChunkIndexSet.Builder(4);
    ChunkIndexSet.Builder singles = new ChunkIndexSet.Builder(4);
    for (int i = 0; i < 12; i++) {
      int axis = random.nextInt(rank);
      int count = 1 + random.nextInt(random.nextBoolean() ? 4 : 3000);
      int[] each = at.clone();
      for (int place = 0; place < count; place++) {
        singles.add(each, 0, rank);
        each[axis]++;
      }
      runs.addRun(at, rank, axis, count);
      at[random.nextInt(axis + 1)]++;
    }
    ChunkIndexSet set = runs.build();
    assertEquals(singles.build(), set);
    assertIsReadAsWritten(ofChunks(new TreeMap<>(Map.of(new NodeId(7), set))));
  }

  @Test
  void anEmptyLogHasAllItsVectors() {
    TransactionLog log = TransactionLog.empty(SnapshotId.INITIAL);
    assertTrue(log.isEmpty());
    try (FlatBufferBuilder builder = TransactionLogWriter.builder(log)) {
      MemorySegment body = TransactionLogWriter.write(builder, log);
      var buffer = new dev.floe.internal.flatbuffers.FlatBuffer(body, "log");
      long root = buffer.root(Layout.IDENTIFIER);
      for (int slot = Log.NEW_GROUPS; slot <= Log.MOVED_NODES; slot++) {
        assertEquals(0, buffer.count(buffer.requiredVector(root, slot, 4, "slot " + slot)));
      }
      assertEquals(log, TransactionLogReader.read(body, "log"));
    }
  }

  private static MoveOperation move(long node, String from, String to) {
    return new MoveOperation(NodePath.of(from), NodePath.of(to), new NodeId(node), NodeType.GROUP);
  }

  @Test
  void mergedMovesAreNetMovesInSegmentOrder() {
    TransactionLog first = moves(move(1, "/a", "/b"), move(2, "/c", "/d"), move(3, "/x", "/q-a"));
    TransactionLog second = moves(move(1, "/b", "/e"), move(2, "/d", "/c"), move(4, "/y", "/q/a"));
    TransactionLog merged = TransactionLog.merge(new SnapshotId(9, 9), List.of(first, second));
    assertEquals(new SnapshotId(9, 9), merged.id());
    assertEquals(
        List.of(move(1, "/a", "/e"), move(4, "/y", "/q/a"), move(3, "/x", "/q-a")), merged.moves());
  }

  @Property(tries = 100)
  void mergedListsAreUnions(@ForAll long seed) {
    Samples samples = new Samples(seed);
    TransactionLog a = samples.log();
    TransactionLog b = samples.log();
    TransactionLog merged = TransactionLog.merge(ID, List.of(a, b));
    Set<NodeId> both = new TreeSet<>(a.newGroups());
    both.addAll(b.newGroups());
    assertEquals(both, merged.newGroups());
    assertEquals(
        a.updatedArrays().size() + b.updatedArrays().size(), merged.updatedArrays().size());
    assertEquals(
        a.updatedChunks().size() + b.updatedChunks().size(), merged.updatedChunks().size());
    assertEquals(a.withId(ID), TransactionLog.merge(ID, List.of(a, a)));
  }

  @Property(tries = 300)
  void chunkSetsAreSets(@ForAll long seed) {
    Samples samples = new Samples(seed);
    boolean ragged = samples.random.nextBoolean();
    List<ChunkIndices> a = samples.list(30, () -> samples.indices(ragged ? samples.upTo(3) : 2, 4));
    List<ChunkIndices> b = samples.list(30, () -> samples.indices(ragged ? samples.upTo(3) : 2, 4));
    ChunkIndexSet set = ChunkIndexSet.of(a);
    assertEquals(List.copyOf(new TreeSet<>(a)), List.copyOf(set));
    assertEquals(new HashSet<>(a), set);
    assertEquals(set, new HashSet<>(a));
    assertEquals(new HashSet<>(a).hashCode(), set.hashCode());
    for (int i = 0; i < set.size(); i++) {
      int[] coords = set.at(i).toUnsigned();
      assertEquals(i, set.indexOf(coords, coords.length));
    }
    ChunkIndexSet.Cursor cursor = set.cursor();
    for (ChunkIndices indices : set) {
      assertTrue(cursor.advance());
      for (int d = 0; d < cursor.rank(); d++) {
        assertEquals(indices.unsignedAt(d), cursor.unsignedAt(d));
      }
    }
    assertFalse(cursor.advance());
    b.forEach(indices -> assertEquals(a.contains(indices), set.contains(indices)));
    TreeSet<ChunkIndices> both = new TreeSet<>(a);
    both.addAll(b);
    assertEquals(List.copyOf(both), List.copyOf(set.union(ChunkIndexSet.of(b))));
  }

  @Test
  void aMillionChunksTakeFewBytesEach() {
    ChunkIndexSet.Builder set = new ChunkIndexSet.Builder(0);
    for (int i = 0; i < 1_000_000; i++) {
      set.add(new int[] {i >>> 10, i & 1023, 0}, 0, 3);
    }
    SortedMap<NodeId, ChunkIndexSet> chunks = new TreeMap<>();
    chunks.put(new NodeId(1), set.build());
    TransactionLog log = ofChunks(chunks);
    assertEquals(1_000_000, log.changeCount());
    assertEquals(977, chunks.get(new NodeId(1)).runCount(), "one a row");
    assertIsReadAsWritten(log);
  }

  @Test
  void coordinatesThatManyChunksShareAreRefused() {
    try (FlatBufferBuilder builder = new FlatBufferBuilder("log", 0)) {
      int[] shared = new int[2];
      for (int i = 0; i < 2; i++) {
        int vector = builder.ints(new int[50_000], 50_000 - i);
        builder.startTable();
        builder.addOffset(Indices.COORDS, vector);
        shared[i] = builder.endTable();
      }
      int[] many = new int[100_000];
      Arrays.setAll(many, i -> shared[i & 1]);
      int chunks = builder.offsets(many, many.length);
      builder.startTable();
      builder.addOffset(UpdatedChunks.CHUNKS, chunks);
      builder.addId8(UpdatedChunks.NODE_ID, 1);
      int updated = builder.offsets(new int[] {builder.endTable()}, 1);
      MemorySegment body = finish(builder, updated, 0);
      assertThrows(FormatException.class, () -> TransactionLogReader.read(body, "log"));
    }
  }

  private static MemorySegment finish(FlatBufferBuilder builder, int updated, int moves) {
    int none = builder.offsets(new int[0], 0);
    builder.startTable();
    for (int slot = Log.NEW_GROUPS; slot < Log.UPDATED_CHUNKS; slot++) {
      builder.addOffset(slot, none);
    }
    builder.addOffset(Log.UPDATED_CHUNKS, updated == 0 ? none : updated);
    builder.addOffset(Log.MOVED_NODES, moves);
    builder.addId12(Log.ID, 1, 2);
    return builder.finish(builder.endTable(), Layout.IDENTIFIER);
  }

  @Test
  void aLogWithoutMovesIsRead() {
    try (FlatBufferBuilder builder = new FlatBufferBuilder("log", 0)) {
      MemorySegment body = finish(builder, 0, 0);
      assertEquals(TransactionLog.empty(ID), TransactionLogReader.read(body, "log"));
    }
  }

  @Test
  void incompleteMovesAreRefused() {
    for (int missing : new int[] {Move.FROM, Move.TO, Move.NODE_ID, Move.NODE_TYPE}) {
      try (FlatBufferBuilder builder = new FlatBufferBuilder("log", 0)) {
        int path = builder.text("/a");
        builder.startTable();
        builder.addOffset(Move.FROM, missing == Move.FROM ? 0 : path);
        builder.addOffset(Move.TO, missing == Move.TO ? 0 : path);
        if (missing != Move.NODE_ID) {
          builder.addId8(Move.NODE_ID, 1);
        }
        builder.addByte(Move.NODE_TYPE, missing == Move.NODE_TYPE ? 2 : 1, 0);
        int moves = builder.offsets(new int[] {builder.endTable()}, 1);
        MemorySegment body = finish(builder, 0, moves);
        assertThrows(FormatException.class, () -> TransactionLogReader.read(body, "log"));
      }
    }
    assertEquals(Collections.emptySortedMap(), TransactionLog.empty(ID).updatedChunks());
  }
}

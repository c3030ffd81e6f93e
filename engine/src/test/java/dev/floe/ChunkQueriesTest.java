package dev.floe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.config.ObjectStoreConfig;
import dev.floe.config.RepositoryConfig;
import dev.floe.config.VirtualChunkContainer;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkPayload;
import dev.floe.format.ChunkType;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.storage.Storage;
import dev.floe.virtual.VirtualChunk;
import dev.floe.zarr.ChunkReference;
import dev.floe.zarr.ChunkReferenceColumns;
import dev.floe.zarr.ChunkReferenceScan;
import dev.floe.zarr.Store;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// What a session says of its nodes and of where their chunks are.
class ChunkQueriesTest {
  private static final NodePath ARRAY = NodePath.of("/a");

  private final Storage storage = Storage.inMemory();
  private final Repository repository =
      Repository.create(
          storage,
          RepositoryOptions.STANDARD.withConfig(
              RepositoryConfig.builder()
                  .virtualChunkContainer(
                      new VirtualChunkContainer(
                          Optional.of("c"), "https://example.org/p/", httpStore()))
                  .build()));
  private final Session session = repository.writableSession("main");
  private final Store store = session.store();

  private static ObjectStoreConfig httpStore() {
    return new ObjectStoreConfig.Http(new TreeMap<>(), new TreeMap<>());
  }

  @AfterEach
  void close() {
    repository.close();
    storage.close();
  }

  private static MemorySegment utf8(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  private static MemorySegment array(int rows, int columns) {
    return utf8(
        """
        {"zarr_format":3,"node_type":"array","shape":[%d,%d],"data_type":"uint8",
         "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[1,1]}}}\
        """
            .formatted(rows, columns));
  }

  private static void refused(ErrorKind kind, Executable call) {
    assertEquals(kind, assertThrows(IcechunkException.class, call).kind());
  }

  private void virtual(String key, String location, long offset) {
    store.setVirtualRef(key, VirtualChunk.at(location, offset, 5), false);
  }

  /// Some of each kind committed, and some of each recorded over them.
  private void fill() {
    store.set("zarr.json", utf8("{\"zarr_format\":3,\"node_type\":\"group\"}"));
    store.set("a/zarr.json", array(6, 4));
    store.set("a/c/0/0", utf8("inline"));
    store.set("a/c/5/0", utf8("x".repeat(600)));
    virtual("a/c/1/1", "vcc://c/one", 10);
    virtual("a/c/2/1", "https://example.org/p/two", 20);
    virtual("a/c/2/3", "https://example.org/p/two", 25);
    store.set("a/c/3/3", utf8("gone soon"));
  }

  private void recordMore(Store over) {
    over.delete("a/c/3/3");
    over.set("a/c/0/2", utf8("new"));
    over.set("a/c/4/0", utf8("y".repeat(700)));
    over.setVirtualRef("a/c/4/1", VirtualChunk.at("https://example.org/p/two", 30, 5), false);
    over.setVirtualRef("a/c/0/0", VirtualChunk.at("https://example.org/p/zero", 0, 5), false);
  }

  private static List<ChunkIndices> coordinates(Session of) {
    try (Stream<ChunkIndices> coordinates = of.chunkCoordinates(ARRAY)) {
      return coordinates.toList();
    }
  }

  private static ChunkIndices at(long... indices) {
    return ChunkIndices.of(indices);
  }

  @Test
  void aNodeKeepsItsIdUntilItIsDeleted() {
    store.set("g/zarr.json", utf8("{\"zarr_format\":3,\"node_type\":\"group\"}"));
    store.set("a/zarr.json", array(2, 2));
    NodeId array = session.nodeId(ARRAY);
    store.set("a/zarr.json", array(3, 3));
    assertEquals(array, session.nodeId(ARRAY));
    NodeId group = session.nodeId(NodePath.of("/g"));
    session.commit("nodes");
    Session next = repository.writableSession("main");
    assertEquals(array, next.nodeId(ARRAY));
    assertEquals(group, next.nodeId(NodePath.of("/g")));
    next.store().delete("a/zarr.json");
    refused(ErrorKind.NODE_NOT_FOUND, () -> next.nodeId(ARRAY));
    next.store().set("a/zarr.json", array(3, 3));
    assertTrue(!array.equals(next.nodeId(ARRAY)), "another node");
  }

  @Test
  void chunksHaveTypes() {
    fill();
    assertTypes(session);
    session.commit("chunks");
    assertTypes(session);
    Session next = repository.writableSession("main");
    next.store().delete("a/c/1/1");
    assertEquals(ChunkType.UNINITIALIZED, next.chunkType(ARRAY, at(1, 1)));
    refused(ErrorKind.INVALID_CHUNK_INDEX, () -> next.chunkType(ARRAY, at(1)));
    refused(ErrorKind.INVALID_CHUNK_INDEX, () -> next.chunkType(ARRAY, at(1, 1, 1)));
    refused(ErrorKind.NOT_AN_ARRAY, () -> next.chunkType(NodePath.ROOT, at(1)));
    refused(ErrorKind.NODE_NOT_FOUND, () -> next.chunkType(NodePath.of("/no"), at(1)));
  }

  private static void assertTypes(Session session) {
    assertEquals(ChunkType.INLINE, session.chunkType(ARRAY, at(0, 0)));
    assertEquals(ChunkType.NATIVE, session.chunkType(ARRAY, at(5, 0)));
    assertEquals(ChunkType.VIRTUAL, session.chunkType(ARRAY, at(1, 1)));
    assertEquals(ChunkType.UNINITIALIZED, session.chunkType(ARRAY, at(1, 2)));
    assertEquals(ChunkType.UNINITIALIZED, session.chunkType(ARRAY, at(6, 0)), "outside");
  }

  @Test
  void coordinatesAreThoseOfTheGridEachOnceInOrder() {
    fill();
    session.commit("chunks");
    Session next = repository.writableSession("main");
    recordMore(next.store());
    assertEquals(
        List.of(at(0, 0), at(0, 2), at(1, 1), at(2, 1), at(2, 3), at(4, 0), at(4, 1), at(5, 0)),
        coordinates(next));
    next.store().set("a/zarr.json", array(3, 2));
    assertEquals(List.of(at(0, 0), at(1, 1), at(2, 1)), coordinates(next));
    refused(ErrorKind.NOT_AN_ARRAY, () -> next.chunkCoordinates(NodePath.ROOT));
  }

  @Test
  void locationsComeByPathThenCoordinatesOneForEachChunk() {
    fill();
    store.set("A/zarr.json", array(2, 2));
    virtual("A/c/1/1", "https://example.org/p/two", 0);
    session.commit("chunks");
    Session next = repository.writableSession("main");
    recordMore(next.store());
    String two = "https://example.org/p/two";
    try (Stream<String> locations = next.allVirtualChunkLocations()) {
      assertEquals(
          List.of(two, "https://example.org/p/zero", "https://example.org/p/one", two, two, two),
          locations.toList());
    }
    next.store().set("a/zarr.json", array(2, 4));
    try (Stream<String> locations = next.allVirtualChunkLocations()) {
      assertEquals(
          List.of(two, "https://example.org/p/zero", "https://example.org/p/one"),
          locations.toList(),
          "the others are outside the grid");
    }
    virtual(next.store(), "vcc://unknown/x");
    try (Stream<String> locations = next.allVirtualChunkLocations()) {
      refused(ErrorKind.NO_CONTAINER_FOR_VIRTUAL_CHUNK, locations::toList);
    }
  }

  private static void virtual(Store store, String location) {
    store.setVirtualRef("a/c/0/1", VirtualChunk.at(location, 0, 5), false);
  }

  /// What the columns say, as values.
  private static List<ChunkReference> rows(ChunkReferenceScan scan, ChunkReferenceColumns columns) {
    List<ChunkReference> rows = new ArrayList<>();
    while (scan.fill(columns) > 0) {
      for (int row = 0; row < columns.count(); row++) {
        rows.add(new ChunkReference(columns.coordinates(row), payload(scan, columns, row)));
      }
    }
    return rows;
  }

  private static ChunkPayload payload(
      ChunkReferenceScan scan, ChunkReferenceColumns columns, int row) {
    return switch (columns.type(row)) {
      case UNINITIALIZED -> throw new AssertionError("a reference to nothing");
      case INLINE ->
          new ChunkPayload.Inline(MemorySegment.ofArray(new byte[(int) columns.lengthBytes(row)]));
      case NATIVE ->
          new ChunkPayload.Native(
              columns.chunkId(row), columns.offset(row), columns.lengthBytes(row));
      case VIRTUAL ->
          new ChunkPayload.Virtual(
              scan.locations().text(columns.location(row)),
              columns.offset(row),
              columns.lengthBytes(row),
              Optional.empty());
    };
  }

  private static List<ChunkReference> references(Session of) {
    try (Stream<ChunkReference> references = of.store().array("a").references()) {
      return references
          .map(reference -> new ChunkReference(reference.coordinates(), blank(reference.payload())))
          .toList();
    }
  }

  /// Inline bytes are in no column.
  private static ChunkPayload blank(ChunkPayload payload) {
    return payload instanceof ChunkPayload.Inline inline
        ? new ChunkPayload.Inline(MemorySegment.ofArray(new byte[(int) inline.lengthBytes()]))
        : payload;
  }

  @Test
  void columnsOfAnyCapacitySayWhatTheReferencesSay() {
    fill();
    session.commit("chunks");
    Session next = repository.writableSession("main");
    recordMore(next.store());
    assertEquals(8, references(next).size());
    for (int capacity : new int[] {1, 3, 8, 100}) {
      try (ChunkReferenceScan scan = next.chunkRefs(ARRAY);
          ChunkReferenceColumns columns = scan.columns(capacity)) {
        assertEquals(capacity, columns.capacity());
        assertEquals(references(next), rows(scan, columns));
        assertEquals(3, scan.locations().count(), "each location once");
        assertEquals(0, scan.fill(columns), "and nothing behind the end");
      }
    }
  }

  @Test
  void theLayoutIsWhatTheClassSays() {
    fill();
    try (Arena arena = Arena.ofConfined();
        ChunkReferenceScan scan = session.chunkRefs(ARRAY)) {
      int capacity = 10;
      int rank = 2;
      MemorySegment memory =
          arena.allocate((long) capacity * ChunkReferenceColumns.bytesPerRow(rank) + 3);
      ChunkReferenceColumns columns = ChunkReferenceColumns.over(memory, rank);
      assertEquals(capacity, columns.capacity());
      assertEquals(6, scan.fill(columns));
      int row = 3;
      assertEquals(at(2, 3), columns.coordinates(row));
      assertEquals(25, memory.get(ValueLayout.JAVA_LONG_UNALIGNED, 8L * row));
      assertEquals(5, memory.get(ValueLayout.JAVA_LONG_UNALIGNED, 8L * capacity + 8L * row));
      assertEquals(0, memory.get(ValueLayout.JAVA_LONG_UNALIGNED, 16L * capacity + 12L * row));
      assertEquals(2, memory.get(ValueLayout.JAVA_INT_UNALIGNED, 28L * capacity + 4L * rank * row));
      assertEquals(
          3, memory.get(ValueLayout.JAVA_INT_UNALIGNED, 28L * capacity + 4L * rank * row + 4));
      assertEquals(1, memory.get(ValueLayout.JAVA_INT_UNALIGNED, 36L * capacity + 4L * row));
      assertEquals(-1, memory.get(ValueLayout.JAVA_INT_UNALIGNED, 36L * capacity));
      assertEquals(2, memory.get(ValueLayout.JAVA_BYTE, 40L * capacity + row));
      byte[] id = new byte[12];
      MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, 16L * capacity + 12L * 5, id, 0, 12);
      byte[] expected = new byte[12];
      columns.chunkId(5).writeTo(MemorySegment.ofArray(expected), 0);
      assertArrayEquals(expected, id);
      assertEquals("vcc://c/one", scan.locations().text(0));
      MemorySegment starts = scan.locations().starts();
      assertEquals(11, starts.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, 1));
      assertEquals(
          scan.locations().bytes().byteSize(),
          starts.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, scan.locations().count()));
      assertThrows(IndexOutOfBoundsException.class, () -> columns.offset(6));
      assertThrows(
          IllegalArgumentException.class, () -> scan.fill(ChunkReferenceColumns.over(memory, 1)));
    }
  }

  @Test
  void aScalarAndAnEmptyArray() {
    store.set(
        "a/zarr.json",
        utf8(
            """
            {"zarr_format":3,"node_type":"array","shape":[],
             "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[]}}}\
            """));
    try (ChunkReferenceScan scan = session.chunkRefs(ARRAY);
        ChunkReferenceColumns columns = scan.columns(4)) {
      assertEquals(0, scan.fill(columns));
      assertEquals(0, scan.locations().count());
      assertEquals(0, scan.locations().bytes().byteSize());
    }
    store.set("a/c", utf8("scalar"));
    assertEquals(List.of(ChunkIndices.SCALAR), coordinates(session));
    assertEquals(ChunkType.INLINE, session.chunkType(ARRAY, ChunkIndices.SCALAR));
    try (ChunkReferenceScan scan = session.chunkRefs(ARRAY);
        ChunkReferenceColumns columns = scan.columns(4)) {
      assertEquals(1, scan.fill(columns));
      assertEquals(6, columns.lengthBytes(0));
    }
  }

  @Test
  void manyLocationsAreNumberedAsTheyCome() {
    store.set("a/zarr.json", array(40, 50));
    for (int i = 0; i < 2000; i++) {
      virtual("a/c/" + i / 50 + "/" + i % 50, "https://example.org/p/" + i % 700, i);
    }
    for (int round = 0; round < 2; round++) {
      Session now = round == 0 ? session : repository.readonlySession(Version.MAIN);
      try (ChunkReferenceScan scan = now.chunkRefs(ARRAY);
          ChunkReferenceColumns columns = scan.columns(64)) {
        assertEquals(references(now), rows(scan, columns));
        assertEquals(700, scan.locations().count());
        assertEquals("https://example.org/p/699", scan.locations().text(699));
      }
      if (round == 0) {
        session.commit("compressed, since there are more than a thousand");
      }
    }
  }
}

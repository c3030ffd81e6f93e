package dev.floe.zarr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.format.ByteRange;
import dev.floe.memory.SegmentLease;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// The store's semantics on changes that are not committed.
class StoreTest {
  private Storage storage;
  private Repository repository;
  private Session session;
  private Store store;

  @BeforeEach
  void open() {
    storage = Storage.inMemory();
    repository = Repository.create(storage);
    session = repository.writableSession("main");
    store = session.store();
  }

  @AfterEach
  void close() {
    repository.close();
    storage.close();
  }

  static MemorySegment utf8(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  static MemorySegment array(String shape, String chunks) {
    return utf8(
        """
        {"zarr_format":3,"node_type":"array","shape":%s,"data_type":"uint8","chunk_grid":\
        {"name":"regular","configuration":{"chunk_shape":%s}}}\
        """
            .formatted(shape, chunks));
  }

  private static final MemorySegment GROUP = utf8("{\"zarr_format\":3,\"node_type\":\"group\"}");

  private Optional<String> text(String key, ByteRange range) {
    return store
        .get(key, range)
        .map(lease -> {
          try (SegmentLease held = lease) {
            return new String(
                held.segment().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
          }
        });
  }

  private static void assertKind(ErrorKind kind, Executable call) {
    assertEquals(kind, assertThrows(IcechunkException.class, call).kind());
  }

  private static List<String> names(Stream<String> stream) {
    try (stream) {
      return stream.toList();
    }
  }

  @Test
  void documentsComeBackByteForByte() {
    String odd = " {\"node_type\" : \"group\",\n\"x\": [1.50]}\n";
    store.set("g/zarr.json", utf8(odd));
    assertEquals(Optional.of(odd), text("g/zarr.json", ByteRange.all()));
    assertEquals(Optional.of("]}\n"), text("g/zarr.json", ByteRange.last(3)));
    assertEquals(Optional.of(""), text("g/zarr.json", ByteRange.from(odd.length())));
    assertKind(
        ErrorKind.INVALID_BYTE_RANGE, () -> text("g/zarr.json", ByteRange.of(0, odd.length() + 1)));
    assertEquals(Optional.empty(), text("absent/zarr.json", ByteRange.all()));
  }

  @Test
  void anUnchangedDocumentIsNoChange() {
    store.set("zarr.json", GROUP);
    long generation = 0;
    assertTrue(session.hasUncommittedChanges());
    store.set("zarr.json", GROUP);
    assertEquals(0, generation);
    assertKind(ErrorKind.NODE_ALREADY_EXISTS, () -> store.set("zarr.json", array("[1]", "[1]")));
  }

  @Test
  void chunksInlineAndStored() {
    store.set("a/zarr.json", array("[4,4]", "[2,2]"));
    store.set("a/c/0/1", utf8("small"));
    store.set("a/c/1/0", utf8("x".repeat(513)));
    assertEquals(Optional.of("small"), text("a/c/0/1", ByteRange.all()));
    assertEquals(Optional.of("mal"), text("a/c/0/1", ByteRange.of(1, 4)));
    assertEquals(Optional.of("l"), text("a/c/0/1", ByteRange.last(1)));
    assertEquals(Optional.of("x".repeat(13)), text("a/c/1/0", ByteRange.from(500)));
    assertEquals(Optional.empty(), text("a/c/0/0", ByteRange.all()));
    assertEquals(Optional.empty(), text("a/c/7/0", ByteRange.all()));
    assertEquals(OptionalLong.of(513), store.size("a/c/1/0"));
    assertEquals(OptionalLong.empty(), store.size("a/c/0/0"));
    assertTrue(store.exists("a/c/0/1"));
    assertFalse(store.exists("a/c/1/1"));
    assertEquals(5 + 513 + store.size("a/zarr.json").orElseThrow(), store.sizeOfPrefix("a"));
  }

  @Test
  void whatCannotBeIsRefused() {
    store.set("a/zarr.json", array("[4,4]", "[2,2]"));
    store.set("g/zarr.json", GROUP);
    assertKind(ErrorKind.INVALID_CHUNK_INDEX, () -> store.set("a/c/2/0", utf8("x")));
    assertKind(ErrorKind.INVALID_CHUNK_INDEX, () -> store.set("a/c/1", utf8("x")));
    assertKind(ErrorKind.ZERO_LENGTH_CHUNK, () -> store.set("a/c/1/1", utf8("")));
    assertKind(ErrorKind.NODE_NOT_FOUND, () -> store.set("none/c/0", utf8("x")));
    assertKind(ErrorKind.NOT_AN_ARRAY, () -> store.set("g/c/0", utf8("x")));
    assertKind(ErrorKind.NOT_AN_ARRAY, () -> store.get("g/c/0"));
    assertKind(ErrorKind.INVALID_KEY, () -> store.set("foo", utf8("x")));
    assertKind(ErrorKind.INVALID_KEY, () -> store.get("abc"));
    assertKind(ErrorKind.INVALID_KEY, () -> store.get("a/c/01/0"));
    assertKind(ErrorKind.INVALID_KEY, () -> store.set("a//b/zarr.json", GROUP));
    assertKind(ErrorKind.UNIMPLEMENTED, () -> store.set("a/.zarray", utf8("{}")));
    assertKind(ErrorKind.BAD_METADATA, () -> store.set("b/zarr.json", utf8("{}")));
    assertKind(ErrorKind.BAD_METADATA, () -> store.set("b/zarr.json", array("[4]", "[2,2]")));
    assertEquals(Optional.empty(), text("none/c/0", ByteRange.all()));
  }

  @Test
  void zarr2KeysAreNeverThere() {
    assertFalse(store.exists("a/.zarray"));
    assertEquals(Optional.empty(), text(".zgroup", ByteRange.all()));
    store.delete("a/.zattrs");
  }

  @Test
  void listingsAreInADefinedOrder() {
    store.set("zarr.json", GROUP);
    store.set("a/zarr.json", array("[40,2]", "[1,1]"));
    store.set("a-b/zarr.json", array("[1]", "[1]"));
    store.set("a/sub/zarr.json", GROUP);
    store.set("a/c/10/1", utf8("x"));
    store.set("a/c/2/0", utf8("x"));
    store.set("a/c/2/1", utf8("x"));
    store.set("a-b/c/0", utf8("x"));
    assertEquals(
        List.of(
            "zarr.json",
            "a/zarr.json",
            "a-b/zarr.json",
            "a/sub/zarr.json",
            "a/c/2/0",
            "a/c/2/1",
            "a/c/10/1",
            "a-b/c/0"),
        sortedByPath(names(store.list())));
    assertEquals(List.of("zarr.json", "a", "a-b"), sorted(names(store.listDirectory(""))));
    assertEquals(List.of("zarr.json", "c"), names(store.listDirectory("a")));
    assertEquals(List.of("2", "10"), names(store.listDirectory("a/c")));
    assertEquals(List.of("0", "1"), names(store.listDirectory("a/c/2")));
    assertEquals(List.of(), names(store.listDirectory("a/c/2/0")));
    assertEquals(List.of(), names(store.listDirectory("fo")));
    assertTrue(store.isEmpty("fo"));
    assertFalse(store.isEmpty("a"));
    assertKind(ErrorKind.BAD_KEY_PREFIX, () -> store.listPrefix("a/c"));
  }

  /// The tests name what belongs together; the order itself is that of whole path texts.
  private static List<String> sortedByPath(List<String> keys) {
    List<String> documents = keys.stream().filter(key -> key.endsWith("zarr.json")).toList();
    assertEquals(
        documents.stream()
            .map(key -> "/" + key.substring(0, Math.max(0, key.length() - "/zarr.json".length())))
            .sorted()
            .toList(),
        documents.stream()
            .map(key -> "/" + key.substring(0, Math.max(0, key.length() - "/zarr.json".length())))
            .toList());
    List<String> expectedFirst =
        List.of("zarr.json", "a/zarr.json", "a-b/zarr.json", "a/sub/zarr.json");
    assertEquals(expectedFirst.size(), documents.size());
    List<String> rest = keys.subList(documents.size(), keys.size());
    List<String> a = rest.stream().filter(key -> key.startsWith("a/")).toList();
    List<String> b = rest.stream().filter(key -> key.startsWith("a-b/")).toList();
    return Stream.of(expectedFirst, a, b).flatMap(List::stream).toList();
  }

  private static List<String> sorted(List<String> names) {
    return names.stream()
        .sorted((x, y) -> x.equals("zarr.json") ? -1 : y.equals("zarr.json") ? 1 : x.compareTo(y))
        .toList();
  }

  @Test
  void deletionsOfNodesAndDirectories() {
    store.set("g/zarr.json", GROUP);
    store.set("g/a/zarr.json", array("[4,4]", "[1,1]"));
    store.set("gg/zarr.json", GROUP);
    store.set("g/a/c/0/0", utf8("x"));
    store.set("g/a/c/0/1", utf8("x"));
    store.set("g/a/c/1/0", utf8("x"));
    store.deleteDirectory("g/a/c/0");
    assertEquals(List.of("g/a/zarr.json", "g/a/c/1/0"), names(store.listPrefix("g/a")));
    store.delete("g/a/c/1/0");
    store.delete("g/a/c/3/3");
    store.delete("g/a/c/9/9");
    assertEquals(List.of("g/a/zarr.json"), names(store.listPrefix("g/a")));
    store.delete("g/zarr.json");
    assertEquals(List.of("gg/zarr.json"), names(store.list()));
    store.clear();
    assertEquals(List.of(), names(store.list()));
  }

  @Test
  void setIfAbsentLooksAtNothingThatExists() {
    store.set("a/zarr.json", array("[2]", "[1]"));
    assertFalse(store.setIfAbsent("a/zarr.json", utf8("garbage")));
    assertTrue(store.setIfAbsent("a/c/0", utf8("one")));
    assertFalse(store.setIfAbsent("a/c/0", utf8("two")));
    assertEquals(Optional.of("one"), text("a/c/0", ByteRange.all()));
    store.delete("a/c/0");
    assertTrue(store.setIfAbsent("a/c/0", utf8("three")));
  }

  @Test
  void aStoreThatOnlyReadsRefusesWrites() {
    Store reader = repository.readonlySession(Version.MAIN).store();
    assertTrue(reader.readOnly());
    assertKind(ErrorKind.READ_ONLY_STORE, () -> reader.set("zarr.json", GROUP));
    assertKind(ErrorKind.READ_ONLY_STORE, () -> reader.deleteDirectory("a"));
    reader.delete("a/zarr.json");
    assertEquals(Optional.empty(), reader.get("zarr.json"));
  }

  @Test
  void aBatchAnswersForEveryRead() {
    store.set("a/zarr.json", array("[4]", "[1]"));
    store.set("a/c/0", utf8("inline"));
    store.set("a/c/1", utf8("n".repeat(2000)));
    MemorySegment room = MemorySegment.ofArray(new byte[10]);
    ReadBatch batch =
        new ReadBatch()
            .add("a/c/0")
            .add("a/c/1", ByteRange.of(10, 20), room)
            .add("a/c/2")
            .add("a/c/1", ByteRange.of(0, 9999))
            .add("none/c/0");
    try (ReadResults results = store.readAll(batch).join()) {
      assertEquals(6, results.lengthBytes(0));
      assertEquals(10, results.lengthBytes(1));
      assertEquals((byte) 'n', room.get(ValueLayout.JAVA_BYTE, 9));
      assertEquals(ReadResults.ABSENT, results.lengthBytes(2));
      assertEquals(ErrorKind.INVALID_BYTE_RANGE, results.failure(3).orElseThrow().kind());
      assertEquals(ReadResults.ABSENT, results.lengthBytes(4));
      assertEquals(1, results.requests());
    }
  }
}

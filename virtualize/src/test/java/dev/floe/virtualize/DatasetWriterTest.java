package dev.floe.virtualize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.config.RepositoryConfig;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.format.ChunkPayload;
import dev.floe.format.NodePath;
import dev.floe.memory.SegmentLease;
import dev.floe.storage.Storage;
import dev.floe.virtual.VirtualChunkAccess;
import dev.floe.zarr.ChunkReference;
import dev.floe.zarr.Store;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetWriterTest {
  private static final NodePath GROUP = NodePath.of("/a/b");

  @TempDir Path directory;

  private VirtualizedFiles files;
  private Storage storage;
  private Repository repository;
  private Store store;

  @BeforeEach
  void open() throws IOException {
    CdfFile content = new CdfFile(NetcdfVersion.CLASSIC).dimension("t", 0).dimension("x", 3);
    content.records = 5;
    content.attributes.add(CdfFile.text("title", "five records"));
    content.variable("r", NetcdfType.SHORT, List.of(0, 1), new byte[30]);
    content.variable("s", NetcdfType.DOUBLE, List.of(), new byte[8]);
    Path file = Files.write(directory.resolve("f.nc"), content.toBytes());
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_000)));
    files =
        VirtualizedFiles.netcdf(
            List.of(file),
            Optional.empty(),
            FillAttribute.AS_IN_FILE,
            Instant.ofEpochSecond(9_000));
    RepositoryConfig.Builder config = RepositoryConfig.builder();
    files.containers().forEach(config::virtualChunkContainer);
    storage = Storage.inMemory();
    repository = Repository.create(storage, RepositoryOptions.STANDARD.withConfig(config.build()));
    store = repository.writableSession("main").store();
  }

  @AfterEach
  void close() {
    repository.close();
    storage.close();
  }

  private DatasetWriter.Written write(NodePath group, boolean overwrite) {
    return new DatasetWriter(store, overwrite).write(group, files.dataset());
  }

  private String text(String key) {
    try (SegmentLease lease = store.get(key).orElseThrow()) {
      byte[] bytes = lease.segment().toArray(ValueLayout.JAVA_BYTE);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private void set(String key, String text) {
    store.set(key, MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8)));
  }

  private List<String> keys() {
    try (Stream<String> keys = store.list()) {
      return keys.toList();
    }
  }

  @Test
  void groupsArraysAndReferencesAreWritten() {
    assertEquals(new DatasetWriter.Written(2, 6, 38), write(GROUP, false));
    assertEquals(
        List.of(
            "zarr.json",
            "a/zarr.json",
            "a/b/zarr.json",
            "a/b/r/zarr.json",
            "a/b/s/zarr.json",
            "a/b/r/c/0/0",
            "a/b/r/c/1/0",
            "a/b/r/c/2/0",
            "a/b/r/c/3/0",
            "a/b/r/c/4/0",
            "a/b/s/c"),
        keys());
    assertTrue(text("a/b/zarr.json").contains("five records"));
    assertFalse(text("a/zarr.json").contains("five records"));
    VirtualReferences expected = files.dataset().arrays().getFirst().references();
    MemorySegment offsets = Assembled.column(5);
    MemorySegment lengths = Assembled.column(5);
    expected.columns(0, 5, offsets, lengths);
    try (Stream<ChunkReference> references = store.array("/a/b/r").references()) {
      assertEquals(
          Stream.iterate(0, i -> i < 5, i -> i + 1)
              .map(i ->
                  new ChunkPayload.Virtual(
                      expected.location(),
                      offsets.getAtIndex(ValueLayout.JAVA_LONG, i),
                      lengths.getAtIndex(ValueLayout.JAVA_LONG, i),
                      expected.checksum()))
              .toList(),
          references.map(ChunkReference::payload).toList());
    }
  }

  @Test
  void whatExistsIsRefusedBeforeAnythingIsWritten() {
    write(GROUP, false);
    store.delete("a/b/r/zarr.json");
    List<String> before = keys();
    IcechunkException e = assertThrows(IcechunkException.class, () -> write(GROUP, false));
    assertEquals(ErrorKind.NODE_ALREADY_EXISTS, e.kind());
    assertTrue(e.getMessage().contains("/a/b/s"), e.getMessage());
    assertEquals(before, keys());
    write(GROUP, true);
    assertTrue(keys().contains("a/b/r/c/4/0"));
  }

  @Test
  void overwritingReplacesChunksThatAreNoLongerThere() {
    set("r/zarr.json", text(files.dataset().arrays().getFirst()).replace("5,", "50,"));
    set("r/c/49/0", "123456");
    write(NodePath.ROOT, true);
    assertFalse(keys().contains("r/c/49/0"));
    assertTrue(keys().contains("r/c/4/0"));
  }

  private static String text(VirtualArray array) {
    return ZarrDocuments.array(array.metadata());
  }

  @Test
  void aGroupThatSaysTheSameIsNoObstacle() {
    String group =
        "{\"zarr_format\":3,\"node_type\":\"group\",\"attributes\":{\"title\":\"%s\",\"o\":1}}";
    set("zarr.json", group.formatted("five records"));
    write(NodePath.ROOT, false);
    assertEquals(group.formatted("five records"), text("zarr.json"));
  }

  @Test
  void aGroupWithOtherAttributesIsChangedOnlyWhenOverwriting() {
    String group =
        "{\"zarr_format\":3,\"node_type\":\"group\",\"attributes\":{\"title\":\"%s\",\"o\":1}}";
    set("zarr.json", group.formatted("another"));
    IcechunkException e = assertThrows(IcechunkException.class, () -> write(NodePath.ROOT, false));
    assertEquals(ErrorKind.NODE_ALREADY_EXISTS, e.kind());
    write(NodePath.ROOT, true);
    assertTrue(text("zarr.json").contains("five records"));
    assertTrue(text("zarr.json").contains("\"o\": 1"));
  }

  @Test
  void arraysAreNoGroups() {
    write(NodePath.ROOT, false);
    IcechunkException above =
        assertThrows(IcechunkException.class, () -> write(NodePath.of("/s/x"), true));
    assertEquals(ErrorKind.NOT_A_GROUP, above.kind());
    IcechunkException same =
        assertThrows(IcechunkException.class, () -> write(NodePath.of("/s"), true));
    assertEquals(ErrorKind.NOT_A_GROUP, same.kind());
    set("g/r/zarr.json", "{\"zarr_format\":3,\"node_type\":\"group\"}");
    IcechunkException group =
        assertThrows(IcechunkException.class, () -> write(NodePath.of("/g"), true));
    assertEquals(ErrorKind.NODE_ALREADY_EXISTS, group.kind());
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "with space", "größe", "a+b"})
  void virtualChunksAreReadFromWhateverDirectory(String name) throws IOException {
    byte[] values = {1, 2, 3, 4, 5, 6, 7, 8};
    CdfFile content = new CdfFile(NetcdfVersion.CLASSIC).dimension("x", 2);
    content.variable("v", NetcdfType.INT, List.of(0), values);
    Path deeper = Files.createDirectory(directory.resolve(name));
    Path file = Files.write(deeper.resolve(name + ".nc"), content.toBytes());
    for (String container : new String[] {null, "file://" + directory + "/=archive"}) {
      VirtualizedFiles read =
          VirtualizedFiles.netcdf(
              List.of(file),
              Optional.ofNullable(container).map(FileContainer::parse),
              FillAttribute.AS_IN_FILE,
              Instant.ofEpochSecond(9_000));
      String prefix = read.containers().getFirst().urlPrefix();
      RepositoryOptions options =
          RepositoryOptions.STANDARD
              .withConfig(
                  RepositoryConfig.builder()
                      .virtualChunkContainer(read.containers().getFirst())
                      .build())
              .withVirtualChunkAccess(VirtualChunkAccess.none().and(prefix));
      try (Storage memory = Storage.inMemory();
          Repository other = Repository.create(memory, options)) {
        Store into = other.writableSession("main").store();
        new DatasetWriter(into, false).write(NodePath.ROOT, read.dataset());
        try (SegmentLease lease = into.get("v/c/0").orElseThrow()) {
          assertArrayEquals(values, lease.segment().toArray(ValueLayout.JAVA_BYTE), prefix);
        }
      }
    }
  }
}

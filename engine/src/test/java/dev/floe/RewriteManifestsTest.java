package dev.floe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.floe.config.Splits;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.NodeData;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.memory.SegmentLease;
import dev.floe.storage.Storage;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RewriteManifestsTest {
  private static final String ARRAY =
      """
      {"zarr_format":3,"node_type":"array","shape":[6],"data_type":"uint8",
       "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[1]}},
       "chunk_key_encoding":{"name":"default"},"fill_value":0,"codecs":[{"name":"bytes"}],
       "attributes":{}}\
      """;

  private static RepositoryOptions splitBy(int chunks) {
    return RepositoryOptions.STANDARD.withConfig(Splits.by(chunks));
  }

  private static MemorySegment bytes(byte... bytes) {
    return MemorySegment.ofArray(bytes);
  }

  private static int manifestCount(Repository repository) {
    Session session = repository.readonlySession(Version.branch("main"));
    NodeData data = session.node(NodePath.of("/a")).orElseThrow().data();
    return assertInstanceOf(NodeData.Array.class, data).manifests().size();
  }

  private static void assertValues(Repository repository) {
    Store store = repository.readonlySession(Version.branch("main")).store();
    for (byte i = 0; i < 6; i++) {
      try (SegmentLease chunk = store.get("a/c/" + i).orElseThrow()) {
        assertArrayEquals(new byte[] {i}, chunk.segment().toArray(ValueLayout.JAVA_BYTE));
      }
    }
  }

  @Test
  void theConfigurationInEffectSplitsWhatIsThere() {
    try (Storage storage = Storage.inMemory()) {
      try (Repository repository = Repository.create(storage, splitBy(1))) {
        repository.transaction(
            "main",
            "six chunks",
            store -> {
              store.set("a/zarr.json", bytes(ARRAY.getBytes(StandardCharsets.UTF_8)));
              for (byte i = 0; i < 6; i++) {
                store.set("a/c/" + i, bytes(i));
              }
            });
        assertEquals(6, manifestCount(repository));
      }
      try (Repository repository = Repository.open(storage, splitBy(4))) {
        SnapshotId before = repository.lookupBranch("main");
        SnapshotId id = repository.rewriteManifests("main", "fewer", CommitOptions.STANDARD);
        assertEquals(id, repository.lookupBranch("main"));
        assertEquals(2, manifestCount(repository));
        assertValues(repository);
        assertEquals(before, repository.lookupSnapshot(id).parentId().orElseThrow());
        JsonObject noted =
            (JsonObject) repository.lookupSnapshot(id).metadata().members().get("__icechunk");
        assertEquals(
            repository.config().manifest().splitting().toJson(),
            noted.members().get("splitting_config"));
      }
      try (Repository repository = Repository.open(storage, splitBy(6))) {
        SnapshotId replaced = repository.lookupBranch("main");
        SnapshotId id = repository.rewriteManifestsAmending("main", "one", CommitOptions.STANDARD);
        assertNotEquals(replaced, id);
        assertEquals(3, repository.ancestry(Version.branch("main")).count());
        assertEquals(1, manifestCount(repository));
        assertValues(repository);
      }
    }
  }
}

package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.CommitOptions;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.config.ManifestConfig;
import dev.floe.config.RepositoryConfig;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.memory.SegmentLease;
import dev.floe.storage.Storage;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Floe and the reference write one large array in turns. The reference, without rules, merges the
/// manifests of what it touches, and Floe splits them again, once; with the rules that say what
/// Floe does of itself it keeps them apart.
@Tag("live")
class MixedWritersLiveTest {
  private static final int CHUNKS = 20_000;
  private static final String ARRAY =
      """
      {"zarr_format":3,"node_type":"array","shape":[20000],"data_type":"uint8",
       "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[1]}},
       "chunk_key_encoding":{"name":"default"},"fill_value":0,"codecs":[{"name":"bytes"}],
       "attributes":{}}\
      """;

  @TempDir Path directory;
  private final byte[] values = new byte[CHUNKS];

  @Test
  void manifestsAreSplitAgainAndWithRulesStaySplit() {
    Path path = directory.resolve("repository");
    try (Storage storage = Storage.localFilesystem(path);
        Repository floe = Repository.create(storage)) {
      assertEquals(3, manifests(floe, create(floe)));
      assertEquals(1, byReference(path, 5));
      List<NodePath> splitAgain = new ArrayList<>();
      assertEquals(3, manifests(floe, commit(floe, 6, splitAgain)));
      assertEquals(List.of(NodePath.of("/a.b-c")), splitAgain);
      requireValues(floe);
      RepositoryConfig persisted = floe.persistedConfig().orElseGet(RepositoryConfig::empty);
      ManifestConfig manifest =
          ManifestConfig.builder().splitting(floe.automaticSplitting()).build();
      floe.saveConfig(persisted.toBuilder().manifest(manifest).build());
      assertEquals(3, byReference(path, 9_000));
      splitAgain.clear();
      assertEquals(3, manifests(floe, commit(floe, 19_999, splitAgain)));
      assertEquals(List.of(), splitAgain);
      requireValues(floe);
      Reference.NEWER.check(List.of(path));
    }
  }

  private static int manifests(Repository repository, SnapshotId id) {
    return repository.manifestFiles(id).size();
  }

  private SnapshotId create(Repository floe) {
    byte[] document = ARRAY.getBytes(StandardCharsets.UTF_8);
    return floe.transaction(
        "main",
        "array",
        store -> {
          store.set("a.b-c/zarr.json", MemorySegment.ofArray(document));
          for (int i = 0; i < CHUNKS; i++) {
            values[i] = (byte) (i % 100);
            set(store, i);
          }
        });
  }

  private void set(Store store, int chunk) {
    store.set("a.b-c/c/" + chunk, MemorySegment.ofArray(new byte[] {values[chunk]}));
  }

  private SnapshotId commit(Repository floe, int chunk, List<NodePath> splitAgain) {
    values[chunk] = 101;
    Session session = floe.writableSession("main");
    set(session.store(), chunk);
    return session.commit(
        "one",
        CommitOptions.STANDARD.reportingTo(report -> splitAgain.addAll(report.splitAgain())));
  }

  /// A commit of one chunk by the reference, and how many manifests there are then.
  private int byReference(Path path, int chunk) {
    values[chunk] = 102;
    JsonNode said = Reference.NEWER.run("touch.py", path, "a.b-c/c/" + chunk, "66").getFirst();
    return said.get("manifests").intValue();
  }

  private void requireValues(Repository floe) {
    Store store = floe.readonlySession(Version.MAIN).store();
    for (int i = 0; i < CHUNKS; i++) {
      try (SegmentLease lease = store.get("a.b-c/c/" + i).orElseThrow()) {
        assertEquals(values[i], lease.segment().get(ValueLayout.JAVA_BYTE, 0), "chunk " + i);
      }
    }
  }
}

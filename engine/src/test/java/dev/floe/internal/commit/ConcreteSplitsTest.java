package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.CommitOptions;
import dev.floe.CommitReport;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.config.ManifestConfig;
import dev.floe.config.ManifestSplittingConfig;
import dev.floe.config.RepositoryConfig;
import dev.floe.config.Splits;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An array of 20,000 chunks: three manifests of Floe's, one of a writer's that merges them.
class ConcreteSplitsTest {
  private static final int CHUNKS = 20_000;

  @TempDir Path directory;
  private final Storage storage = Storage.inMemory();
  private final Repository floe = Repository.create(storage);
  private final List<CommitReport> reports = new ArrayList<>();
  private final CommitOptions reporting = CommitOptions.STANDARD.reportingTo(reports::add);

  @AfterEach
  void close() {
    floe.close();
    storage.close();
  }

  private static MemorySegment array(String shape, String chunks) {
    String document =
        """
        {"zarr_format":3,"node_type":"array","shape":%s,"data_type":"uint8",
         "chunk_grid":{"name":"regular","configuration":{"chunk_shape":%s}},
         "chunk_key_encoding":{"name":"default"},"fill_value":0,"codecs":[{"name":"bytes"}],
         "attributes":{}}\
        """
            .formatted(shape, chunks);
    return MemorySegment.ofArray(document.getBytes(StandardCharsets.UTF_8));
  }

  private static MemorySegment value(int value) {
    return MemorySegment.ofArray(new byte[] {(byte) value});
  }

  private void write() {
    floe.transaction(
        "main",
        "arrays",
        store -> {
          store.set("a.b/zarr.json", array("[20000]", "[1]"));
          store.set("small/zarr.json", array("[90,90]", "[1,1]"));
          store.set("wide/zarr.json", array("[1000,1000]", "[1,1]"));
          for (int i = 0; i < CHUNKS; i++) {
            store.set("a.b/c/" + i, value(i));
          }
          store.set("small/c/1/1", value(1));
        });
  }

  private int manifests(SnapshotId id) {
    return floe.manifestFiles(id).size();
  }

  /// A writer without a default of its own puts all references of an array into one manifest.
  private SnapshotId merged() {
    try (Repository other =
        Repository.open(storage, RepositoryOptions.STANDARD.withConfig(Splits.by(1L << 31)))) {
      return other.transaction("main", "merged", store -> store.set("a.b/c/1", value(7)));
    }
  }

  private SnapshotId commit(String key) {
    Session session = floe.writableSession("main");
    session.store().set(key, value(9));
    return session.commit("one", reporting);
  }

  @Test
  void whatOthersMergedIsSplitAgainOnceAndTold() throws Exception {
    write();
    assertEquals(4, manifests(floe.lookupBranch("main")));
    assertEquals(2, manifests(merged()));
    List<RecordedEvent> events;
    try (Recording recording = new Recording()) {
      recording.enable("dev.floe.ManifestSplit");
      recording.start();
      assertEquals(2, manifests(commit("small/c/2/2")));
      assertEquals(4, manifests(commit("a.b/c/2")));
      assertEquals(4, manifests(commit("a.b/c/3")));
      recording.stop();
      Path file = directory.resolve("recording.jfr");
      recording.dump(file);
      events =
          RecordingFile.readAllEvents(file).stream()
              .filter(event -> event.getEventType().getName().equals("dev.floe.ManifestSplit"))
              .toList();
    }
    List<NodePath> again = List.of(NodePath.of("/a.b"));
    assertEquals(
        List.of(List.of(), again, List.of()),
        reports.stream().map(CommitReport::splitAgain).toList());
    assertEquals(floe.lookupBranch("main"), reports.getLast().snapshot());
    assertEquals(1, events.size());
    assertEquals("/a.b", events.getFirst().getString("array"));
    assertEquals(CHUNKS, events.getFirst().getLong("references"));
    assertEquals(3, events.getFirst().getInt("manifests"));
  }

  @Test
  void theRulesSayWhatIsDoneWithoutThem() {
    write();
    ManifestSplittingConfig rules = floe.automaticSplitting();
    assertEquals(2, rules.rules().size());
    NodePath path = NodePath.of("/a.b");
    assertEquals(8192, rules.chunksPerManifest(path, 0, java.util.Optional.empty()).orElseThrow());
    assertTrue(
        rules.chunksPerManifest(NodePath.of("/a_b"), 0, java.util.Optional.empty()).isEmpty());
    assertTrue(
        rules.chunksPerManifest(NodePath.of("/x/a.b"), 0, java.util.Optional.empty()).isEmpty());
    NodePath wide = NodePath.of("/wide");
    assertEquals(256, rules.chunksPerManifest(wide, 0, java.util.Optional.empty()).orElseThrow());
    assertEquals(256, rules.chunksPerManifest(wide, 1, java.util.Optional.empty()).orElseThrow());
    floe.saveConfig(
        RepositoryConfig.builder()
            .manifest(ManifestConfig.builder().splitting(rules).build())
            .build());
    try (Repository other = Repository.open(storage)) {
      SnapshotId id = other.transaction("main", "one", store -> store.set("a.b/c/1", value(7)));
      assertEquals(4, manifests(id));
    }
  }

  @Test
  void aRewriteNotesTheSizes() {
    write();
    SnapshotId id = floe.rewriteManifests("main", "anew", reporting);
    JsonObject noted = (JsonObject) floe.lookupSnapshot(id).metadata().members().get("__icechunk");
    assertEquals(
        JsonObject.of(
            java.util.Map.of("/a.b", new JsonValue.JsonArray(List.of(JsonValue.of(8192))))),
        noted.members().get("automatic_split_sizes"));
    assertEquals(List.of(), reports.getFirst().splitAgain());
    assertTrue(floe.readonlySession(Version.MAIN).store().exists("a.b/c/19999"));
  }
}

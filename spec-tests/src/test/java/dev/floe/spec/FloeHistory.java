package dev.floe.spec;

import dev.floe.Repository;
import dev.floe.format.Checksum;
import dev.floe.format.FeatureFlag;
import dev.floe.format.JsonText;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.RepositoryStatus.Availability;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.virtual.VirtualChunk;
import java.util.Optional;

/// One history with something of everything that Floe writes.
final class FloeHistory {
  /// Small pages of the operations log, manifests split in two ways, a container to refer to.
  static final String CONFIG =
      """
      {"inline_chunk_threshold_bytes":64,"num_updates_per_repo_info_file":4,
       "manifest":{"splitting":{"split_sizes":[
         [{"name_matches":{"regex":"^split$"}},[{"condition":{"Axis":0},"num_chunks":3}]],
         ["any_array",[{"condition":"Any","num_chunks":50}]]]}},
       "virtual_chunk_containers":{"%1$s":{"name":"data","url_prefix":"%1$s",
         "store":{"local_file_system":"/tmp/floe-golden/data/"}}}}
      """
          .formatted(ForeignData.PREFIX);

  private static final int INT_BYTES = 4;

  private final Repository repository;
  private final ModelledWriter writer;
  private final byte[] file;

  FloeHistory(Repository repository, byte[] file) {
    this.repository = repository;
    this.writer = new ModelledWriter(repository);
    this.file = file;
  }

  ModelledWriter write() {
    SnapshotId first = firstCommit();
    SnapshotId second = secondCommit();
    refs(first, second);
    sideCommit();
    settings();
    return writer;
  }

  private SnapshotId firstCommit() {
    writer.on("main").document("", ArrayDocument.GROUP).document("g-1/ü", ArrayDocument.GROUP);
    writer.document("scalar", ArrayDocument.of("int32", new long[0], new long[0]));
    writer.set("scalar/c", bytes(INT_BYTES, 1));
    array("inline", 10, 1, 1);
    array("native", 6, 3, 100);
    array("split", 12, 2, 20);
    array("virtual", 5, 1, 4);
    writer.document("empty", ArrayDocument.of("uint8", new long[] {0, 3}, new long[] {1, 1}));
    writer.document("huge", ArrayDocument.of("uint8", new long[] {1L << 40}, new long[] {1L << 9}));
    writer.set("huge/c/2147483647", bytes(512, 9));
    String location = ForeignData.PREFIX + "numbers.bin";
    writer.reference("virtual/c/0/0", VirtualChunk.at(location, 0, 16), file);
    writer.reference("virtual/c/1/0", VirtualChunk.at("vcc://data/numbers.bin", 32, 16), file);
    VirtualChunk guarded = VirtualChunk.at(location, 4080, 16);
    writer.reference(
        "virtual/c/2/0", guarded.guardedBy(new Checksum.LastModified(1_704_164_645)), file);
    return writer.commit("first");
  }

  /// An array of int32 in rows of chunks, all of them written.
  private void array(String path, int rows, int columns, int chunkColumns) {
    long[] shape = {rows, (long) columns * chunkColumns};
    writer.document(path, ArrayDocument.of("int32", shape, new long[] {1, chunkColumns}));
    if (path.equals("virtual")) {
      return;
    }
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        byte[] chunk = bytes(chunkColumns * INT_BYTES, row * columns + column);
        writer.set(path + "/c/" + row + "/" + column, chunk);
      }
    }
  }

  private SnapshotId secondCommit() {
    writer.on("main");
    writer.set("native/c/0/0", bytes(400, 77)).delete("native/c/5/2").delete("inline/c/3/0");
    writer.set("virtual/c/0/0", bytes(16, 5));
    String smaller = ArrayDocument.of("int32", new long[] {7, 40}, new long[] {1, 20});
    writer.resize("split", smaller, key -> Integer.parseInt(key.split("/", -1)[2]) >= 7);
    writer.deleteDirectory("g-1/ü");
    return writer.commit("second");
  }

  private void refs(SnapshotId first, SnapshotId second) {
    repository.createTag("v1", first);
    repository.createTag("gone", second);
    repository.deleteTag("gone");
    writer.createBranch(side(), first);
    repository.createBranch("reset", second);
    repository.resetBranch("reset", first, Optional.of(second));
    repository.createBranch("dropped", first);
    repository.deleteBranch("dropped");
  }

  /// Format 1 has no names with a slash.
  private String side() {
    return repository.specVersion() == SpecVersion.V1 ? "side🌿" : "side/🌿";
  }

  private void sideCommit() {
    writer.on(side()).deleteDirectory("native").set("inline/c/0/0", bytes(INT_BYTES, 42));
    String wider = ArrayDocument.of("int32", new long[] {30, 40}, new long[] {1, 20});
    writer.resize("split", wider, key -> false).set("split/c/29/1", bytes(80, 29));
    writer.commit("on the side");
  }

  private void settings() {
    repository.saveConfig(repository.persistedConfig().orElseThrow());
    if (repository.specVersion() == SpecVersion.V1) {
      return;
    }
    repository.setMetadata(object("{\"a\":[1,2.5,\"x\",null,true],\"b\":{\"ü\":-7}}"));
    repository.updateMetadata(object("{\"c\":18446744073709551615}"));
    repository.setFeatureFlag(FeatureFlag.MOVE_NODE, Optional.of(true));
    repository.setFeatureFlag(FeatureFlag.CREATE_TAG, Optional.of(false));
    repository.setFeatureFlag(FeatureFlag.CREATE_TAG, Optional.empty());
    repository.setStatus(Availability.READ_ONLY, Optional.of("for a moment"));
    repository.setStatus(Availability.ONLINE, Optional.empty());
  }

  private static JsonObject object(String text) {
    return (JsonObject) JsonText.parse(text, "test");
  }

  private static byte[] bytes(int length, int seed) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + seed);
    }
    return bytes;
  }
}

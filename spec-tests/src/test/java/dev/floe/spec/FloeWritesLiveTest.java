package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.ChunkPacking;
import dev.floe.CommitOptions;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.config.RepositoryConfig;
import dev.floe.conflict.ConflictDetector;
import dev.floe.format.JsonText;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.maintenance.Problem;
import dev.floe.maintenance.UpgradeOptions;
import dev.floe.maintenance.VerifyScope;
import dev.floe.storage.Storage;
import dev.floe.zarr.VirtualChunkColumns;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What Floe writes is read by the reference as Floe reads it and as it was meant, and the
/// reference can go on from there.
@Tag("live")
class FloeWritesLiveTest {
  private static final String ARRAY = ArrayDocument.of("uint8", new long[] {400}, new long[] {100});

  private static byte[] file;

  @TempDir Path directory;

  @BeforeAll
  static void placeForeignData() throws IOException {
    ForeignData.place();
    file = Files.readAllBytes(GoldenRepository.resource("golden-data").resolve("numbers.bin"));
  }

  @Test
  void somethingOfEverything() {
    check(RepositoryOptions.STANDARD, repository -> new FloeHistory(repository, file).write());
  }

  @Test
  void zarrPythonReadsTheValues() {
    Map<String, byte[]> main;
    try (Storage storage = Storage.localFilesystem(directory);
        Repository repository =
            Repository.create(storage, withConfig(RepositoryOptions.STANDARD))) {
      main = new FloeHistory(repository, file).write().branches().get("main");
    }
    Map<String, String> values = new TreeMap<>();
    for (JsonNode line :
        Reference.NEWER.run("dump.py", "values", directory, "--authorize=" + ForeignData.PREFIX)) {
      values.put(line.get("path").asString(), line.get("sha256").asString());
    }
    assertEquals(VersionView.sha256(main.get("scalar/c")), values.get("/scalar"));
    assertEquals(VersionView.sha256(rows(main, "inline", 10, 1, 4)), values.get("/inline"));
    assertEquals(VersionView.sha256(rows(main, "native", 6, 3, 400)), values.get("/native"));
    assertEquals(VersionView.sha256(rows(main, "split", 7, 2, 80)), values.get("/split"));
    assertEquals(VersionView.sha256(rows(main, "virtual", 5, 1, 16)), values.get("/virtual"));
  }

  /// The bytes of an array whose chunks are one row high, zeros where there is no chunk.
  private static byte[] rows(
      Map<String, byte[]> keys, String path, int rows, int columns, int chunkBytes) {
    ByteBuffer values = ByteBuffer.allocate(rows * columns * chunkBytes);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        byte[] chunk = keys.get(path + "/c/" + row + "/" + column);
        values.put(chunk == null ? new byte[chunkBytes] : chunk);
      }
    }
    return values.array();
  }

  static RepositoryOptions withConfig(RepositoryOptions options) {
    return options.withConfig(
        RepositoryConfig.fromJson(JsonText.parse(FloeHistory.CONFIG, "config"), "config"));
  }

  @Test
  void createdInTheFirstFormat() {
    RepositoryOptions options = RepositoryOptions.STANDARD.withSpecVersion(SpecVersion.V1);
    try (Storage storage = Storage.localFilesystem(directory);
        Repository repository = Repository.create(storage, withConfig(options))) {
      assertEquals(SpecVersion.V1, repository.specVersion());
    }
    reference();
    Reference.OLDER.run("commit_on_top.py", directory);
    JsonNode seen = reference().getFirst().get("expected");
    assertTrue(seen.get("branches").has("reference-branch"));
    assertTrue(seen.get("config").has("virtual_chunk_containers"));
  }

  /// Version 2.3.0 sees it as Floe does, and 1.1.21 reads it and goes on from there.
  @Test
  void committedInTheFirstFormat() {
    check(
        RepositoryOptions.STANDARD.withSpecVersion(SpecVersion.V1),
        Reference.OLDER,
        repository -> new FloeHistory(repository, file).write());
  }

  /// What 1.1.21 wrote and Floe upgraded is read and continued by 2.3.0.
  @Test
  void upgradedFromTheFirstFormat() throws IOException {
    GoldenRepository.named("v1-history-by-1.1.21").copy(directory);
    try (Storage storage = Storage.localFilesystem(directory)) {
      Repository.upgrade(storage, UpgradeOptions.STANDARD);
    }
    JsonNode seen = reference().getFirst().get("expected");
    assertEquals(2, seen.get("spec_version").asInt());
    Reference.NEWER.run("commit_on_top.py", directory, "--authorize=" + ForeignData.PREFIX);
    assertTrue(reference().getFirst().get("expected").get("branches").has("reference-branch"));
  }

  /// What 1.1.21 wrote and Floe cloned is read by 2.3.0 as the original, and 1.1.21 goes on there.
  @Test
  void clonedInTheFirstFormat() throws IOException {
    Path original = Files.createDirectory(directory.resolve("original"));
    Path clone = directory.resolve("clone");
    GoldenRepository.named("v1-history-by-1.1.21").copy(original);
    FloeCommand.lines("clone", original, clone);
    List<JsonNode> seen = Reference.NEWER.check(List.of(original, clone));
    assertEquals(seen.get(0).get("expected"), seen.get(1).get("expected"));
    Path sums = FloeCommand.file(directory.resolve("sums"), "checksum", original, "--json");
    JsonNode last = Reference.OLDER.run("read_check.py", clone, sums).getLast();
    assertTrue(last.get("keys").intValue() > 2 && last.get("differences").intValue() == 0);
    Reference.OLDER.run("commit_on_top.py", clone, "--authorize=" + ForeignData.PREFIX);
    JsonNode after = Reference.NEWER.check(List.of(clone)).getFirst().get("expected");
    assertTrue(after.get("branches").has("reference-branch"));
  }

  @Test
  void packedChunks() {
    check(
        RepositoryOptions.STANDARD.withPacking(new ChunkPacking(300, 900)),
        repository -> new FloeHistory(repository, file).write());
  }

  /// With `-Dfloe.live.seed=N` the histories of an earlier run.
  @RepeatedTest(6)
  void randomHistories(RepetitionInfo repetition) {
    long seed = 1000 * Long.getLong("floe.live.seed", 1) + repetition.getCurrentRepetition();
    System.out.println("random history " + seed);
    RepositoryOptions options = RepositoryOptions.STANDARD;
    if (repetition.getCurrentRepetition() % 2 == 0) {
      options = options.withPacking(new ChunkPacking(300, 900));
    }
    check(options, repository -> new RandomFloeHistory(repository, file, seed).write());
  }

  /// Commits that were rebased, amended, made aside and rewritten are commits like others.
  @Test
  void everyKindOfCommit() {
    try (Storage storage = Storage.localFilesystem(directory);
        Repository repository =
            Repository.create(storage, withConfig(RepositoryOptions.STANDARD))) {
      repository.transaction(
          "main",
          "array",
          store -> {
            store.set("zarr.json", text(ArrayDocument.GROUP));
            store.set("a/zarr.json", text(ARRAY));
          });
      Session ours = repository.writableSession("main");
      ours.store().set("a/c/0", MemorySegment.ofArray(new byte[100]));
      Session aside = repository.writableSession("main");
      aside.store().set("a/c/3", MemorySegment.ofArray(new byte[7]));
      repository.transaction(
          "main", "theirs", store -> store.set("a/c/1", MemorySegment.ofArray(new byte[5])));
      ours.commit("ours", CommitOptions.rebaseWith(new ConflictDetector()));
      repository.createTag("aside", aside.flush("aside", CommitOptions.STANDARD));
      Session correction = repository.writableSession("main");
      correction.store().set("a/c/2", MemorySegment.ofArray(new byte[80]));
      correction.amend("ours, corrected", CommitOptions.STANDARD);
      repository.rewriteManifests("main", "rewritten", CommitOptions.STANDARD);
      List<Problem> problems = new ArrayList<>();
      repository.verify(VerifyScope.STANDARD, problems::add);
      assertEquals(List.of(), problems);
    }
    JsonNode seen = reference().getFirst().get("expected");
    assertEquals(7, seen.get("versions").size(), "what was amended included");
    Reference.NEWER.run("commit_on_top.py", directory, "--authorize=" + ForeignData.PREFIX);
    assertTrue(reference().getFirst().get("expected").get("branches").has("reference-branch"));
  }

  /// Chunks of every kind replaced, added and taken out one by one: manifests are patched.
  @Test
  void patchedManifests() {
    try (Storage storage = Storage.localFilesystem(directory);
        Repository repository =
            Repository.create(storage, withConfig(RepositoryOptions.STANDARD))) {
      repository.transaction(
          "main",
          "array",
          store -> {
            store.set("zarr.json", text(ArrayDocument.GROUP));
            store.set(
                "a/zarr.json", text(ArrayDocument.of("uint8", new long[] {900}, new long[] {3})));
            for (int i = 10; i < 290; i++) {
              store.set("a/c/" + i, MemorySegment.ofArray(new byte[1 + i % 3 * 300]));
            }
          });
      for (int i = 0; i < 12; i++) {
        int at = 23 * i;
        repository.transaction(
            "main", "one of many", store -> store.set("a/c/" + at, text("number " + at)));
        repository.transaction("main", "one less", store -> store.delete("a/c/" + (at + 12)));
      }
      List<Problem> problems = new ArrayList<>();
      repository.verify(VerifyScope.STANDARD, problems::add);
      assertEquals(List.of(), problems);
    }
    JsonNode seen = reference().getFirst().get("expected");
    assertEquals(26, seen.get("versions").size());
    Reference.NEWER.run("commit_on_top.py", directory, "--authorize=" + ForeignData.PREFIX);
    Repository.open(Storage.localFilesystem(directory))
        .transaction("main", "again", store -> store.set("a/c/100", text("after the reference")));
    reference();
  }

  /// Virtual references in even distances, set together, some of them replaced or taken out later.
  @Test
  void virtualReferencesInBulk() {
    int rows = 40;
    int columns = 30;
    String[] locations = new String[rows * columns];
    long[] offsets = new long[rows * columns];
    long[] lengths = new long[rows * columns];
    for (int i = 0; i < locations.length; i++) {
      locations[i] = ForeignData.PREFIX + "numbers.bin";
      offsets[i] = i % columns * 4L;
      lengths[i] = 4;
    }
    try (Storage storage = Storage.localFilesystem(directory);
        Repository repository =
            Repository.create(storage, withConfig(RepositoryOptions.STANDARD))) {
      repository.transaction(
          "main",
          "references",
          store -> {
            store.set("zarr.json", text(ArrayDocument.GROUP));
            store.set(
                "a/zarr.json",
                text(ArrayDocument.of("uint8", new long[] {rows, columns * 4}, new long[] {1, 4})));
            store.setVirtualRefs(
                "a",
                new VirtualChunkColumns(
                    new long[] {rows, columns},
                    new long[] {0, 0},
                    List.of(locations),
                    MemorySegment.ofArray(offsets),
                    MemorySegment.ofArray(lengths),
                    Optional.empty()),
                true);
            store.set("a/c/3/7", text("four"));
            store.delete("a/c/5/0");
          });
      repository.transaction("main", "one more", store -> store.set("a/c/9/29", text("more")));
      List<Problem> problems = new ArrayList<>();
      repository.verify(VerifyScope.STANDARD, problems::add);
      assertEquals(List.of(), problems);
    }
    JsonNode main = reference().getFirst().get("expected");
    assertEquals(3, main.get("versions").size());
    Reference.NEWER.run("commit_on_top.py", directory, "--authorize=" + ForeignData.PREFIX);
    assertTrue(reference().getFirst().get("expected").get("branches").has("reference-branch"));
  }

  /// A repository file of several frames, most of them taken over from the state before.
  @Test
  void manyCommits() {
    try (Storage storage = Storage.localFilesystem(directory);
        Repository repository =
            Repository.create(storage, withConfig(RepositoryOptions.STANDARD))) {
      repository.transaction("main", "array", store -> store.set("a/zarr.json", text(ARRAY)));
      for (int i = 0; i < 60; i++) {
        MemorySegment value = text("number " + i);
        repository.transaction("main", "why ".repeat(500) + i, store -> store.set("a/c/0", value));
      }
    }
    JsonNode seen = reference().getFirst().get("expected");
    assertEquals(62, seen.get("versions").size());
    Reference.NEWER.run("commit_on_top.py", directory, "--authorize=" + ForeignData.PREFIX);
    Repository.open(Storage.localFilesystem(directory))
        .transaction("main", "again", store -> store.set("a/c/0", text("after the reference")));
    reference();
  }

  private static MemorySegment text(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  private void check(RepositoryOptions more, Function<Repository, ModelledWriter> history) {
    check(more, Reference.NEWER, history);
  }

  private void check(
      RepositoryOptions more, Reference successor, Function<Repository, ModelledWriter> history) {
    Map<SnapshotId, Map<String, byte[]>> meant;
    try (Storage storage = Storage.localFilesystem(directory);
        Repository repository = Repository.create(storage, withConfig(more))) {
      meant = history.apply(repository).versions();
    }
    JsonNode seen = reference().getFirst().get("expected");
    assertEquals(meant.size() + 1, seen.get("versions").size(), "all snapshots, and the first");
    meant.forEach((id, keys) -> check(keys, seen.get("versions").get(id.toString())));
    for (JsonNode diff : seen.get("diffs")) {
      Map<String, byte[]> from = meant.get(SnapshotId.parse(diff.get("from").stringValue()));
      Map<String, byte[]> to = meant.get(SnapshotId.parse(diff.get("to").stringValue()));
      ModelledDiff.check(from == null ? Map.of() : from, to, diff);
    }

    successor.run("commit_on_top.py", directory, "--authorize=" + ForeignData.PREFIX);
    assertTrue(reference().getFirst().get("expected").get("branches").has("reference-branch"));
  }

  /// The reference and Floe see the same.
  private List<JsonNode> reference() {
    return Reference.NEWER.check(List.of(directory), ForeignData.PREFIX);
  }

  private static void check(Map<String, byte[]> meant, JsonNode version) {
    Map<String, String> hashes = new TreeMap<>();
    meant.forEach((key, bytes) -> hashes.put(key, VersionView.sha256(bytes)));
    Map<String, String> seen = new TreeMap<>();
    version.get("keys").forEach(row -> seen.put(row.get(0).asString(), row.get(2).asString()));
    assertEquals(hashes, seen);
  }
}

package dev.floe.maintenance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.config.RepositoryConfig;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.storage.GetOptions;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import dev.floe.zarr.Store;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Repositories with one thing broken, and what is said of it.
class VerifierTest {
  private static final String ARRAY =
      """
      {"zarr_format":3,"node_type":"array","shape":[4],"data_type":"uint8",
       "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[1]}},
       "chunk_key_encoding":{"name":"default"},"fill_value":0,"codecs":[{"name":"bytes"}],
       "attributes":{}}\
      """;
  private static final String GROUP =
      "{\"zarr_format\":3,\"node_type\":\"group\",\"attributes\":{}}";

  private final Storage storage = Storage.inMemory();

  @AfterEach
  void close() {
    storage.close();
  }

  private static void fill(Store store) {
    store.set("zarr.json", text(GROUP));
    store.set("a/zarr.json", text(ARRAY));
    for (int i = 0; i < 4; i++) {
      store.set("a/c/" + i, MemorySegment.ofArray(new byte[600 + i]));
    }
  }

  private static MemorySegment text(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  private SnapshotId filled() {
    return filled(RepositoryOptions.STANDARD);
  }

  private SnapshotId filled(RepositoryOptions options) {
    try (Repository repository = Repository.create(storage, options)) {
      SnapshotId id = repository.transaction("main", "filled", VerifierTest::fill);
      repository.createTag("t", id);
      repository.createBranch("b", id);
      return id;
    }
  }

  private List<Problem> problems() {
    return problems(VerifyScope.STANDARD);
  }

  private List<Problem> problems(VerifyScope scope) {
    List<Problem> found = new ArrayList<>();
    try (Repository repository = Repository.open(storage)) {
      VerifyReport report = repository.verify(scope, found::add);
      assertEquals(found.size(), report.problems());
      assertTrue(report.objects() >= 5, "objects looked at: " + report.objects());
    }
    return found;
  }

  private List<String> keys(String prefix) {
    try (Stream<ObjectInfo> objects = storage.list(prefix)) {
      return objects.map(ObjectInfo::key).sorted().toList();
    }
  }

  private void delete(String key) {
    storage.delete(List.of(key)).join();
  }

  private void cut(String key) {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment bytes = arena.allocate(1 << 16);
      storage.get(key, GetOptions.WHOLE, length -> bytes).join();
      long half = storage.head(key).join().orElseThrow().sizeBytes() / 2;
      storage.put(key, bytes.asSlice(0, half), PutOptions.chunk()).join();
    }
  }

  private void assertOneError(String object, String words) {
    List<Problem> found = problems();
    assertEquals(1, found.size(), () -> found.toString());
    assertEquals(Problem.Severity.ERROR, found.getFirst().severity());
    assertEquals(object, found.getFirst().object());
    assertTrue(found.getFirst().problem().contains(words), found.getFirst()::problem);
  }

  @Test
  void aSoundRepositoryHasNoProblems() {
    filled();
    assertEquals(List.of(), problems());
    assertEquals(List.of(), problems(new VerifyScope(true, true)));
  }

  @Test
  void aSoundRepositoryOfFormat1HasNone() {
    Repository.create(storage, RepositoryOptions.STANDARD.withSpecVersion(SpecVersion.V1)).close();
    List<Problem> found = new ArrayList<>();
    try (Repository repository = Repository.open(storage)) {
      repository.verify(VerifyScope.STANDARD, found::add);
    }
    assertEquals(List.of(), found);
  }

  @Test
  void aChunkObjectIsGone() {
    filled();
    String key = keys("chunks").getFirst();
    delete(key);
    assertOneError(key, "gone");
  }

  @Test
  void aChunkObjectIsTooShort() {
    filled();
    String key = keys("chunks").getFirst();
    cut(key);
    assertOneError(key, "bytes of it, found");
  }

  @Test
  void aManifestIsTruncated() {
    filled();
    String key = keys("manifests").getFirst();
    cut(key);
    List<Problem> found = problems();
    assertTrue(found.size() >= 2, () -> found.toString());
    found.forEach(problem -> assertEquals(key, problem.object()));
    assertTrue(found.getFirst().problem().contains("bytes, found"));
  }

  @Test
  void aTransactionLogIsGone() {
    SnapshotId id = filled();
    delete(id.transactionLogKey());
    assertOneError(id.transactionLogKey(), "object-not-found");
  }

  @Test
  void aSnapshotIsGone() {
    SnapshotId id = filled();
    delete(id.key());
    assertOneError(id.key(), "object-not-found");
  }

  @Test
  void aSavedRepositoryFileIsGone() {
    filled();
    String key = keys("overwritten").getFirst();
    delete(key);
    assertOneError(key, "saved repository file");
  }

  @Test
  void theChainOfSavedFilesIsCutShort() {
    RepositoryConfig one = RepositoryConfig.builder().numUpdatesPerRepoInfoFile(1).build();
    filled(RepositoryOptions.STANDARD.withConfig(one));
    delete(keys("overwritten").getLast());
    List<Problem> found = problems();
    assertTrue(
        found.stream().anyMatch(problem -> problem.problem().contains("cut short")),
        found::toString);
  }
}

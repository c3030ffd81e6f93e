package dev.floe.maintenance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.asset.CacheBudget;
import dev.floe.internal.asset.EncodedFile;
import dev.floe.internal.binary.Envelope;
import dev.floe.internal.binary.FileType;
import dev.floe.internal.binary.RepoInfoBuilder;
import dev.floe.internal.codec.Zstd;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.GetOptions;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Repositories whose files are sound by themselves and say what is not so.
class VerifierCraftedTest {
  private static final String ARRAY =
      """
      {"zarr_format":3,"node_type":"array","shape":[4],"data_type":"uint8",
       "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[1]}}}\
      """;
  private static final String GROUP = "{\"zarr_format\":3,\"node_type\":\"group\"}";

  private final Storage storage = Storage.inMemory();
  private final Zstd zstd = new Zstd(1);
  private final SegmentPool pool = SegmentPool.checked(64 << 20, System::nanoTime);

  @AfterEach
  void close() {
    pool.close();
    zstd.close();
    storage.close();
  }

  private static MemorySegment text(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Three commits, each with a chunk more.
  private List<SnapshotId> filled(SpecVersion version) {
    RepositoryOptions options = RepositoryOptions.STANDARD.withSpecVersion(version);
    try (Repository repository = Repository.create(storage, options)) {
      List<SnapshotId> commits = new ArrayList<>();
      commits.add(
          repository.transaction(
              "main",
              "first",
              store -> {
                store.set("zarr.json", text(GROUP));
                store.set("a/zarr.json", text(ARRAY));
                store.set("b/zarr.json", text(GROUP));
                store.set("a/c/0", text("zero"));
                store.set("a/c/3", text("three"));
              }));
      for (int i = 1; i <= 2; i++) {
        String key = "a/c/" + i;
        commits.add(repository.transaction("main", key, store -> store.set(key, text(key))));
      }
      return commits;
    }
  }

  /// Replaces the only place where a body has some bytes.
  private void patch(String key, FileType type, String oldHex, String newHex) {
    MemorySegment file = MemorySegment.ofArray(new byte[1 << 16]);
    storage.get(key, GetOptions.WHOLE, length -> file).join();
    long length = storage.head(key).join().orElseThrow().sizeBytes();
    Envelope.Decoded decoded =
        Envelope.decode(
            zstd,
            file.asSlice(0, length),
            type,
            key,
            1 << 20,
            bytes -> MemorySegment.ofArray(new byte[(int) bytes]));
    String body = HexFormat.of().formatHex(decoded.body().toArray(ValueLayout.JAVA_BYTE));
    int at = body.indexOf(oldHex);
    assertTrue(at >= 0 && body.indexOf(oldHex, at + 1) < 0, () -> oldHex + " once in " + body);
    byte[] patched = HexFormat.of().parseHex(body.replace(oldHex, newHex));
    MemorySegment encoded =
        Envelope.encode(
            zstd,
            type,
            decoded.envelope().version(),
            MemorySegment.ofArray(patched),
            3,
            bytes -> MemorySegment.ofArray(new byte[(int) bytes]));
    storage.put(key, encoded, PutOptions.chunk()).join();
  }

  private List<Problem> errors() {
    List<Problem> found = new ArrayList<>();
    try (Repository repository = Repository.open(storage)) {
      repository.verify(VerifyScope.STANDARD, found::add);
    }
    found.removeIf(problem -> problem.severity() != Problem.Severity.ERROR);
    return found;
  }

  private void assertOneError(String object, String... words) {
    List<Problem> found = errors();
    assertEquals(1, found.size(), found::toString);
    assertEquals(object, found.getFirst().object());
    for (String word : words) {
      assertTrue(found.getFirst().problem().contains(word), found.getFirst()::problem);
    }
  }

  @Test
  void nodesAreOutOfOrder() {
    SnapshotId tip = filled(SpecVersion.V2).getLast();
    patch(tip.key(), FileType.SNAPSHOT, "020000002f61", "020000002f63");
    assertOneError(tip.key(), "nodes out of order: /b after /c");
  }

  @Test
  void twoNodesHaveOnePath() {
    SnapshotId tip = filled(SpecVersion.V2).getLast();
    patch(tip.key(), FileType.SNAPSHOT, "020000002f61", "020000002f62");
    assertOneError(tip.key(), "nodes out of order: /b after /b");
  }

  @Test
  void aBoxIsTooSmallForItsReferences() {
    SnapshotId tip = filled(SpecVersion.V2).getLast();
    patch(tip.key(), FileType.SNAPSHOT, "010000000000000004000000", "010000000000000003000000");
    List<Problem> found = errors();
    assertEquals(1, found.size(), found::toString);
    assertTrue(found.getFirst().object().startsWith("manifests/"), found::toString);
    assertTrue(found.getFirst().problem().contains("/a: expected references within"));
    assertTrue(found.getFirst().problem().contains("4"), found::toString);
  }

  @Test
  void aBoxThatIsElsewhereIsALie() {
    SnapshotId tip = filled(SpecVersion.V2).getLast();
    patch(tip.key(), FileType.SNAPSHOT, "010000000000000004000000", "010000000100000004000000");
    assertEquals(1, errors().size(), () -> errors().toString());
  }

  @Test
  void aParentOfFormat1DoesNotExist() {
    List<SnapshotId> commits = filled(SpecVersion.V1);
    SnapshotId parent = commits.get(1);
    String hex = HexFormat.of().formatHex(bytes(parent));
    SnapshotId nowhere = new SnapshotId(1, 2);
    patch(commits.get(2).key(), FileType.SNAPSHOT, hex, HexFormat.of().formatHex(bytes(nowhere)));
    List<Problem> found = errors();
    assertEquals(
        List.of(nowhere.key(), nowhere.transactionLogKey()).stream().sorted().toList(),
        found.stream().map(Problem::object).sorted().toList(),
        found::toString);
    assertTrue(found.getFirst().problem().contains("object-not-found"), found::toString);
  }

  private static byte[] bytes(SnapshotId id) {
    byte[] bytes = new byte[12];
    id.writeTo(MemorySegment.ofArray(bytes), 0);
    return bytes;
  }

  @Test
  void aParentOfFormat2DoesNotExist() {
    SnapshotId parent = filled(SpecVersion.V2).get(1);
    storage.delete(List.of(parent.key())).join();
    assertOneError(parent.key(), "object-not-found");
  }

  @Test
  void snapshotsAreTheirOwnAncestors() {
    List<SnapshotId> commits = filled(SpecVersion.V2);
    rewrite(info -> info.reparentSnapshot(commits.get(0), Optional.of(commits.get(1)), List.of()));
    List<Problem> found = errors();
    assertEquals(
        commits.stream().map(SnapshotId::key).sorted().toList(),
        found.stream().map(Problem::object).sorted().toList(),
        "the two, and the one above them");
    assertTrue(
        found.stream().allMatch(problem -> problem.problem().contains("ancestor of itself")),
        found::toString);
  }

  private void rewrite(UnaryOperator<RepoInfoBuilder> change) {
    try (AssetManager assets =
            new AssetManager(storage, SpecVersion.V2, pool, new CacheBudget(0), zstd, 3);
        EncodedFile file =
            assets.encodeRepoInfo(
                change.apply(assets.repoInfo().orElseThrow().info().toBuilder()).build())) {
      assets.writeRepoInfo(file, Precondition.NONE, "rewritten").join();
    }
  }

  @Test
  void aLogThatExpirationKeptIsGone() {
    List<SnapshotId> commits = filled(SpecVersion.V2);
    SnapshotId expired = commits.get(1);
    rewrite(info ->
        info.reparentSnapshot(commits.get(2), Optional.of(commits.get(0)), List.of(expired))
            .retainSnapshots(id -> !id.equals(expired)));
    storage.delete(List.of(expired.key())).join();
    assertEquals(List.of(), errors());
    storage.delete(List.of(expired.transactionLogKey())).join();
    assertOneError(expired.transactionLogKey(), "object-not-found");
  }
}

package dev.floe.internal.commit;

import static dev.floe.internal.commit.GarbageCollectionTest.assertDeleted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.ChunkPacking;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.format.ManifestFileInfo;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.backend.InMemoryStorage;
import dev.floe.maintenance.ExpireOptions;
import dev.floe.maintenance.GcOptions;
import dev.floe.maintenance.GcSummary;
import dev.floe.maintenance.Problem;
import dev.floe.maintenance.VerifyScope;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.PutOptions;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The store's clock never gives a time twice.
class IncrementalCollectionTest {
  private static final String ARRAY =
      """
      {"zarr_format":3,"node_type":"array","shape":[9],"data_type":"uint8",
       "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[1]}},
       "chunk_key_encoding":{"name":"default"},"fill_value":0,"codecs":[{"name":"bytes"}],
       "attributes":{}}\
      """;

  private final AtomicReference<Instant> lastTime = new AtomicReference<>(Instant.EPOCH);
  private final InMemoryStorage memory = new InMemoryStorage(this::storeTime);
  private final FaultyStorage storage = new FaultyStorage(memory);
  private Repository repository = Repository.create(storage);
  private int written;

  @AfterEach
  void close() {
    repository.close();
    memory.close();
  }

  private Instant storeTime() {
    Instant now = java.time.InstantSource.system().instant();
    return lastTime.updateAndGet(last -> now.isAfter(last) ? now : last.plusNanos(1000));
  }

  private static MemorySegment text(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A chunk of 600 bytes, an object of its own.
  private void chunk(Store store, String key) {
    byte[] bytes = new byte[600];
    bytes[0] = (byte) ++written;
    store.set(key, MemorySegment.ofArray(bytes));
  }

  private SnapshotId commit(String... keys) {
    return repository.transaction(
        "main",
        "chunks",
        store -> {
          for (String key : keys) {
            chunk(store, key);
          }
        });
  }

  private void arrays() {
    repository.transaction(
        "main",
        "arrays",
        store -> {
          for (String array : List.of("a", "b", "c")) {
            store.set(array + "/zarr.json", text(ARRAY));
          }
        });
  }

  private GcOptions incremental() {
    return GcOptions.olderThan(storeTime()).withAcceptOpenSessions(true).withIncremental(true);
  }

  private GcSummary collect() {
    return repository.collectGarbage(incremental());
  }

  private void expire() {
    repository.expireSnapshots(Instant.MAX, ExpireOptions.STANDARD);
  }

  private List<String> keys() {
    try (Stream<ObjectInfo> objects = memory.list("")) {
      return objects.map(ObjectInfo::key).sorted().toList();
    }
  }

  private void requireSound() {
    List<Problem> problems = new ArrayList<>();
    try (Repository fresh = Repository.open(memory)) {
      fresh.verify(new VerifyScope(true, false), problems::add);
    }
    problems.removeIf(problem -> problem.severity() == Problem.Severity.WARNING);
    assertEquals(List.of(), problems);
  }

  private long requests(String... kinds) {
    synchronized (storage) {
      return storage.requests.stream()
          .filter(request -> Stream.of(kinds).anyMatch(request::startsWith))
          .count();
    }
  }

  private void forgetRequests() {
    synchronized (storage) {
      storage.requests.clear();
    }
  }

  @Test
  void whatLeftSinceTheLastOneGoes() {
    arrays();
    commit("a/c/0");
    commit("a/c/0");
    expire();
    GcSummary dry = repository.collectGarbage(incremental().withDryRun(true));
    assertDeleted(dry, 1, 1, 2, 0);
    assertTrue(dry.bytesDeleted() > 600);
    assertEquals(dry, collect());
    assertEquals(Optional.empty(), dry.fullBecause());
    requireSound();
    assertDeleted(collect(), 0, 0, 0, 0);
    // Branches that went, commits that were amended, snapshots aside.
    repository.createBranch("x", repository.lookupBranch("main"));
    repository.transaction("x", "aside", store -> chunk(store, "a/c/1"));
    repository.deleteBranch("x");
    Session session = repository.writableSession("main");
    chunk(session.store(), "a/c/2");
    session.flush("aside", dev.floe.CommitOptions.STANDARD);
    assertDeleted(collect(), 2, 2, 2, 2);
    requireSound();
    GcSummary full = repository.collectGarbage(incremental().withIncremental(false));
    assertDeleted(full, 0, 0, 0, 0);
  }

  @Test
  void whatNobodyEverCommittedStaysForAFullOne() {
    arrays();
    Session session = repository.writableSession("main");
    chunk(session.store(), "a/c/0");
    assertDeleted(collect(), 0, 0, 0, 0);
    assertDeleted(repository.collectGarbage(incremental().withIncremental(false)), 1, 0, 0, 0);
  }

  /// The arrays b and c have twenty manifests that stay and a hundred chunks that nobody asks for.
  @Test
  void theWorkIsThatOfWhatLeft() {
    arrays();
    for (int i = 0; i < 10; i++) {
      commit(
          "b/c/0", "b/c/1", "b/c/2", "b/c/3", "b/c/4", "c/c/0", "c/c/1", "c/c/2", "c/c/" + i % 9);
      repository.createTag("t" + i, repository.lookupBranch("main"));
    }
    collect();
    repository.createBranch("x", repository.lookupBranch("main"));
    repository.transaction("x", "aside", store -> chunk(store, "a/c/1"));
    repository.deleteBranch("x");
    forgetRequests();
    assertDeleted(collect(), 1, 1, 1, 1);
    assertEquals(0, requests("list"));
    assertEquals(13, requests("get snapshots/"));
    assertEquals(1, requests("get manifests/"));
    assertEquals(4, requests("head"));
    assertEquals(4, requests("delete"));
    requireSound();
  }

  @Test
  void whatAKeptManifestNeedsStays() {
    arrays();
    commit("a/c/0", "a/c/1");
    commit("a/c/0");
    expire();
    assertDeleted(collect(), 1, 1, 2, 0);
    requireSound();
  }

  /// One object holds chunks of both arrays; of one of them nothing is left.
  @Test
  void anObjectThatArraysShareStays() {
    repository.close();
    repository =
        Repository.open(
            storage, RepositoryOptions.STANDARD.withPacking(new ChunkPacking(1000, 1 << 16)));
    arrays();
    commit("a/c/0", "b/c/0");
    commit("a/c/0");
    expire();
    assertDeleted(collect(), 0, 1, 2, 0);
    requireSound();
    commit("b/c/0");
    expire();
    assertDeleted(collect(), 0, 1, 1, 0);
    requireSound();
    assertDeleted(repository.collectGarbage(incremental().withIncremental(false)), 1, 0, 0, 0);
    commit("a/c/0", "b/c/0");
    commit("a/c/0", "b/c/0");
    expire();
    assertDeleted(collect(), 3, 4, 2, 0);
    requireSound();
  }

  @Test
  void whatIsYoungStays() {
    arrays();
    commit("a/c/0");
    Instant cutOff = storeTime();
    commit("a/c/0");
    repository.resetBranch("main", SnapshotId.INITIAL, Optional.empty());
    GcOptions options = incremental();
    GcOptions early = new GcOptions(cutOff, false, true, false, true);
    assertDeleted(repository.collectGarbage(early), 1, 1, 2, 0);
    requireSound();
    assertDeleted(repository.collectGarbage(options), 1, 1, 1, 3);
    requireSound();
  }

  @Test
  void aFullOneIsDoneWhereTheLogIsGone() {
    arrays();
    commit("a/c/0");
    collect();
    Session session = repository.writableSession("main");
    chunk(session.store(), "a/c/5");
    commit("a/c/0");
    String saved = repository.operations().toList().get(1).backupPath().orElseThrow();
    memory.delete(List.of("overwritten/" + saved)).join();
    GcSummary summary = collect();
    assertDeleted(summary, 1, 0, 0, 0);
    assertTrue(summary.fullBecause().orElseThrow().contains(saved), "" + summary);
  }

  @Test
  void aFullOneIsDoneInFormat1() {
    try (InMemoryStorage first = new InMemoryStorage(this::storeTime);
        Repository old =
            Repository.create(first, RepositoryOptions.STANDARD.withSpecVersion(SpecVersion.V1))) {
      GcSummary summary = old.collectGarbage(incremental());
      assertTrue(summary.fullBecause().orElseThrow().contains("format 1"));
    }
  }

  /// Saved files of the log were trimmed with the last collection.
  @Test
  void savedFilesMayBeTrimmed() {
    arrays();
    commit("a/c/0");
    repository.collectGarbage(incremental().withTrimBackups(true));
    commit("a/c/0");
    expire();
    GcSummary summary = repository.collectGarbage(incremental().withTrimBackups(true));
    assertEquals(Optional.empty(), summary.fullBecause());
    assertDeleted(summary, 1, 1, 2, 0);
    requireSound();
  }

  @Test
  void aManifestThatCannotBeReadEndsItBeforeAnythingGoes() {
    arrays();
    SnapshotId doomed = commit("a/c/0");
    ManifestFileInfo manifest = repository.manifestFiles(doomed).getFirst();
    commit("a/c/0");
    expire();
    memory.put(manifest.id().key(), text("x"), PutOptions.metadata(java.util.Map.of())).join();
    List<String> before = keys();
    IcechunkException e = assertThrows(IcechunkException.class, this::collect);
    assertEquals(ErrorKind.INVALID_FILE_FORMAT, e.kind());
    assertEquals(before, keys());
  }

  @Test
  void aRefThatComesMeanwhileKeepsItsSnapshot() {
    arrays();
    SnapshotId saved = commit("a/c/0");
    repository.resetBranch("main", SnapshotId.INITIAL, Optional.empty());
    storage.before(
        "copy repo",
        () -> {
          try (Repository other = Repository.open(memory)) {
            other.createTag("late", saved);
          }
        });
    assertDeleted(collect(), 0, 0, 0, 0);
    assertEquals(saved, repository.lookupTag("late"));
    requireSound();
  }
}

package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.CommitOptions;
import dev.floe.Engine;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.config.RepositoryConfig;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.format.JsonText;
import dev.floe.format.RepositoryStatus;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.Update;
import dev.floe.format.UpdateType;
import dev.floe.internal.backend.InMemoryStorage;
import dev.floe.internal.commit.FaultyStorage.Fault;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The store's clock never gives a time twice; days are passed when nobody commits any more.
class GarbageCollectionTest {
  private static final String ARRAY =
      """
      {"zarr_format":3,"node_type":"array","shape":[9],"data_type":"uint8",
       "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[1]}},
       "chunk_key_encoding":{"name":"default"},"fill_value":0,"codecs":[{"name":"bytes"}],
       "attributes":{}}\
      """;
  private static final String GROUP =
      "{\"zarr_format\":3,\"node_type\":\"group\",\"attributes\":{}}";

  private final AtomicReference<Instant> lastTime = new AtomicReference<>(Instant.EPOCH);
  private Duration ahead = Duration.ZERO;
  private final InMemoryStorage memory = new InMemoryStorage(this::storeTime);
  private final FaultyStorage storage = new FaultyStorage(memory);
  private final Repository repository = Repository.create(storage);
  private static final Optional<String> NONE = Optional.empty();

  private int written;

  @AfterEach
  void close() {
    repository.close();
    memory.close();
  }

  private Instant storeTime() {
    Instant now = java.time.InstantSource.system().instant().plus(ahead);
    return lastTime.updateAndGet(last -> now.isAfter(last) ? now : last.plusNanos(1000));
  }

  private void array(Store store) {
    store.set("zarr.json", text(GROUP));
    store.set("a/zarr.json", text(ARRAY));
  }

  /// A chunk of 600 bytes, an object of its own.
  private void chunk(Store store, int at) {
    byte[] bytes = new byte[600];
    bytes[0] = (byte) ++written;
    store.set("a/c/" + at, MemorySegment.ofArray(bytes));
  }

  private static MemorySegment text(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  private SnapshotId commit(String branch, int at) {
    return repository.transaction(branch, "chunk " + at, store -> chunk(store, at));
  }

  /// A history of one array; each commit writes the same chunk again.
  private List<SnapshotId> history(int commits) {
    List<SnapshotId> ids = new ArrayList<>();
    ids.add(repository.transaction("main", "array", this::array));
    for (int i = 0; i < commits; i++) {
      ids.add(commit("main", 0));
    }
    return ids;
  }

  private GcOptions now() {
    return GcOptions.olderThan(storeTime()).withAcceptOpenSessions(true);
  }

  private List<String> keys() {
    try (Stream<ObjectInfo> objects = memory.list("")) {
      return objects
          .map(ObjectInfo::key)
          .filter(key -> !key.startsWith("overwritten/") && !key.equals("repo"))
          .sorted()
          .toList();
    }
  }

  private long count(String prefix) {
    return keys().stream().filter(key -> key.startsWith(prefix)).count();
  }

  private void requireSound() {
    List<Problem> problems = new ArrayList<>();
    try (Repository fresh = Repository.open(memory)) {
      fresh.verify(new VerifyScope(true, false), problems::add);
    }
    assertEquals(List.of(), problems);
  }

  static void assertDeleted(GcSummary summary, int chunks, int manifests, int snapshots, int logs) {
    assertEquals(
        List.of((long) chunks, (long) manifests, (long) snapshots, (long) logs, List.of()),
        List.of(
            summary.chunksDeleted(),
            summary.manifestsDeleted(),
            summary.snapshotsDeleted(),
            summary.transactionLogsDeleted(),
            summary.failures()));
  }

  @Test
  void whatExpiredGoesAndItsLogsStay() {
    List<SnapshotId> ids = history(4);
    repository.expireSnapshots(Instant.MAX, ExpireOptions.STANDARD);
    List<String> before = keys();
    GcSummary dry = repository.collectGarbage(now().withDryRun(true));
    assertEquals(before, keys());
    GcSummary real = repository.collectGarbage(now());
    assertEquals(dry, real);
    assertDeleted(real, 3, 3, 4, 0);
    assertTrue(real.bytesDeleted() > 3 * 600);
    assertEquals(6, count("transactions/"));
    assertEquals(
        Stream.of(SnapshotId.INITIAL, ids.getLast()).map(SnapshotId::key).sorted().toList(),
        keys().stream().filter(key -> key.startsWith("snapshots/")).toList());
    requireSound();
    assertDeleted(repository.collectGarbage(now()), 0, 0, 0, 0);
    assertEquals(
        (byte) 4,
        repository
            .readonlySession(Version.MAIN)
            .store()
            .get("a/c/0")
            .orElseThrow()
            .segment()
            .get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0));
  }

  @Test
  void whatNoRefReachesGoes() {
    history(1);
    repository.createBranch("b", repository.lookupBranch("main"));
    SnapshotId gone = commit("b", 1);
    repository.deleteBranch("b");
    Session session = repository.writableSession("main");
    chunk(session.store(), 2);
    GcSummary dry = repository.collectGarbage(now().withDryRun(true));
    GcSummary real = repository.collectGarbage(now());
    assertEquals(dry, real);
    assertDeleted(real, 2, 1, 1, 1);
    assertTrue(repository.snapshots().noneMatch(snapshot -> snapshot.id().equals(gone)));
    requireSound();
  }

  @Test
  void whatIsNotOlderByTheStoresClockStays() {
    history(1);
    repository.createBranch("b", repository.lookupBranch("main"));
    SnapshotId old = commit("b", 1);
    Instant cutOff = storeTime();
    SnapshotId young = commit("b", 2);
    repository.deleteBranch("b");
    GcOptions options = GcOptions.olderThan(cutOff).withAcceptOpenSessions(true);
    assertDeleted(repository.collectGarbage(options), 0, 1, 1, 0);
    SnapshotInfo kept = repository.lookupSnapshot(young);
    assertEquals(Optional.of(repository.lookupBranch("main")), kept.parentId());
    assertEquals(List.of(old), kept.prunedAncestorLogs());
    requireSound();
    assertDeleted(repository.collectGarbage(now()), 2, 1, 1, 2);
    requireSound();
  }

  @Test
  void aCutOffWithinADayIsRefused() {
    history(1);
    ahead = Duration.ofDays(3);
    Instant storeNow = storeTime();
    List<String> before = keys();
    for (Instant time : List.of(storeNow, storeNow.minus(Duration.ofHours(24)).plusSeconds(1))) {
      IcechunkException e =
          assertThrows(
              IcechunkException.class, () -> repository.collectGarbage(GcOptions.olderThan(time)));
      assertEquals(ErrorKind.NOT_ALLOWED, e.kind());
    }
    assertEquals(before, keys());
    GcOptions accepted = GcOptions.olderThan(storeNow.minus(Duration.ofHours(24)));
    assertDeleted(repository.collectGarbage(accepted), 0, 0, 0, 0);
    try (Stream<ObjectInfo> objects = memory.list("overwritten")) {
      assertTrue(objects.noneMatch(object -> object.key().contains("clock")));
    }
  }

  @Test
  void aManifestThatCannotBeReadEndsItBeforeAnythingGoes() {
    history(2);
    String manifest =
        repository.manifestFiles(repository.lookupBranch("main")).getFirst().id().key();
    memory.put(manifest, text("nonsense"), PutOptions.metadata(java.util.Map.of())).join();
    repository.expireSnapshots(Instant.MAX, ExpireOptions.STANDARD);
    List<String> before = keys();
    long operations = repository.operations().count();
    IcechunkException e =
        assertThrows(IcechunkException.class, () -> repository.collectGarbage(now()));
    assertEquals(ErrorKind.INVALID_FILE_FORMAT, e.kind());
    assertTrue(e.getMessage().contains(manifest), e.getMessage());
    assertEquals(before, keys());
    assertEquals(operations, repository.operations().count());
  }

  @Test
  void aFailureIsToldAndLaterKindsStay() {
    history(4);
    repository.expireSnapshots(Instant.MAX, ExpireOptions.STANDARD);
    storage.next("delete manifests/", Fault.DENY);
    GcSummary summary = repository.collectGarbage(now());
    assertEquals(2, summary.manifestsDeleted());
    assertEquals(4, summary.snapshotsDeleted());
    assertEquals(0, summary.chunksDeleted());
    assertEquals(1, summary.failures().size());
    assertTrue(summary.failures().getFirst().object().startsWith("manifests/"));
    requireSound();
    assertDeleted(repository.collectGarbage(now()), 3, 1, 0, 0);
  }

  @Test
  void aRefThatComesMeanwhileKeepsItsSnapshot() {
    history(1);
    repository.createBranch("b", repository.lookupBranch("main"));
    SnapshotId saved = commit("b", 1);
    repository.deleteBranch("b");
    storage.before("copy repo", () -> inAnotherProcess(other -> other.createBranch("c", saved)));
    assertDeleted(repository.collectGarbage(now()), 0, 0, 0, 0);
    assertEquals(saved, repository.lookupBranch("c"));
    requireSound();
  }

  @Test
  void aSnapshotThatComesMeanwhileStaysWithTheLogsOfWhatWent() {
    history(1);
    repository.createBranch("b", repository.lookupBranch("main"));
    SnapshotId saved = commit("b", 1);
    repository.deleteBranch("b");
    GcOptions options = now();
    storage.before(
        "copy repo",
        () ->
            inAnotherProcess(other -> {
              other.createBranch("c", saved);
              other.transaction("c", "young", store -> chunk(store, 2));
              other.deleteBranch("c");
            }));
    assertDeleted(repository.collectGarbage(options), 0, 1, 1, 0);
    assertTrue(
        repository.snapshots().anyMatch(young -> young.prunedAncestorLogs().contains(saved)));
    requireSound();
  }

  /// A session that was open for longer than the cut-off, against all advice, and was in time.
  @Test
  void chunksOfACommitThatComesMeanwhileStay() {
    history(1);
    Session session = repository.writableSession("main");
    chunk(session.store(), 3);
    GcOptions options = now();
    storage.before("copy repo", () -> session.commit("late", CommitOptions.STANDARD));
    assertDeleted(repository.collectGarbage(options), 0, 0, 0, 0);
    requireSound();
  }

  @Test
  void objectsThatAreNotOursStay() {
    history(1);
    for (String key : List.of("chunks/README", "snapshots/1cechnkrep0f1rstcmt0", "notes")) {
      memory.put(key, text("mine"), PutOptions.chunk()).join();
    }
    assertDeleted(repository.collectGarbage(now()), 0, 0, 0, 0);
  }

  @Test
  void aRepositoryThatIsNotOnlineIsLeftAlone() {
    history(1);
    repository.setStatus(RepositoryStatus.Availability.READ_ONLY, Optional.empty());
    IcechunkException e =
        assertThrows(IcechunkException.class, () -> repository.collectGarbage(now()));
    assertEquals(ErrorKind.READ_ONLY_REPOSITORY, e.kind());
  }

  private List<Update> log() {
    return repository.operations().map(u -> new Update(u.type(), u.updatedAt(), NONE)).toList();
  }

  private List<String> savedFiles() {
    try (Stream<ObjectInfo> objects = memory.list("overwritten/")) {
      return objects.map(ObjectInfo::key).sorted().toList();
    }
  }

  @Test
  void savedFilesGoAndTheLogStays() {
    history(4);
    List<Update> log = log();
    assertEquals(5, savedFiles().size());
    memory.put("overwritten/config.yaml.1", text("mine"), PutOptions.chunk()).join();
    Instant cutOff = storeTime();
    List<String> old = savedFiles();
    commit("main", 1);
    String young = savedFiles().stream().filter(key -> !old.contains(key)).findAny().orElseThrow();
    GcOptions options =
        GcOptions.olderThan(cutOff).withAcceptOpenSessions(true).withTrimBackups(true);
    GcSummary dry = repository.collectGarbage(options.withDryRun(true));
    assertEquals(5, dry.backupsDeleted());
    GcSummary real = repository.collectGarbage(options);
    assertEquals(dry, real);
    requireSound();
    List<Update> after = log();
    assertEquals(List.of(new UpdateType.GCRan(), new UpdateType.GCRan()), types(after, 2));
    assertEquals(log, after.subList(3, after.size()));
    // What changed after the cut-off left its file: the commit, both changes of the collection; and
    // there is the new one, and what is not ours.
    assertEquals(5, savedFiles().size());
    assertTrue(savedFiles().contains(young));
    assertEquals(
        Optional.of(young.substring("overwritten/".length())),
        repository.operations().toList().get(3).backupPath());
    assertEquals(0, repository.collectGarbage(options).backupsDeleted());
    requireSound();
  }

  private static List<UpdateType> types(List<Update> log, int count) {
    return log.subList(0, count).stream().map(Update::type).toList();
  }

  /// Files of three entries, so that the log soon goes on from file to file.
  @Test
  void theLogGoesOnAfterwards() {
    RepositoryConfig three =
        RepositoryConfig.fromJson(
            JsonText.parse("{\"num_updates_per_repo_info_file\":3}", "config"), "config");
    history(1);
    try (Repository small = Repository.open(memory, RepositoryOptions.STANDARD.withConfig(three))) {
      for (int round = 0; round < 12; round++) {
        List<Update> log = log();
        small.createBranch("b" + round, SnapshotId.INITIAL);
        int others = 1;
        if (round % 4 == 3) {
          small.collectGarbage(now().withTrimBackups(true));
          others = 3;
        }
        assertEquals(log, log().subList(others, log().size()));
        requireSound();
      }
    }
  }

  @Test
  void aChangeThatComesMeanwhileIsInTheLog() {
    history(2);
    storage.before("copy repo", () -> {});
    storage.before(
        "copy repo",
        () -> inAnotherProcess(other -> other.createBranch("late", SnapshotId.INITIAL)));
    repository.collectGarbage(now().withTrimBackups(true));
    assertTrue(types(log(), 2).contains(new UpdateType.BranchCreated("late")));
    assertEquals(7, log().size());
    requireSound();
  }

  @Test
  void aLogIsMovedOnceIfTheAnswerIsLost() {
    history(2);
    storage.before("copy repo", () -> {});
    storage.before("copy repo", () -> storage.next("put repo", Fault.LOSE_ANSWER));
    repository.collectGarbage(now().withTrimBackups(true));
    assertEquals(6, log().size());
    requireSound();
  }

  private void inAnotherProcess(java.util.function.Consumer<Repository> work) {
    try (Repository other = Repository.open(memory)) {
      work.accept(other);
    }
  }

  @Test
  void cachesForgetWhatLeft() {
    try (Engine engine = Engine.create(64 << 20);
        InMemoryStorage objects = new InMemoryStorage(this::storeTime);
        Repository kept =
            Repository.create(objects, RepositoryOptions.STANDARD.withEngine(engine))) {
      kept.transaction("main", "array", this::array);
      commitAndCollect(kept);
      long few = engine.memory().leasedBytes();
      for (int round = 0; round < 30; round++) {
        commitAndCollect(kept);
      }
      long many = engine.memory().leasedBytes();
      assertTrue(many <= few + 4096, "after 10 commits " + few + ", after 310 " + many);
    }
  }

  private void commitAndCollect(Repository kept) {
    for (int i = 0; i < 10; i++) {
      kept.transaction("main", "chunk", store -> chunk(store, 0));
    }
    kept.expireSnapshots(storeTime(), ExpireOptions.STANDARD);
    kept.collectGarbage(now());
  }
}

package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.config.RepositoryConfig;
import dev.floe.error.CommitUnknownException;
import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.internal.binary.ConfigBytes;
import dev.floe.internal.commit.FaultyStorage.Fault;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class V1CommitTest {
  private static final String MAIN = "put refs/branch.main/ref.json";
  private static final int THREADS = 4;

  private final TestRepository repository = new TestRepository(3, SpecVersion.V1).create();
  private final V1History history = new V1History(repository.assets);

  @AfterEach
  void close() {
    repository.close();
  }

  private TestSession session(String path) {
    repository.pass(Duration.ofSeconds(1));
    return new TestSession(repository, history.branch("main")).group(path);
  }

  private void run(RepoUpdate update) {
    new V1Updates(repository.assets, repository.sources).run(update);
  }

  private ErrorKind refusal(RepoUpdate update) {
    return assertThrows(IcechunkException.class, () -> run(update)).kind();
  }

  @Test
  void aCommitMovesTheRefAndKnowsItsParent() {
    SnapshotInfo first = session("/a").commit();
    SnapshotInfo second = session("/b").commit();
    assertEquals(second.id(), history.branch("main"));
    assertEquals(
        List.of(second.id(), first.id(), SnapshotId.INITIAL),
        history.ancestry(second.id()).map(SnapshotInfo::id).toList());
    assertTrue(repository.keys("transactions/").contains(second.id().transactionLogKey()));
    assertFalse(repository.keys("").contains("repo"));
  }

  @Test
  void aCommitOnAnOldBaseNamesBothSnapshots() {
    TestSession late = session("/late");
    SnapshotInfo first = session("/a").commit();
    ConflictException lost = assertThrows(ConflictException.class, late::commit);
    assertEquals(ErrorKind.COMMIT_CONFLICT, lost.kind());
    assertEquals(Optional.of(SnapshotId.INITIAL.text()), lost.expectedParent());
    assertEquals(Optional.of(first.id().text()), lost.actualParent());
    assertEquals(first.id(), history.branch("main"));
  }

  @Test
  void aLostAnswerIsReadBack() {
    for (Fault fault : List.of(Fault.LOSE_ANSWER, Fault.REFUSE_AFTER, Fault.FAIL)) {
      TestSession session = session("/" + fault);
      repository.storage.next(MAIN, fault);
      assertEquals(session.commit().id(), history.branch("main"));
    }
    TestSession denied = session("/denied");
    SnapshotId before = history.branch("main");
    repository.storage.next(MAIN, Fault.DENY);
    IcechunkException refused = assertThrows(IcechunkException.class, denied::commit);
    assertFalse(refused instanceof CommitUnknownException);
    assertEquals(before, history.branch("main"));
  }

  @Test
  void aCommitThatOthersBuiltOnIsFoundBelowTheTip() {
    TestSession session = session("/a");
    repository.storage.next(MAIN, Fault.LOSE_ANSWER);
    repository.storage.before("get refs/branch.main", () -> {});
    repository.storage.before(
        "get refs/branch.main",
        () -> {
          try (var other = repository.manager(repository.memory, SpecVersion.V1)) {
            SnapshotId tip = new V1History(other).branch("main");
            new TestSession(repository, tip, other).group("/b").commit();
          }
        });
    SnapshotId mine = session.commit().id();
    List<SnapshotId> chain =
        history.ancestry(history.branch("main")).map(SnapshotInfo::id).toList();
    assertEquals(3, chain.size());
    assertEquals(mine, chain.get(1));
  }

  @Test
  void whatCannotBeToldIsSaidToBeUnknown() {
    TestSession session = session("/a");
    repository.storage.next(MAIN, Fault.LOSE_ANSWER);
    repository.storage.before(
        MAIN,
        () -> {
          Fault[] blind = new Fault[12];
          java.util.Arrays.fill(blind, Fault.FAIL);
          repository.storage.next("get refs/", blind);
        });
    assertThrows(CommitUnknownException.class, session::commit);
  }

  @Test
  void branchesAreCreatedMovedAndDeleted() {
    SnapshotId tip = session("/a").commit().id();
    run(new RepoUpdate.CreateBranch("dev", SnapshotId.INITIAL));
    assertEquals(
        ErrorKind.BRANCH_UPDATE_CONFLICT, refusal(new RepoUpdate.CreateBranch("dev", tip)));
    assertEquals(ErrorKind.INVALID_REF_NAME, refusal(new RepoUpdate.CreateBranch("a/b", tip)));
    run(new RepoUpdate.ResetBranch("dev", tip, Optional.of(SnapshotId.INITIAL)));
    assertEquals(tip, history.branch("dev"));
    assertEquals(
        ErrorKind.BRANCH_UPDATE_CONFLICT,
        refusal(
            new RepoUpdate.ResetBranch(
                "dev", SnapshotId.INITIAL, Optional.of(SnapshotId.INITIAL))));
    run(new RepoUpdate.DeleteBranch("dev"));
    assertEquals(ErrorKind.REF_NOT_FOUND, refusal(new RepoUpdate.DeleteBranch("dev")));
    assertEquals(ErrorKind.CANNOT_DELETE_MAIN, refusal(new RepoUpdate.DeleteBranch("main")));
    assertEquals(Set.of("main"), history.branches().keySet());
  }

  @Test
  void aTagIsForOnceAndNeverAgain() {
    run(new RepoUpdate.CreateTag("v1", SnapshotId.INITIAL));
    RepoUpdate again = new RepoUpdate.CreateTag("v1", SnapshotId.INITIAL);
    assertEquals(ErrorKind.TAG_ALREADY_EXISTS, refusal(again));
    run(new RepoUpdate.DeleteTag("v1"));
    assertEquals(ErrorKind.REF_NOT_FOUND, refusal(new RepoUpdate.DeleteTag("v1")));
    assertEquals(ErrorKind.TAG_ALREADY_EXISTS, refusal(again));
    assertEquals(Set.of("v1"), history.deletedTags());
    assertTrue(repository.keys("refs/").contains("refs/tag.v1/ref.json.deleted"));
  }

  @Test
  void theConfigurationIsSavedAndTheOldOneKept() {
    MemorySegment bytes = MemorySegment.ofArray(ConfigBytes.encode(RepositoryConfig.empty()));
    run(new RepoUpdate.SetConfig(bytes));
    run(new RepoUpdate.SetConfig(bytes));
    assertTrue(repository.keys("").contains("config.yaml"));
    assertEquals(1, repository.keys("overwritten/").size());
  }

  @Test
  void whatFormat1DoesNotKnowIsRefused() {
    assertEquals(
        ErrorKind.UNSUPPORTED_SPEC_VERSION, refusal(new RepoUpdate.SetMetadata(JsonObject.EMPTY)));
  }

  @Test
  void oneCommitterWinsEachBaseAndNothingIsLost() throws Exception {
    race(repository.memory, 12);
  }

  @Test
  void soItIsOnLocalFiles(@TempDir Path directory) throws Exception {
    StorageOptions options =
        StorageOptions.STANDARD.withDurability(StorageOptions.Durability.OPERATING_SYSTEM);
    repository.pass(Duration.between(repository.now(), Instant.now()));
    try (Storage files = Storage.of(directory.toUri().toString(), options)) {
      try (var assets = repository.manager(files, SpecVersion.V1)) {
        new RepositoryCreation(assets, repository.sources).create(Optional.empty(), true);
      }
      race(files, 4);
    }
  }

  private void race(Storage storage, int commits) throws Exception {
    Set<SnapshotId> acknowledged = ConcurrentHashMap.newKeySet();
    AtomicInteger conflicts = new AtomicInteger();
    try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      List<Future<?>> started = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        int thread = t;
        started.add(
            threads.submit(() -> commitAll(storage, thread, commits, acknowledged, conflicts)));
      }
      for (Future<?> one : started) {
        one.get();
      }
    }
    try (var assets = repository.manager(storage, SpecVersion.V1)) {
      V1History end = new V1History(assets);
      SnapshotId tip = end.branch("main");
      Set<SnapshotId> chain = new HashSet<>(end.ancestry(tip).map(SnapshotInfo::id).toList());
      assertTrue(chain.remove(SnapshotId.INITIAL));
      assertEquals(acknowledged, chain);
      TestSession last = new TestSession(repository, tip, assets);
      assertEquals(THREADS * commits, last.nodes.atOrBelow(NodePath.ROOT).count());
      assertTrue(conflicts.get() > 0, "no two committers ever met");
    }
  }

  private void commitAll(
      Storage storage,
      int thread,
      int commits,
      Set<SnapshotId> acknowledged,
      AtomicInteger conflicts) {
    try (var assets = repository.manager(storage, SpecVersion.V1)) {
      for (int i = 0; i < commits; ) {
        SnapshotId tip = new V1History(assets).branch("main");
        TestSession session = new TestSession(repository, tip, assets);
        session.group("/" + thread + "-" + i);
        try {
          assertTrue(acknowledged.add(session.commit().id()));
          i++;
        } catch (ConflictException lost) {
          assertEquals(ErrorKind.COMMIT_CONFLICT, lost.kind());
          conflicts.incrementAndGet();
        }
      }
    }
  }
}

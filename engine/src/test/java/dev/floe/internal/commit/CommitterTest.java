package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.config.RepositoryConfig;
import dev.floe.config.Splits;
import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.format.UpdateType;
import dev.floe.internal.binary.TransactionLog;
import dev.floe.internal.commit.FaultyStorage.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommitterTest {
  private final TestRepository repository = new TestRepository(2).create();

  @AfterEach
  void close() {
    repository.close();
  }

  private TestSession session() {
    repository.pass(Duration.ofMillis(10));
    return new TestSession(repository);
  }

  private int manifestObjects() {
    return repository.keys("manifests/").size();
  }

  @Test
  void aCommitIsReadBack() {
    TestSession session = session().group("/").array("/a", 3, 3).array("/a-b", 2).array("/s");
    session.set("/a", "one", 1, 1).setNative("/a", 7, 2, 0).set("/s", "scalar");
    SnapshotInfo info = session.commit();
    TestSession after = session();
    assertEquals(info.id(), after.base.id());
    assertEquals(
        List.of("/", "/a", "/a-b", "/s"),
        after.nodes.atOrBelow(NodePath.ROOT).map(node -> node.path().text()).toList());
    assertEquals("one", after.read("/a", 1, 1));
    assertEquals("id7", after.read("/a", 2, 0));
    assertNull(after.read("/a", 0, 0));
    assertEquals("scalar", after.read("/s"));
    assertEquals(List.of("[1..3, 0..2]"), after.manifests("/a"));
    assertEquals(List.of("[]"), after.manifests("/s"));
    assertEquals(List.of(), after.manifests("/a-b"));
    assertEquals(2, manifestObjects());
    assertEquals(2, after.files().size());
    assertEquals(info, repository.info().snapshot(info.id()).orElseThrow());
    assertEquals(Optional.of(SnapshotId.INITIAL), info.parentId());
  }

  @Test
  void shrinkAndGrowReuseManifests() {
    TestSession session = session().array("/a", 4);
    for (int i = 0; i < 4; i++) {
      session.set("/a", "v" + i, i);
    }
    session.commit();
    assertEquals(1, manifestObjects());
    session().resize("/a", 2).commit();
    assertEquals(2, manifestObjects());
    session().resize("/a", 6).commit();
    assertEquals(2, manifestObjects());
    TestSession after = session();
    assertEquals("v1", after.read("/a", 1));
    assertNull(after.read("/a", 2));
    assertEquals(List.of("[0..2]"), after.manifests("/a"));
  }

  @Test
  void splitsThroughDeleteShrinkGrow() {
    RepositoryConfig two = Splits.by(2);
    session().with(two).array("/a", 4).set("/a", "v0", 0).set("/a", "v2", 2).commit();
    assertEquals(2, manifestObjects());
    TestSession session = session().with(two).delete("/a", 2).resize("/a", 2);
    assertNull(session.read("/a", 2));
    session.resize("/a", 4);
    assertNull(session.read("/a", 2));
    session.set("/a", "v3", 3).commit();
    assertEquals(3, manifestObjects());
    TestSession after = session().with(two);
    assertNull(after.read("/a", 2));
    assertEquals("v3", after.read("/a", 3));
    assertEquals("v0", after.read("/a", 0));
    after.commit("empty", true);
    assertEquals(3, manifestObjects());
  }

  @Test
  void deletionsAndTheirManifests() {
    TestSession session = session().array("/a", 2).array("/b", 2);
    session.set("/a", "x", 0).set("/b", "y", 0).set("/b", "z", 1).commit();
    assertEquals(2, manifestObjects());
    session().deleteNode("/a").commit();
    assertEquals(2, manifestObjects());
    session().delete("/b", 0).commit();
    assertEquals(3, manifestObjects());
    assertEquals(1, session().files().size());
    session().delete("/b", 1).commit();
    assertEquals(3, manifestObjects());
    assertEquals(List.of(), session().manifests("/b"));
    assertEquals(0, session().files().size());
  }

  @Test
  void anArrayWithoutChunksHasNoManifest() {
    session().array("/a", 5).commit();
    assertEquals(0, manifestObjects());
  }

  /// Split by 2, six chunks; then by 3: what an unrelated commit, a new document, one chunk and
  /// deletions do to the manifests.
  @Test
  void aChangedSplitIsTakenUpWhereAnArrayIsTouched() {
    TestSession session = session().with(Splits.by(2)).array("/a", 6).array("/b", 1);
    for (int i = 0; i < 6; i++) {
      session.set("/a", "v" + i, i);
    }
    session.commit();
    assertEquals(List.of(2L, 2L, 2L), session().refCounts("/a"));
    RepositoryConfig three = Splits.by(3);
    session().with(three).set("/b", "b", 0).commit();
    assertEquals(List.of(2L, 2L, 2L), session().refCounts("/a"));
    session().with(three).resize("/a", 6).commit();
    assertEquals(List.of(2L, 1L, 1L, 2L), session().refCounts("/a"));
    session().with(three).set("/a", "w0", 0).commit();
    assertEquals(List.of(3L, 1L, 2L), session().refCounts("/a"));
    session().with(three).delete("/a", 3).delete("/a", 4).delete("/a", 5).commit();
    assertEquals(List.of(3L), session().refCounts("/a"));
    TestSession after = session();
    assertEquals("w0", after.read("/a", 0));
    assertEquals("v2", after.read("/a", 2));
    assertNull(after.read("/a", 3));
  }

  @Test
  void aScalarsManifestIsReusedWhenItsDocumentChanges() {
    session().array("/s").set("/s", "v").commit();
    session().resize("/s").commit();
    assertEquals(1, manifestObjects());
    assertEquals("v", session().read("/s"));
    session().set("/s", "w").commit();
    assertEquals("w", session().read("/s"));
    session().delete("/s").commit();
    assertNull(session().read("/s"));
    assertEquals(2, manifestObjects());
  }

  @Test
  void deleteAndCreateAgainGivesAnotherNode() {
    session().group("/g").array("/g/a", 2).set("/g/a", "old", 0).commit();
    NodeId old = session().nodes.array(NodePath.of("/g/a")).id();
    TestSession session = session().deleteNode("/g").group("/g").array("/g/a", 2);
    assertNull(session.read("/g/a", 0));
    session.set("/g/a", "new", 1);
    SnapshotInfo info = session.commit();
    TestSession after = session();
    NodeId fresh = after.nodes.array(NodePath.of("/g/a")).id();
    assertNotEquals(old, fresh);
    assertNull(after.read("/g/a", 0));
    assertEquals("new", after.read("/g/a", 1));
    TransactionLog log = repository.assets.transactionLog(info.id());
    assertEquals(Set.of(old), log.deletedArrays());
    assertEquals(Set.of(fresh), log.newArrays());
    assertEquals(1, log.deletedGroups().size());
    assertEquals(1, log.newGroups().size());
    assertEquals(Set.of(fresh), log.updatedChunks().keySet());
  }

  @Test
  void theLogNamesEveryKindOfChange() {
    session().group("/").group("/g").array("/a", 4).array("/b", 1).set("/a", "x", 0).commit();
    TestSession session = session();
    NodeId array = session.nodes.array(NodePath.of("/a")).id();
    NodeId group = session.nodes.node(NodePath.of("/g")).id();
    session.nodes.updateGroup(NodePath.of("/g"), TestRepository.bytes("changed"));
    session.resize("/a", 5).set("/a", "far", 4).delete("/a", 2).resize("/a", 3);
    session.array("/new", 2).resize("/new", 3).set("/new", "n", 2).resize("/new", 1);
    SnapshotInfo info = session.commit();
    TransactionLog log = repository.assets.transactionLog(info.id());
    assertEquals(info.id(), log.id());
    assertEquals(Set.of(array), log.updatedArrays());
    assertEquals(Set.of(group), log.updatedGroups());
    NodeId fresh = log.newArrays().first();
    assertEquals(Set.of(array, fresh), log.updatedChunks().keySet());
    assertEquals("[[2], [4]]", log.updatedChunks().get(array).toString());
    assertEquals("[[2]]", log.updatedChunks().get(fresh).toString());
    TestSession after = session();
    assertEquals(List.of("[0..1]"), after.manifests("/a"));
    assertEquals(List.of(), after.manifests("/new"));
  }

  @Test
  void emptinessIsStructural() {
    IcechunkException empty = assertThrows(IcechunkException.class, () -> session().commit());
    assertEquals(ErrorKind.NO_CHANGES_TO_COMMIT, empty.kind());
    SnapshotInfo allowed = session().commit("nothing", true);
    assertTrue(repository.assets.transactionLog(allowed.id()).isEmpty());
    TestSession undone = session().array("/a", 1).set("/a", "x", 0).deleteNode("/a");
    assertTrue(repository.assets.transactionLog(undone.commit().id()).isEmpty());
  }

  @Test
  void ofTwoCommitsFromOneBaseOneSucceeds() {
    TestSession first = session().group("/a");
    TestSession second = session().group("/b");
    SnapshotInfo winner = first.commit();
    ConflictException conflict = assertThrows(ConflictException.class, second::commit);
    assertEquals(ErrorKind.COMMIT_CONFLICT, conflict.kind());
    assertEquals(Optional.of(SnapshotId.INITIAL.text()), conflict.expectedParent());
    assertEquals(Optional.of(winner.id().text()), conflict.actualParent());
    second.group("/c");
    assertEquals(2, second.changes.newGroups().size());
  }

  @Test
  void afterACommitTheChangesTakeNothingMore() {
    TestSession session = session().group("/a");
    session.commit();
    IcechunkException refused = assertThrows(IcechunkException.class, () -> session.group("/b"));
    assertEquals(ErrorKind.READ_ONLY_SESSION, refused.kind());
  }

  @Test
  void filesComeBeforeWhatPointsAtThem() {
    TestSession session = session().array("/a", 1).set("/a", "x", 0);
    repository.storage.requests.clear();
    session.commit();
    List<String> writes =
        repository.storage.requests.stream()
            .filter(request -> !request.startsWith("get"))
            .map(request -> request.replaceAll("/.*", "/"))
            .toList();
    assertEquals(
        List.of(
            "put manifests/",
            "put transactions/",
            "put snapshots/",
            "head snapshots/",
            "copy repo",
            "put repo"),
        writes);
  }

  /// The fault is one of many writes that are under way at once.
  @Test
  void manyManifestsAreWrittenSideBySide() {
    TestSession session = session().with(Splits.by(1)).onThreads().array("/a", 300).array("/b", 9);
    for (int i = 0; i < 300; i++) {
      session.set("/a", "v" + i, i).set("/b", "w" + i, i % 9);
    }
    repository.storage.next("put manifests/", Fault.DENY);
    assertThrows(IcechunkException.class, session::commit);
    session.commit();
    TestSession after = session();
    assertEquals(309, after.files().size());
    for (int i = 0; i < 300; i++) {
      assertEquals("v" + i, after.read("/a", i));
      assertEquals("[" + i + ".." + (i + 1) + "]", after.manifests("/a").get(i));
    }
  }

  @Test
  void whoComesNextFetchesNothingThatWasJustWritten() {
    session().array("/a", 3).set("/a", "x", 0).commit();
    repository.storage.requests.clear();
    assertEquals("x", session().set("/a", "y", 1).read("/a", 0));
    assertEquals(List.of(), repository.storage.requests);
    session().set("/a", "y", 1).commit();
    assertEquals(
        List.of("get repo"),
        repository.storage.requests.stream().filter(r -> r.startsWith("get")).toList());
  }

  @Test
  void aFailureBeforeTheSwapLeavesTheBranchAndTheSession() {
    for (String request : List.of("put manifests/", "put transactions/", "put snapshots/")) {
      TestSession session = session().array("/a", 1).set("/a", "x", 0);
      repository.storage.next(request, Fault.DENY);
      assertThrows(IcechunkException.class, session::commit);
      assertEquals(SnapshotId.INITIAL, repository.info().branches().get("main"));
      assertEquals("x", session.read("/a", 0));
    }
    TestSession session = session().array("/a", 1).set("/a", "x", 0);
    repository.storage.next("put manifests/", Fault.DENY);
    assertThrows(IcechunkException.class, session::commit);
    session.set("/a", "y", 0).commit();
    assertEquals("y", session().read("/a", 0));
  }

  @Test
  void aStoreWithAnotherTimeIsRefused() {
    TestSession session = session().group("/a");
    repository.storage.before("put snapshots/", () -> repository.pass(Duration.ofSeconds(601)));
    IcechunkException refused = assertThrows(IcechunkException.class, session::commit);
    assertEquals(ErrorKind.SNAPSHOT_TIMESTAMP, refused.kind());
    repository.storage.before("put snapshots/", () -> repository.pass(Duration.ofMillis(600_999)));
    session.commit();
  }

  @Test
  void snapshotsOfOneTickGetTimesInOrder() {
    Instant before = repository.info().snapshot(SnapshotId.INITIAL).orElseThrow().flushedAt();
    SnapshotInfo first = new TestSession(repository).group("/a").commit();
    SnapshotInfo second = new TestSession(repository).group("/b").commit();
    assertEquals(before.plusNanos(1000), first.flushedAt());
    assertEquals(before.plusNanos(2000), second.flushedAt());
    repository.pass(Duration.ofHours(-1));
    TestSession late = new TestSession(repository).group("/c");
    IcechunkException refused = assertThrows(IcechunkException.class, late::commit);
    assertEquals(ErrorKind.SNAPSHOT_TIMESTAMP, refused.kind());
  }

  @Test
  void aLostAnswerOfTheSwapIsNoFailureOfTheCommit() {
    TestSession session = session().group("/a");
    repository.storage.next("put repo", Fault.LOSE_ANSWER);
    SnapshotInfo info = session.commit();
    assertEquals(info.id(), repository.info().branches().get("main"));
    assertEquals(
        new UpdateType.NewCommit("main", info.id()),
        repository.info().latestUpdates().getFirst().type());
  }

  private List<String> requestsOf(TestSession session) {
    repository.storage.requests.clear();
    session.commit();
    return repository.storage.requests.stream().filter(r -> r.endsWith(" repo")).toList();
  }

  /// What is done while the files are on their way may fail in any way: the commit is then made as
  /// if nothing had been done ahead.
  @Test
  void faultsOfTheLookAndTheBackupBesideTheFiles() {
    for (Fault fault : List.of(Fault.FAIL, Fault.DENY)) {
      repository.storage.next("get repo", fault);
      assertEquals(
          List.of("get repo", "get repo", "copy repo", "put repo"),
          requestsOf(session().group("/" + fault)));
    }
    for (Fault fault : List.of(Fault.FAIL, Fault.LOSE_ANSWER, Fault.REFUSE_AFTER)) {
      repository.storage.next("copy repo", fault);
      assertEquals(
          List.of("get repo", "copy repo", "get repo", "copy repo", "put repo"),
          requestsOf(session().group("/copy" + fault)));
    }
    assertEquals(6, repository.info().snapshots().size());
    repository.storage.next("copy repo", Fault.DENY);
    assertThrows(IcechunkException.class, session().group("/denied")::commit);
    assertEquals(6, repository.info().snapshots().size());
  }

  private void others(RepoUpdate update) {
    repository.pass(Duration.ofMillis(1));
    repository.loop(repository.manager(repository.memory, SpecVersion.V2)).run(update);
  }

  @Test
  void whatOthersDidBetweenTheBackupAndTheSwapIsFoundByTheSwap() {
    TestSession session = session().group("/a");
    repository.storage.before(
        "put repo", () -> others(new RepoUpdate.CreateBranch("b", SnapshotId.INITIAL)));
    assertEquals(
        List.of("get repo", "copy repo", "put repo", "get repo", "copy repo", "put repo"),
        requestsOf(session));
    assertEquals(Set.of("main", "b"), repository.info().branches().keySet());
    TestSession late = session().group("/late");
    SnapshotId base = late.base.id();
    repository.storage.before(
        "put repo",
        () -> others(new RepoUpdate.ResetBranch("main", SnapshotId.INITIAL, Optional.of(base))));
    ConflictException conflict = assertThrows(ConflictException.class, late::commit);
    assertEquals(Optional.of(SnapshotId.INITIAL.text()), conflict.actualParent());
  }

  @Test
  void nothingIsSavedForACommitThatCannotFollow() {
    TestSession session = session().group("/a");
    session().group("/b").commit();
    int saved = repository.keys("overwritten/").size();
    assertThrows(ConflictException.class, session::commit);
    repository.storage.next("put transactions/", Fault.DENY);
    assertThrows(IcechunkException.class, session().group("/c")::commit);
    assertEquals(saved, repository.keys("overwritten/").size());
  }

  @Test
  void theSwapOfASavedStateKnowsItselfAgain() {
    for (Fault fault : List.of(Fault.LOSE_ANSWER, Fault.REFUSE_AFTER, Fault.INTERRUPT)) {
      repository.storage.next("put repo", fault);
      SnapshotInfo info = session().group("/" + fault).commit();
      assertEquals(fault == Fault.INTERRUPT, Thread.interrupted());
      assertEquals(info.id(), repository.info().branches().get("main"));
    }
    repository.storage.next("put repo", Fault.LAND_LATE);
    SnapshotInfo late = session().group("/late").commit();
    repository.storage.landLate();
    assertEquals(late.id(), repository.info().branches().get("main"));
    assertEquals(5, repository.info().snapshots().size());
  }
}

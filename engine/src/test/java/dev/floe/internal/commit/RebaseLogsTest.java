package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.floe.conflict.Conflict;
import dev.floe.conflict.ConflictDetector;
import dev.floe.conflict.ConflictSolver;
import dev.floe.conflict.RebaseFailedException;
import dev.floe.conflict.Resolution;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.format.ChunkIndices;
import dev.floe.format.MoveOperation;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.NodeType;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.asset.StoredRepoInfo;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.binary.TransactionLog;
import dev.floe.internal.concurrent.Futures;
import dev.floe.storage.Precondition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Rebases over logs that no session of Floe makes yet: of commits that moved nodes, and of commits
/// that expiration took out of the history.
class RebaseLogsTest {
  private final TestRepository repository = new TestRepository(5).create();
  private final SnapshotId base = commit(session().group("/").array("/a", 8));

  @AfterEach
  void close() {
    repository.close();
  }

  private TestSession session() {
    repository.pass(Duration.ofMillis(10));
    return new TestSession(repository);
  }

  private SnapshotId commit(TestSession session) {
    return session.commit().id();
  }

  private SnapshotId theirs(int chunk) {
    return commit(session().set("/a", "theirs", chunk));
  }

  private TestSession ours(int... chunks) {
    TestSession session = new TestSession(repository, base);
    for (int chunk : chunks) {
      session.set("/a", "ours", chunk);
    }
    return session;
  }

  private NodeId array() {
    return session().nodes.array(NodePath.of("/a")).id();
  }

  /// What is seen with nothing cached; answers the snapshots that the changes went onto.
  private List<SnapshotId> rebase(TestSession session, ConflictSolver solver) {
    List<SnapshotId> onto = new ArrayList<>();
    try (AssetManager fresh = repository.manager(repository.memory, SpecVersion.V2)) {
      new Rebase(fresh, solver, session.base.id(), session.changes).run("main", onto::add);
    }
    return onto;
  }

  /// Takes all between the base and the tip out of the history, as expiration does.
  private void expire(SnapshotId tip, SnapshotId... between) {
    StoredRepoInfo stored;
    try (AssetManager fresh = repository.manager(repository.memory, SpecVersion.V2)) {
      stored = fresh.repoInfo().orElseThrow();
      Set<SnapshotId> gone = Set.of(between);
      RepoInfo info =
          stored.info().toBuilder()
              .reparentSnapshot(tip, Optional.of(base), List.of(between))
              .retainSnapshots(id -> !gone.contains(id))
              .build();
      try (var file = fresh.encodeRepoInfo(info)) {
        Futures.await(fresh.writeRepoInfo(file, Precondition.NONE, "expired"));
      }
    }
  }

  private Object recorded(TestSession session, int chunk) {
    RecordedChunk found = new RecordedChunk();
    return session.changes.findChunk(array(), new int[] {chunk}, 1, found) ? found : null;
  }

  @Test
  void aCommitThatMovedNodesIsNeverRebasedOver() {
    SnapshotId tip = theirs(1);
    TestSession session = ours(1);
    TransactionLog did = repository.assets.transactionLog(tip);
    TransactionLog moved =
        new TransactionLog(
            tip,
            did.newGroups(),
            did.newArrays(),
            did.deletedGroups(),
            did.deletedArrays(),
            did.updatedGroups(),
            did.updatedArrays(),
            did.updatedChunks(),
            List.of(
                new MoveOperation(
                    NodePath.of("/old"), NodePath.of("/new"), array(), NodeType.ARRAY)));
    assertEquals(
        List.of(new Conflict.MoveOperationCannotBeRebased()),
        ConflictDetection.of(
            session.base, new SnapshotNodes(repository.assets, tip), moved, session.changes),
        "and nothing else is looked at");
  }

  @Test
  void logsOfExpiredCommitsComeFirstAndOldestFirst() {
    SnapshotId first = theirs(1);
    SnapshotId second = theirs(2);
    SnapshotId tip = theirs(3);
    expire(tip, first, second);
    TestSession session = ours(1, 2, 3, 4);
    List<ChunkIndices> asked = new ArrayList<>();
    ConflictSolver theirsWins =
        conflicts -> {
          List<Conflict.ChunkDoubleUpdate> chunks =
              conflicts.stream().map(Conflict.ChunkDoubleUpdate.class::cast).toList();
          chunks.forEach(conflict -> asked.addAll(conflict.chunks()));
          return new Resolution.Solved(chunks);
        };
    assertEquals(List.of(tip), rebase(session, theirsWins));
    assertEquals(List.of(ChunkIndices.of(1), ChunkIndices.of(2), ChunkIndices.of(3)), asked);
    for (int chunk = 1; chunk <= 3; chunk++) {
      assertNull(recorded(session, chunk));
    }
    assertNotNull(recorded(session, 4));
  }

  @Test
  void aConflictWithAnExpiredCommitIsOneWithItsDescendant() {
    SnapshotId first = theirs(1);
    SnapshotId tip = theirs(3);
    expire(tip, first);
    TestSession session = ours(1);
    RebaseFailedException failed =
        assertThrows(RebaseFailedException.class, () -> rebase(session, new ConflictDetector()));
    assertEquals(tip, failed.snapshot());
    assertNotNull(recorded(session, 1));
  }

  @Test
  void aMissingLogOfAnExpiredCommitEndsTheRebase() {
    SnapshotId first = theirs(1);
    SnapshotId tip = theirs(3);
    expire(tip, first);
    List<String> logs = repository.keys("transactions/");
    Futures.await(
        repository.memory.delete(logs.stream().filter(key -> key.endsWith(first.text())).toList()));
    assertEquals(logs.size() - 1, repository.keys("transactions/").size());
    TestSession session = ours(4);
    assertEquals(
        ErrorKind.REBASE_TX_LOG_PRUNED,
        assertThrows(IcechunkException.class, () -> rebase(session, new ConflictDetector()))
            .kind());
    assertNotNull(recorded(session, 4));
  }

  @Test
  void aMissingLogOfACommitInTheHistoryIsAMissingObject() {
    SnapshotId tip = theirs(1);
    Futures.await(
        repository.memory.delete(
            repository.keys("transactions/").stream()
                .filter(key -> key.endsWith(tip.text()))
                .toList()));
    TestSession session = ours(4);
    assertEquals(
        ErrorKind.OBJECT_NOT_FOUND,
        assertThrows(IcechunkException.class, () -> rebase(session, new ConflictDetector()))
            .kind());
  }
}

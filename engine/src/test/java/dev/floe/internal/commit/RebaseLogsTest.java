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
import dev.floe.internal.binary.TransactionLog;
import dev.floe.internal.concurrent.Futures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
      new Rebase(
              fresh,
              repository.sources.executor(),
              solver,
              session.base.id(),
              session.changes,
              new ReadSet(session.base.id()),
              Optional.empty())
          .run("main", onto::add);
    }
    return onto;
  }

  private void expire(SnapshotId tip, SnapshotId... between) {
    repository.expire(tip, base, between);
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

  /// The barrier lets nobody through before as many requests wait as there may be at once.
  private void assertFetchedSideBySide(String prefix, TestSession session) {
    List<SnapshotId> commits = new ArrayList<>();
    for (int i = 0; i < 2 * Prefetch.MOST_AHEAD; i++) {
      commits.add(theirs(i % 8));
    }
    CyclicBarrier barrier = new CyclicBarrier(Prefetch.MOST_AHEAD);
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    for (int i = 0; i < commits.size(); i++) {
      repository.storage.before(
          "get " + prefix,
          () -> {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            await(barrier);
            underWay.decrementAndGet();
          });
    }
    List<SnapshotId> onto = new ArrayList<>();
    repository.storage.requests.clear();
    try (AssetManager fresh = repository.manager(repository.storage, SpecVersion.V2)) {
      new Rebase(
              fresh,
              work -> Thread.ofVirtual().start(work),
              new ConflictDetector(),
              base,
              session.changes,
              new ReadSet(session.base.id()),
              Optional.empty())
          .run("main", onto::add);
    }
    assertEquals(commits, onto);
    assertEquals(Prefetch.MOST_AHEAD, most.get());
    assertEquals(commits.size(), requests(prefix), "each once");
  }

  private long requests(String prefix) {
    return repository.storage.requests.stream().filter(r -> r.contains(prefix)).count();
  }

  @Test
  void logsAreFetchedSideBySideAndAppliedInOrder() {
    assertFetchedSideBySide("transactions/", new TestSession(repository, base).group("/ours"));
  }

  @Test
  void filesOfSnapshotsAreFetchedSideBySideWhereNodesAreCompared() {
    assertFetchedSideBySide("snapshots/", new TestSession(repository, base).group("/ours"));
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// All fetches but the first go on only when the solver has refused and the rebase waits.
  @Test
  void aRebaseThatFailsWaitsForTheFetchesUnderWay() {
    for (int i = 0; i < Prefetch.MOST_AHEAD; i++) {
      theirs(i % 8);
    }
    Thread rebasing = Thread.currentThread();
    AtomicBoolean refused = new AtomicBoolean();
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger begun = new AtomicInteger();
    try (AssetManager fresh = repository.manager(repository.memory, SpecVersion.V2)) {
      Rebase rebase =
          new Rebase(
              fresh,
              work -> {
                boolean first = begun.incrementAndGet() == 1;
                underWay.incrementAndGet();
                Thread.ofVirtual()
                    .start(() -> {
                      while (!first
                          && !(refused.get() && rebasing.getState() == Thread.State.WAITING)) {
                        Thread.yield();
                      }
                      underWay.decrementAndGet();
                      work.run();
                    });
              },
              conflicts -> {
                refused.set(true);
                return new Resolution.Unsolvable();
              },
              base,
              ours(0).changes,
              new ReadSet(base),
              Optional.empty());
      assertThrows(RebaseFailedException.class, () -> rebase.run("main", commit -> {}));
      assertEquals(Prefetch.MOST_AHEAD, begun.get());
      assertEquals(0, underWay.get());
    }
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

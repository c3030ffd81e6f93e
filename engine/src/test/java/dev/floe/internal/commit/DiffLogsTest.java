package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.format.ChunkIndices;
import dev.floe.format.Diff;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.asset.StoredRepoInfo;
import dev.floe.internal.concurrent.Futures;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Diffs over commits that expiration took out of the history, and over logs that are gone.
class DiffLogsTest {
  private final TestRepository repository = new TestRepository(5).create();
  private final SnapshotId base = commit(session().group("/").array("/a", 8).array("/b", 8));

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

  private SnapshotId chunk(int chunk) {
    return commit(session().set("/a", "x", chunk));
  }

  private void deleteLog(SnapshotId of) {
    Futures.await(repository.memory.delete(List.of(of.transactionLogKey())));
  }

  /// As seen with nothing cached.
  private Diff diff(SnapshotId from, SnapshotId to) {
    try (AssetManager fresh = repository.manager(repository.memory, SpecVersion.V2)) {
      History history =
          new RepoInfoHistory(fresh.repoInfo().map(StoredRepoInfo::info).orElseThrow());
      return new SnapshotDiff(fresh, history, repository.sources.executor()).between(from, to);
    }
  }

  private static Set<ChunkIndices> chunks(int... indices) {
    return java.util.Arrays.stream(indices)
        .mapToObj(ChunkIndices::of)
        .collect(java.util.stream.Collectors.toSet());
  }

  private static Set<ChunkIndices> updated(Diff diff) {
    return diff.updatedChunks().getOrDefault(NodePath.of("/a"), null);
  }

  @Test
  void logsOfExpiredCommitsAreInIt() {
    SnapshotId first = chunk(1);
    SnapshotId second = commit(session().deleteNode("/b"));
    SnapshotId tip = chunk(3);
    Diff before = diff(base, tip);
    assertEquals(chunks(1, 3), updated(before));
    assertEquals(Set.of(NodePath.of("/b")), before.deletedArrays());
    repository.expire(tip, base, first, second);
    assertEquals(before, diff(base, tip), "expiration takes nothing away");
    assertEquals(
        ErrorKind.SNAPSHOT_NOT_FOUND,
        assertThrows(IcechunkException.class, () -> diff(base, first)).kind());
  }

  @Test
  void chunksOfAnArrayAndOfTheOneInItsPlaceAreAllInIt() {
    chunk(1);
    commit(session().deleteNode("/a"));
    SnapshotId tip = commit(session().array("/a", 8).set("/a", "x", 4));
    Diff diff = diff(base, tip);
    assertEquals(chunks(1, 4), updated(diff));
    assertEquals(Set.of(NodePath.of("/a")), diff.deletedArrays());
    assertEquals(Set.of(NodePath.of("/a")), diff.newArrays());
  }

  @Test
  void anExpiredLogThatIsGoneIsLeftOut() {
    SnapshotId first = chunk(1);
    SnapshotId second = chunk(2);
    SnapshotId tip = chunk(3);
    repository.expire(tip, base, first, second);
    deleteLog(first);
    assertEquals(chunks(2, 3), updated(diff(base, tip)));
  }

  @Test
  void aLogOfTheHistoryThatIsGoneIsAMissingObject() {
    chunk(1);
    SnapshotId second = chunk(2);
    SnapshotId tip = chunk(3);
    deleteLog(second);
    IcechunkException missing = assertThrows(IcechunkException.class, () -> diff(base, tip));
    assertEquals(ErrorKind.OBJECT_NOT_FOUND, missing.kind());
    assertEquals(true, missing.getMessage().contains(second.transactionLogKey()));
    assertEquals(chunks(3), updated(diff(second, tip)), "later ones are not");
  }
}

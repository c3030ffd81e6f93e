package dev.floe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.format.JsonValue.JsonString;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.format.Update;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.TransactionLog;
import dev.floe.storage.Storage;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Commits that are not plain ones: amended, detached, and those of a transaction.
class SessionKindsTest {
  private static final MemorySegment GROUP =
      text("{\"zarr_format\":3,\"node_type\":\"group\",\"attributes\":{}}");

  private final Storage storage = Storage.inMemory();
  private final Repository repository = Repository.create(storage);

  @AfterEach
  void close() {
    repository.close();
    storage.close();
  }

  private static MemorySegment text(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  private Session adding(String group) {
    Session session = repository.writableSession("main");
    session.store().set(group + "/zarr.json", GROUP);
    return session;
  }

  private List<SnapshotId> history() {
    return repository.ancestry(Version.branch("main")).map(SnapshotInfo::id).toList();
  }

  private List<String> operations() {
    return repository.operations().map(update -> update.type().shortName()).toList();
  }

  private static ErrorKind kindOf(Runnable action) {
    return assertThrows(IcechunkException.class, action::run).kind();
  }

  @Test
  void amendTakesThePlaceOfTheTip() {
    SnapshotId first = adding("a").commit("first", CommitOptions.STANDARD.with("k", one()));
    repository.createTag("kept", first);
    SnapshotId second = adding("b").amend("second", CommitOptions.STANDARD);

    assertEquals(List.of(second, SnapshotId.INITIAL), history());
    SnapshotInfo info = repository.lookupSnapshot(second);
    assertEquals("second", info.message());
    assertTrue(info.metadata().members().isEmpty(), "properties are not inherited");
    Session reader = repository.readonlySession(Version.branch("main"));
    assertTrue(reader.node(NodePath.of("/a")).isPresent());
    assertTrue(reader.node(NodePath.of("/b")).isPresent());
    assertEquals(first, repository.lookupTag("kept"));
    assertEquals(2, repository.ancestry(Version.tag("kept")).count());
    assertEquals(
        List.of("CommitAmended", "TagCreated", "NewCommit", "RepoInitialized"), operations());
  }

  private static JsonString one() {
    return new JsonString("1");
  }

  @Test
  void anAmendedLogHoldsWhatBothDid() {
    adding("a").commit("first");
    adding("b").amend("second", CommitOptions.STANDARD);
    SnapshotId third = adding("c").amend("third", CommitOptions.STANDARD);
    TransactionLog log = log(third);
    assertEquals(3, log.newGroups().size());
    assertEquals(third, log.id());
  }

  private TransactionLog log(SnapshotId id) {
    try (Engine engine = Engine.create()) {
      AssetManager assets =
          new AssetManager(
              storage, SpecVersion.V2, engine.pool(), engine.cacheBudget(), engine.zstd(), 3);
      try (assets) {
        return assets.transactionLog(id);
      }
    }
  }

  @Test
  void amendKeepsTheRulesOfCommits() {
    assertEquals(
        ErrorKind.NO_CHANGES_TO_COMMIT,
        kindOf(() -> repository.writableSession("main").amend("nothing", CommitOptions.STANDARD)));
    assertEquals(
        ErrorKind.NO_AMEND_FOR_INITIAL_COMMIT,
        kindOf(() -> adding("a").amend("initial", CommitOptions.STANDARD)));
    assertEquals(
        ErrorKind.NO_AMEND_FOR_INITIAL_COMMIT,
        kindOf(() ->
            repository
                .writableSession("main")
                .amend("initial", CommitOptions.STANDARD.allowingEmpty())));
    adding("a").commit("first");
    Session late = adding("b");
    SnapshotId winner = adding("c").commit("second");
    ConflictException conflict =
        assertThrows(ConflictException.class, () -> late.amend("too late", CommitOptions.STANDARD));
    assertEquals(Optional.of(winner.text()), conflict.actualParent());
    assertTrue(late.hasUncommittedChanges(), "a failure leaves the session as it was");
    Session reader = repository.readonlySession(Version.branch("main"));
    assertEquals(
        ErrorKind.COMMIT_NOT_ALLOWED, kindOf(() -> reader.amend("", CommitOptions.STANDARD)));
  }

  @Test
  void aFlushedSnapshotIsOnNoBranchUntilOneIsPutThere() {
    Session session = adding("a");
    SnapshotId winner = adding("b").commit("meanwhile");
    SnapshotId flushed =
        session.flush("aside", CommitOptions.STANDARD.with("k", new JsonString("v")));

    assertEquals(flushed, session.snapshotId());
    assertTrue(session.readOnly());
    assertEquals(List.of(winner, SnapshotId.INITIAL), history());
    SnapshotInfo info = repository.lookupSnapshot(flushed);
    assertEquals(Optional.of(SnapshotId.INITIAL), info.parentId());
    assertEquals("aside", info.message());
    assertEquals("NewDetachedSnapshot", operations().getFirst());

    repository.resetBranch("main", flushed, Optional.of(winner));
    assertEquals(List.of(flushed, SnapshotId.INITIAL), history());
    assertEquals(
        ErrorKind.COMMIT_NOT_ALLOWED, kindOf(() -> session.flush("", CommitOptions.STANDARD)));
  }

  @Test
  void aTransactionCommitsOnNormalExitOnly() {
    SnapshotId id =
        repository.transaction("main", "once", store -> store.set("a/zarr.json", GROUP));
    assertEquals(id, repository.lookupBranch("main"));
    assertThrows(
        IllegalStateException.class,
        () -> repository.transaction("main", "never", SessionKindsTest::fail));
    assertEquals(id, repository.lookupBranch("main"));
    assertFalse(
        repository.readonlySession(Version.branch("main")).node(NodePath.of("/b")).isPresent());
    assertEquals(2, repository.operations().map(Update::type).count());
  }

  private static void fail(Store store) {
    store.set("b/zarr.json", GROUP);
    throw new IllegalStateException("the caller's own failure");
  }
}

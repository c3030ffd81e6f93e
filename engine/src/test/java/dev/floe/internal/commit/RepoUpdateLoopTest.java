package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.CommitUnknownException;
import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.StorageException;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.format.Update;
import dev.floe.format.UpdateType;
import dev.floe.internal.asset.StoredRepoInfo;
import dev.floe.internal.commit.FaultyStorage.Fault;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RepoUpdateLoopTest {
  private static final SnapshotId INITIAL = SnapshotId.INITIAL;
  private static final SnapshotId OURS = new SnapshotId(5, 5);
  private static final SnapshotId THEIRS = new SnapshotId(6, 6);

  private final TestRepository repository = new TestRepository(1).create();
  private final FaultyStorage storage = repository.storage;
  private int branches;

  @AfterEach
  void close() {
    repository.close();
  }

  /// What is tried under faults: an update whose effect shows as a snapshot, and one without.
  enum Kind {
    COMMIT(commit(INITIAL, OURS), new UpdateType.NewCommit("main", OURS)),
    BRANCH(new RepoUpdate.CreateBranch("ours", INITIAL), new UpdateType.BranchCreated("ours"));

    final RepoUpdate update;
    final UpdateType entry;

    Kind(RepoUpdate update, UpdateType entry) {
      this.update = update;
      this.entry = entry;
    }
  }

  static RepoUpdate commit(SnapshotId base, SnapshotId id) {
    return new RepoUpdate.NewCommit(
        "main",
        base,
        new SnapshotInfo(
            id, Optional.of(base), TestRepository.START, "m", JsonObject.EMPTY, List.of()));
  }

  /// Another process creates a branch.
  private void interfere() {
    other(new RepoUpdate.CreateBranch("other-" + ++branches, INITIAL));
  }

  private void other(RepoUpdate update) {
    try (var assets = repository.manager(repository.memory, SpecVersion.V2)) {
      repository.loop(assets).run(update);
    }
  }

  private long entries(UpdateType type) {
    return OperationsHistory.stream(repository.info(), repository.assets::repoInfoBackup)
        .filter(operation -> operation.type().equals(type))
        .count();
  }

  private RepoUpdateLoop.Done run(Kind kind) {
    repository.pass(Duration.ofMillis(5));
    return repository.loop().run(kind.update);
  }

  private void assertDoneOnce(Kind kind) {
    RepoUpdateLoop.Done done = run(kind);
    assertEquals(1, entries(kind.entry));
    assertTrue(done.info().latestUpdates().stream().anyMatch(u -> u.type().equals(kind.entry)));
  }

  @Test
  void oneBackupAndOneStampedSwap() {
    storage.requests.clear();
    assertEquals(1, run(Kind.COMMIT).swaps());
    assertEquals(List.of("get repo", "copy repo", "put repo"), storage.requests);
    List<String> backups = repository.keys("overwritten/");
    assertEquals(1, backups.size());
    assertTrue(backups.getFirst().matches("overwritten/repo\\.\\d{14}\\.[0-9A-Z]{20}"));
    long left = 32_503_680_000_000L - repository.now().toEpochMilli();
    assertTrue(backups.getFirst().contains("." + left + "."));
    List<Update> updates = repository.info().latestUpdates();
    assertEquals(
        Optional.of(backups.getFirst().substring("overwritten/".length())),
        updates.get(1).backupPath());
    String writeId =
        repository.memory.head("repo").join().orElseThrow().metadata().get(PutOptions.WRITE_ID);
    assertEquals(4, java.util.UUID.fromString(writeId).version());
    assertEquals(2, java.util.UUID.fromString(writeId).variant());
    assertEquals(OURS, repository.info().branches().get("main"));
  }

  private static RepoUpdateLoop.Done run(
      RepoUpdateLoop loop, RepoUpdate update, Optional<RepoUpdateLoop.Saved> saved) {
    try (UpdateTurns.Turn turn = loop.turns().begin()) {
      return loop.run(turn, update, saved, () -> {});
    }
  }

  private RepoUpdateLoop.Done ahead(RepoUpdate update, Runnable meanwhile) {
    repository.pass(Duration.ofMillis(5));
    StoredRepoInfo known = repository.assets.repoInfo().orElseThrow();
    Optional<RepoUpdateLoop.Saved> saved = repository.loop().save(known);
    meanwhile.run();
    storage.requests.clear();
    return run(repository.loop(), update, saved);
  }

  @Test
  void aStateThatWasSavedAheadIsOnlyReplaced() {
    assertEquals(1, ahead(Kind.COMMIT.update, () -> {}).swaps());
    assertEquals(List.of("put repo"), storage.requests);
    assertEquals(
        List.of("overwritten/" + repository.info().latestUpdates().get(1).backupPath().get()),
        repository.keys("overwritten/"));
  }

  @Test
  void aStateThatWasSavedAheadAndIsOldIsReadAnew() {
    assertEquals(2, ahead(Kind.COMMIT.update, this::interfere).swaps());
    assertEquals(List.of("put repo", "get repo", "copy repo", "put repo"), storage.requests);
    assertEquals(1, entries(Kind.COMMIT.entry));
    assertEquals(3, repository.keys("overwritten/").size(), "one of them for nothing");
  }

  @Test
  void aStateThatIsOldIsNotSaved() {
    StoredRepoInfo old = repository.assets.repoInfo().orElseThrow();
    interfere();
    repository.pass(Duration.ofMillis(5));
    RepoUpdateLoop loop = repository.loop();
    assertEquals(1, run(loop, Kind.COMMIT.update, loop.save(old)).swaps());
    assertEquals(2, repository.keys("overwritten/").size());
  }

  @Test
  void whoIsAloneSavesWhatIsKnownWithoutALook() {
    RepoUpdateLoop loop = repository.loop();
    assertEquals(1, loop.run(Kind.BRANCH.update).swaps());
    repository.pass(Duration.ofMillis(5));
    storage.requests.clear();
    Optional<RepoUpdateLoop.Saved> saved = loop.saveNewest(_ -> true);
    assertEquals(List.of("copy repo"), storage.requests);
    assertEquals(1, loop.run(Kind.COMMIT.update, saved, () -> {}).swaps());
    assertEquals(List.of("copy repo", "put repo"), storage.requests);
  }

  @Test
  void whoIsNotAloneAnyMoreLooksAtOnceAndTheNextTimeToo() {
    RepoUpdateLoop loop = repository.loop();
    loop.run(Kind.BRANCH.update);
    repository.pass(Duration.ofMillis(5));
    interfere();
    repository.pass(Duration.ofMillis(5));
    storage.requests.clear();
    Optional<RepoUpdateLoop.Saved> refused = loop.saveNewest(_ -> true);
    repository.sleeps.clear();
    assertEquals(1, loop.run(Kind.COMMIT.update, refused, () -> {}).swaps());
    assertEquals(List.of(), repository.sleeps);
    assertEquals(List.of("copy repo", "get repo", "copy repo", "put repo"), storage.requests);
    storage.requests.clear();
    loop.saveNewest(_ -> true);
    assertEquals(List.of("get repo", "copy repo"), storage.requests);
    storage.requests.clear();
    loop.saveNewest(_ -> true);
    assertEquals(List.of("copy repo"), storage.requests);
  }

  @Test
  void nothingIsRefusedForWhatWasKnownAhead() {
    other(Kind.BRANCH.update);
    ahead(Kind.BRANCH.update, () -> other(new RepoUpdate.DeleteBranch("ours")));
    assertEquals(List.of("get repo", "copy repo", "put repo"), storage.requests);
    assertEquals(2, entries(Kind.BRANCH.entry));
    ConflictException conflict =
        assertThrows(
            ConflictException.class,
            () -> ahead(Kind.COMMIT.update, () -> other(commit(INITIAL, THEIRS))));
    assertEquals(Optional.of(THEIRS.text()), conflict.actualParent());
  }

  @ParameterizedTest
  @EnumSource
  void aLostAnswerOfASwapThatTookEffectIsSuccess(Kind kind) {
    storage.next("put repo", Fault.LOSE_ANSWER);
    assertDoneOnce(kind);
  }

  @ParameterizedTest
  @EnumSource
  void soItIsAfterOthersWroteSince(Kind kind) {
    storage.next("put repo", Fault.LOSE_ANSWER);
    storage.before("get repo", () -> {});
    storage.before(
        "get repo",
        () -> {
          interfere();
          interfere();
        });
    assertDoneOnce(kind);
    assertEquals(kind == Kind.COMMIT ? 3 : 4, repository.info().branches().size());
  }

  @Test
  void soItIsWhenTheLogWentOnInAnotherFile() {
    storage.next("put repo", Fault.LOSE_ANSWER);
    storage.before("get repo", () -> {});
    storage.before(
        "get repo",
        () -> {
          try (var assets = repository.manager(repository.memory, SpecVersion.V2)) {
            RepoUpdateLoop loop =
                new RepoUpdateLoop(
                    assets,
                    repository.sources,
                    new RepoUpdateLoop.Settings(
                        dev.floe.internal.concurrent.Backoff.ofUpdates(
                            5, Duration.ZERO, Duration.ZERO),
                        1,
                        RepoInfoSize.Limits.STANDARD));
            loop.run(new RepoUpdate.CreateBranch("x", INITIAL));
            loop.run(new RepoUpdate.DeleteBranch("ours"));
          }
        });
    assertEquals(1, run(Kind.BRANCH).swaps());
    assertEquals(1, entries(Kind.BRANCH.entry));
    assertFalse(repository.info().branches().containsKey("ours"));
  }

  /// Another process copies the operations log into one file and forgets the saved ones.
  private void trim() {
    try (var assets = repository.manager(repository.memory, SpecVersion.V2)) {
      new SavedFiles(assets, repository.loop(assets), repository.sources).free(Set.of());
    }
  }

  @Test
  void nobodyKnowsWhenTheLogWasTrimmedBeforeTheLook() {
    storage.next("put repo", Fault.LOSE_ANSWER);
    storage.before("get repo", () -> {});
    storage.before("get repo", this::trim);
    assertThrows(CommitUnknownException.class, () -> run(Kind.BRANCH));
    assertEquals(1, entries(Kind.BRANCH.entry));
  }

  @Test
  void aCommitIsKnownThoughTheLogWasTrimmed() {
    storage.next("put repo", Fault.LOSE_ANSWER);
    storage.before("get repo", () -> {});
    storage.before("get repo", this::trim);
    assertEquals(1, run(Kind.COMMIT).swaps());
  }

  @Test
  void whoLosesAgainstTrimmingTriesAgain() {
    storage.before("put repo", this::trim);
    assertEquals(2, run(Kind.BRANCH).swaps());
    assertEquals(1, entries(Kind.BRANCH.entry));
  }

  @Test
  void aCommitWhoseBranchWasResetSinceIsACommit() {
    storage.next("put repo", Fault.LOSE_ANSWER);
    storage.before("get repo", () -> {});
    storage.before(
        "get repo", () -> other(new RepoUpdate.ResetBranch("main", INITIAL, Optional.of(OURS))));
    assertEquals(1, run(Kind.COMMIT).swaps());
    assertEquals(INITIAL, repository.info().branches().get("main"));
  }

  @ParameterizedTest
  @EnumSource
  void aSwapThatNeverArrivedIsSentAgain(Kind kind) {
    storage.next("put repo", Fault.FAIL, Fault.FAIL);
    assertEquals(3, run(kind).swaps());
    assertEquals(1, entries(kind.entry));
  }

  @ParameterizedTest
  @EnumSource
  void aSwapThatLandsAfterTheLookIsFoundByTheNext(Kind kind) {
    storage.next("put repo", Fault.LAND_LATE);
    List<PutResult> late = new ArrayList<>();
    storage.before("put repo", () -> {});
    storage.before("put repo", () -> late.addAll(storage.landLate()));
    assertEquals(2, run(kind).swaps());
    assertTrue(late.getFirst() instanceof PutResult.Updated);
    assertEquals(1, entries(kind.entry));
  }

  @ParameterizedTest
  @EnumSource
  void aSwapThatLandsAfterTheNextIsRefused(Kind kind) {
    storage.next("put repo", Fault.LAND_LATE);
    assertEquals(2, run(kind).swaps());
    assertEquals(List.of(new PutResult.NotOnLatestVersion()), storage.landLate());
    assertEquals(1, entries(kind.entry));
  }

  @Test
  void aSwapThatLandedLateIsNoConflict() {
    storage.next("put repo", Fault.LAND_LATE);
    storage.before("copy repo", () -> {});
    storage.before(
        "copy repo",
        () -> {
          storage.landLate();
          other(commit(OURS, THEIRS));
        });
    run(Kind.COMMIT);
    assertEquals(THEIRS, repository.info().branches().get("main"));
    assertEquals(Optional.of(OURS), repository.info().parentOf(THEIRS));
  }

  @ParameterizedTest
  @EnumSource
  void aRefusalThatHidesOurOwnSuccessIsSuccess(Kind kind) {
    storage.next("put repo", Fault.REFUSE_AFTER);
    assertDoneOnce(kind);
  }

  @ParameterizedTest
  @EnumSource
  void nobodyKnowsWhenTheLookAfterARefusalFails(Kind kind) {
    storage.next("put repo", Fault.REFUSE_AFTER);
    storage.before(
        "put repo",
        () -> {
          for (int i = 0; i < 20; i++) {
            storage.next("get repo", Fault.FAIL);
          }
        });
    assertThrows(CommitUnknownException.class, () -> run(kind));
    assertEquals(1, entries(kind.entry));
  }

  @ParameterizedTest
  @EnumSource
  void whatTheStorageForbidsIsItsError(Kind kind) {
    storage.next("put repo", Fault.DENY);
    StorageException denied = assertThrows(StorageException.class, () -> run(kind));
    assertEquals("injected DENY", denied.getMessage());
    assertEquals(0, entries(kind.entry));
  }

  @ParameterizedTest
  @EnumSource
  void nobodyKnowsWhenTheLookFailsToo(Kind kind) {
    storage.next("put repo", Fault.LOSE_ANSWER);
    storage.before(
        "put repo",
        () -> {
          for (int i = 0; i < 20; i++) {
            storage.next("get repo", Fault.FAIL);
          }
        });
    CommitUnknownException unknown = assertThrows(CommitUnknownException.class, () -> run(kind));
    assertEquals(kind == Kind.COMMIT ? OURS.text() : "", unknown.snapshotId());
    assertEquals(1, entries(kind.entry));
  }

  @ParameterizedTest
  @EnumSource
  void aLookThatFailsAFewTimesIsRepeated(Kind kind) {
    storage.next("put repo", Fault.LOSE_ANSWER);
    storage.before("put repo", () -> storage.next("get repo", Fault.FAIL, Fault.FAIL));
    assertDoneOnce(kind);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"FAIL", "LOSE_ANSWER", "LAND_LATE", "REFUSE_AFTER"})
  void aLostCopyIsMadeAgainUnderAnotherName(Fault fault) {
    storage.next("copy repo", fault, fault);
    assertEquals(1, run(Kind.BRANCH).swaps());
    storage.landLate();
    assertEquals(1, entries(Kind.BRANCH.entry));
    boolean copied = fault == Fault.LOSE_ANSWER || fault == Fault.REFUSE_AFTER;
    assertEquals(copied ? 3 : 1, repository.keys("overwritten/").size());
    assertEquals(
        2, OperationsHistory.stream(repository.info(), repository.assets::repoInfoBackup).count());
  }

  @Test
  void aForbiddenCopyChangesNothing() {
    storage.next("copy repo", Fault.DENY);
    assertThrows(StorageException.class, () -> run(Kind.COMMIT));
    assertEquals(0, entries(Kind.COMMIT.entry));
  }

  @Test
  void aFailedFirstLookIsAnOrdinaryFailure() {
    storage.next("get repo", Fault.FAIL);
    assertThrows(StorageException.class, () -> run(Kind.COMMIT));
  }

  @ParameterizedTest
  @EnumSource
  void racesThatAreLostBeforeOrAfterTheCopyAreRunAgain(Kind kind) {
    storage.before("copy repo", this::interfere);
    storage.before("put repo", this::interfere);
    assertEquals(2, run(kind).swaps());
    assertEquals(1, entries(kind.entry));
    assertEquals(kind == Kind.COMMIT ? 3 : 4, repository.info().branches().size());
  }

  @Test
  void aCommitOfSomebodyElseIsAConflict() {
    storage.before("copy repo", () -> other(commit(INITIAL, THEIRS)));
    ConflictException conflict = assertThrows(ConflictException.class, () -> run(Kind.COMMIT));
    assertEquals(ErrorKind.COMMIT_CONFLICT, conflict.kind());
    assertEquals(Optional.of(INITIAL.text()), conflict.expectedParent());
    assertEquals(Optional.of(THEIRS.text()), conflict.actualParent());
    assertFalse(repository.info().hasSnapshot(OURS));
  }

  @Test
  void whoAlwaysLosesGivesUpAfterWaits() {
    for (int i = 0; i < 40; i++) {
      storage.before("put repo", this::interfere);
    }
    IcechunkException exhausted = assertThrows(IcechunkException.class, () -> run(Kind.COMMIT));
    assertEquals(ErrorKind.UPDATE_ATTEMPTS_EXHAUSTED, exhausted.kind());
    List<Duration> waits = repository.sleeps.stream().filter(wait -> !wait.isZero()).toList();
    assertEquals(7, waits.size());
    for (int i = 0; i < waits.size(); i++) {
      long base = 50L << i;
      assertTrue(waits.get(i).toMillis() >= base / 2, waits.toString());
      assertTrue(waits.get(i).toMillis() <= base * 3 / 2, waits.toString());
    }
  }

  @Test
  void aLostLastSwapLeavesTheOutcomeOpen() {
    for (int i = 0; i < 40; i++) {
      storage.next("put repo", Fault.LAND_LATE);
    }
    assertThrows(CommitUnknownException.class, () -> run(Kind.COMMIT));
    assertEquals(
        1, storage.landLate().stream().filter(PutResult.Updated.class::isInstance).count());
    assertEquals(1, entries(Kind.COMMIT.entry));
  }

  @Test
  void anInterruptDoesNotHideTheAnswer() {
    storage.next("put repo", Fault.INTERRUPT);
    RepoUpdateLoop.Done done = run(Kind.COMMIT);
    assertTrue(Thread.interrupted());
    assertEquals(1, done.swaps());
    assertEquals(OURS, repository.info().branches().get("main"));
  }

  @Test
  void thereMustBeARepositoryOfFormat2() {
    repository.memory.delete(List.of("repo")).join();
    IcechunkException missing = assertThrows(IcechunkException.class, () -> run(Kind.COMMIT));
    assertEquals(ErrorKind.REPOSITORY_NOT_FOUND, missing.kind());
    try (var first = repository.manager(repository.memory, SpecVersion.V1)) {
      IcechunkException refused =
          assertThrows(
              IcechunkException.class, () -> repository.loop(first).run(Kind.BRANCH.update));
      assertEquals(ErrorKind.UNSUPPORTED_SPEC_VERSION, refused.kind());
    }
  }
}

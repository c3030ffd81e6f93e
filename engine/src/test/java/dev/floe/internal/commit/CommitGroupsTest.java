package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.CommitOptions;
import dev.floe.RebaseOptions;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.SessionOptions;
import dev.floe.Version;
import dev.floe.conflict.BasicConflictSolver;
import dev.floe.conflict.Conflict;
import dev.floe.conflict.ConflictDetector;
import dev.floe.conflict.RebaseFailedException;
import dev.floe.error.CommitUnknownException;
import dev.floe.error.ConflictException;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.Update;
import dev.floe.internal.commit.FaultyStorage.Fault;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Sessions of one process that commit while a swap is under way share the next one.
class CommitGroupsTest extends CommittingSessions {
  @Test
  void whoWaitsSharesTheNextSwap() throws InterruptedException {
    List<Committing> waiting = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      waiting.add(setting(i));
    }
    long before = swaps();
    Committing first = whileOneIsPublished(waiting);
    List<SnapshotId> expected = new ArrayList<>(List.of(first.snapshot));
    for (Committing one : waiting) {
      expected.add(one.join());
    }
    assertEquals(2, swaps() - before);
    List<SnapshotId> history = history();
    Collections.reverse(expected);
    assertEquals(expected, history.subList(0, 21), "in the order in which they came");
    assertChunks(0, 7, 19, 99);
    checkTimes();
  }

  private void checkTimes() {
    try (var ancestry = repository.ancestry(Version.MAIN)) {
      List<SnapshotInfo> commits = ancestry.toList();
      for (int i = 1; i < commits.size(); i++) {
        assertTrue(commits.get(i).flushedAt().isBefore(commits.get(i - 1).flushedAt()));
      }
    }
    try (var log = repository.operations()) {
      List<Update> updates = log.toList();
      Set<String> backups = new HashSet<>();
      for (int i = 1; i < updates.size(); i++) {
        assertTrue(updates.get(i).updatedAt().isBefore(updates.get(i - 1).updatedAt()));
        updates.get(i).backupPath().ifPresent(name -> assertTrue(backups.add(name)));
      }
      assertEquals(3, backups.size(), "one for each swap but the first file");
    }
  }

  @Test
  void aConflictWithAMemberFailsAloneAndASolvableOneIsSolved() throws InterruptedException {
    CommitOptions ours = CommitOptions.rebaseWith(new BasicConflictSolver());
    List<Committing> waiting =
        List.of(setting(1), setting(1), setting(1, ours), setting(2), setting(3));
    whileOneIsPublished(waiting);
    for (Committing one : waiting) {
      one.join();
    }
    assertInstanceOf(RebaseFailedException.class, waiting.get(1).failure);
    assertEquals(7, history().size(), "the root, the array, the first, four of five");
    assertChunks(1, 2, 3, 99);
  }

  private Committing copying(int from, int to) {
    Session session = repository.writableSession("main", SessionOptions.recordingReads());
    byte copied = (byte) (session.store().exists("a/c/" + from) ? to : 0);
    session.store().set("a/c/" + to, MemorySegment.ofArray(new byte[] {(byte) (to + copied)}));
    return new Committing(session, REBASING);
  }

  @Test
  void aMemberThatReadWhatOneBeforeItWroteIsRefusedAlone() throws InterruptedException {
    List<Committing> waiting =
        List.of(copying(5, 1), copying(1, 2), setting(4), copying(6, 3), copying(99, 7));
    whileOneIsPublished(waiting);
    for (Committing one : waiting) {
      one.join();
    }
    for (int reader : List.of(1, 4)) {
      RebaseFailedException refused =
          assertInstanceOf(RebaseFailedException.class, waiting.get(reader).failure);
      assertInstanceOf(Conflict.ReadChunksChanged.class, refused.conflicts().getFirst());
    }
    assertChunks(1, 3, 4, 99);
    assertEquals(6, history().size());
  }

  @Test
  void aCommitWhoseFilesDoNotArriveFailsAloneAndThoseOnItAreBuiltAgain()
      throws InterruptedException {
    List<Committing> waiting = List.of(setting(1), setting(2), setting(3), setting(4));
    whileOneIsPublished(() -> storage.next("put transactions/", Fault.DENY), waiting, () -> {});
    int failed = 0;
    for (Committing one : waiting) {
      failed += one.join() == null ? 1 : 0;
    }
    assertEquals(1, failed);
    assertEquals(waiting.getFirst().failure.getMessage(), "injected DENY");
    assertChunks(2, 3, 4, 99);
    assertEquals(6, history().size());
  }

  @Test
  void anotherProcessThatWasFasterMakesAllGoOnFromItsCommit() throws InterruptedException {
    List<Committing> waiting = List.of(setting(1), setting(2), setting(3));
    whileOneIsPublished(List.of());
    try (Repository other = Repository.open(memory)) {
      other.transaction(
          "main", "other", store -> store.set("a/c/50", MemorySegment.ofArray(new byte[] {50})));
    }
    waiting.forEach(Committing::started);
    for (Committing one : waiting) {
      assertTrue(one.join() != null, () -> "" + one.failure);
    }
    assertChunks(1, 2, 3, 50, 99);
  }

  @Test
  void anUnknownOutcomeIsEveryMembers() throws InterruptedException {
    List<Committing> waiting = List.of(setting(1), setting(2));
    Runnable deafen =
        () -> {
          Fault[] deaf = Collections.nCopies(10, Fault.FAIL).toArray(Fault[]::new);
          storage.next("get repo", deaf);
          storage.next("put repo", Fault.LAND_LATE);
        };
    whileOneIsPublished(waiting, () -> storage.before("copy repo", deafen));
    Set<String> ids = new HashSet<>();
    for (Committing one : waiting) {
      one.join();
      assertEquals(null, one.snapshot);
      ids.add(assertInstanceOf(CommitUnknownException.class, one.failure).snapshotId());
    }
    assertEquals(2, ids.size());
    storage.landLate();
    assertTrue(history().stream().map(SnapshotId::text).toList().containsAll(ids));
    assertChunks(1, 2, 99);
  }

  @Test
  void aPlainCommitGoesAlone() throws InterruptedException {
    List<Committing> waiting = List.of(setting(1));
    Committing plain = setting(2, CommitOptions.STANDARD);
    whileOneIsPublished(waiting);
    plain.started().join();
    assertInstanceOf(ConflictException.class, plain.failure);
    waiting.getFirst().join();
    assertChunks(1, 99);
  }

  private List<Committing> onTwoBranches() {
    repository.createBranch("other", repository.lookupBranch("main"));
    List<Committing> waiting = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      waiting.add(setting(i % 2 == 0 ? "main" : "other", i, REBASING));
    }
    return waiting;
  }

  @Test
  void groupsOfSeveralBranchesShareASwap() throws InterruptedException {
    List<Committing> waiting = onTwoBranches();
    long before = swaps();
    whileOneIsPublished(waiting);
    for (Committing one : waiting) {
      assertTrue(one.join() != null, () -> "" + one.failure);
    }
    assertEquals(2, swaps() - before);
    assertChunks(0, 2, 4, 99);
    assertEquals(waiting.get(5).snapshot, repository.lookupBranch("other"));
    try (var log = repository.operations()) {
      List<Update> updates = log.toList();
      assertEquals(6, updates.stream().limit(6).map(Update::updatedAt).distinct().count());
      assertTrue(updates.stream().limit(6).allMatch(each -> each.backupPath().isEmpty()));
    }
  }

  @Test
  void theLostAnswerOfASwapOfSeveralBranchesIsLookedUpForAll() throws InterruptedException {
    List<Committing> waiting = onTwoBranches();
    whileOneIsPublished(waiting, () -> storage.next("put repo", Fault.LOSE_ANSWER));
    for (Committing one : waiting) {
      assertTrue(one.join() != null, () -> "" + one.failure);
    }
    assertChunks(0, 2, 4, 99);
    assertEquals(6, history().size(), "the root, the array, the first, three");
    assertEquals(waiting.get(5).snapshot, repository.lookupBranch("other"));
  }

  @Test
  void whatSpeaksAgainstOneBranchDoesNotStopTheOthers() throws InterruptedException {
    List<Committing> waiting = onTwoBranches();
    whileOneIsPublished(
        waiting,
        () -> {
          try (Repository other = Repository.open(memory)) {
            other.deleteBranch("other");
          }
        });
    for (int i = 0; i < 6; i++) {
      assertEquals(i % 2 == 0, waiting.get(i).join() != null, "" + waiting.get(i).failure);
    }
    assertChunks(0, 2, 4, 99);
  }

  @Test
  void groupsLeaveRoomForACommitThatGoesAlone() throws InterruptedException {
    Committing plain = setting(7, CommitOptions.STANDARD);
    Committing member = setting(8);
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    storage.before(
        "put transactions/",
        () -> {
          busy.countDown();
          awaited(gate);
        });
    member.started();
    busy.await();
    boolean[] ended = new boolean[1];
    storage.before(
        "put snapshots/",
        () -> {
          gate.countDown();
          try {
            ended[0] = member.thread.join(Duration.ofMillis(300));
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    plain.started().join();
    assertFalse(ended[0], "it waits");
    assertTrue(plain.snapshot != null, () -> "" + plain.failure);
    member.join();
    assertChunks(7, 8);
    assertEquals(member.snapshot, history().getFirst());
  }

  @Test
  void aHookMayCommitItself() throws InterruptedException {
    Session late = repository.writableSession("main");
    late.store().set("a/c/5", MemorySegment.ofArray(new byte[] {5}));
    repository.transaction("main", "first", store -> store.set("a/c/9", utf8("\t")));
    Session inHook = repository.writableSession("main");
    inHook.store().set("a/c/6", MemorySegment.ofArray(new byte[] {6}));
    RebaseOptions hooked =
        RebaseOptions.with(new ConflictDetector())
            .withHooks(
                number -> {
                  if (number == 1) {
                    inHook.commit("in the hook", REBASING);
                  }
                },
                number -> {});
    late.commit("late", CommitOptions.STANDARD.rebasing(hooked));
    assertChunks(5, 6, 9);
  }

  @Test
  void whoIsInterruptedBeforeItsTurnLeaves() throws InterruptedException {
    Committing leaving = setting(1);
    whileOneIsPublished(
        List.of(leaving),
        () -> {
          leaving.thread.interrupt();
          leaving.ended();
          assertFalse(leaving.failure instanceof ConflictException);
          assertTrue(leaving.failure.getMessage().contains("interrupted"));
        });
    assertEquals(3, history().size());
  }
}

package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.CommitOptions;
import dev.floe.RebaseOptions;
import dev.floe.Repository;
import dev.floe.Version;
import dev.floe.conflict.BasicConflictSolver;
import dev.floe.error.CommitUnknownException;
import dev.floe.error.ConflictException;
import dev.floe.error.StorageException;
import dev.floe.format.SnapshotId;
import dev.floe.internal.commit.FaultyStorage.Fault;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of the members of a group, and of those built on them, when answers are lost, files
/// do not arrive, or somebody leaves.
class CommitGroupFaultsTest extends CommittingSessions {
  private List<Committing> group;
  private List<Committing> next;

  @BeforeEach
  void open() {
    group = List.of(setting(1), setting(2), setting(3));
    next = List.of(setting(4), setting(5));
  }

  private List<Committing> all() {
    List<Committing> all = new ArrayList<>(group);
    all.addAll(next);
    return all;
  }

  /// The second group is built on the first while that is being published, which ends with a fault.
  private void publishedWith(Runnable before, Runnable atTheSwap) throws InterruptedException {
    CountDownLatch published = new CountDownLatch(1);
    whileOneIsPublished(
        group,
        () -> {
          before.run();
          storage.before(
              "put repo",
              () -> {
                atTheSwap.run();
                next.forEach(one -> one.started().untilItWaits());
                published.countDown();
              });
        });
    published.await();
    for (Committing one : all()) {
      one.join();
    }
  }

  private void assertAllCommitted() {
    for (Committing one : all()) {
      assertNotNull(one.snapshot, () -> "" + one.failure);
    }
    assertChunks(1, 2, 3, 4, 5, 99);
    assertEquals(8, history().size(), "the root, the array, the first, five others");
    Set<SnapshotId> history = new HashSet<>(history());
    all().forEach(one -> assertTrue(history.contains(one.snapshot)));
  }

  @Test
  void theNextGroupIsBuiltWhileTheFirstIsPublished() throws InterruptedException {
    List<Integer> snapshots = new ArrayList<>();
    long before = swaps();
    publishedWith(
        () -> {},
        () -> {
          snapshots.add(written("put snapshots/"));
          storage.before("put repo", () -> snapshots.add(written("put snapshots/")));
        });
    assertAllCommitted();
    assertEquals(3, swaps() - before);
    assertEquals(snapshots.getFirst() + 2, snapshots.getLast(), "nothing is built twice");
  }

  private int written(String request) {
    synchronized (storage) {
      return (int) storage.requests.stream().filter(one -> one.startsWith(request)).count();
    }
  }

  /// The answer of the swap as in the table of lost answers: in the end all are there, once.
  @ParameterizedTest
  @EnumSource(names = {"FAIL", "LOSE_ANSWER", "REFUSE_AFTER", "INTERRUPT"})
  void aSwapWhoseAnswerIsLostIsLookedAfter(Fault fault) throws InterruptedException {
    publishedWith(() -> storage.next("put repo", fault), () -> {});
    assertAllCommitted();
  }

  @Test
  void aSwapThatIsDeniedIsEveryMembersFailureAndNobodyElses() throws InterruptedException {
    publishedWith(() -> storage.next("put repo", Fault.DENY), () -> {});
    for (Committing one : group) {
      assertInstanceOf(StorageException.class, one.failure);
    }
    next.forEach(one -> assertNotNull(one.snapshot));
    assertChunks(4, 5, 99);
    assertEquals(5, history().size());
  }

  @Test
  void aSaveThatFailsIsRepeated() throws InterruptedException {
    publishedWith(() -> storage.next("copy repo", Fault.FAIL), () -> {});
    assertAllCommitted();
  }

  @ParameterizedTest
  @EnumSource(names = {"FAIL", "LOSE_ANSWER"})
  void aLookThatFailsIsRepeated(Fault fault) throws InterruptedException {
    publishedWith(
        () -> {
          storage.next("put repo", fault);
          storage.next("get repo", Fault.FAIL, Fault.FAIL);
        },
        () -> {});
    assertAllCommitted();
  }

  @Test
  void anUnknownOutcomeIsTheFirstGroupsAndTheNextGoesOnFromWhatIsThere()
      throws InterruptedException {
    publishedWith(
        () -> {
          storage.next("get repo", Collections.nCopies(10, Fault.FAIL).toArray(Fault[]::new));
          storage.next("put repo", Fault.LOSE_ANSWER);
        },
        () -> {});
    Set<SnapshotId> history = new HashSet<>(history());
    for (Committing one : group) {
      String id = assertInstanceOf(CommitUnknownException.class, one.failure).snapshotId();
      assertTrue(history.contains(SnapshotId.parse(id)), "it took effect, which nobody knew");
    }
    next.forEach(one -> assertTrue(history.contains(one.snapshot)));
    assertChunks(1, 2, 3, 4, 5, 99);
  }

  /// Another process commits.
  private void another() {
    try (Repository other = Repository.open(memory)) {
      other.transaction(
          "main", "other", store -> store.set("a/c/50", MemorySegment.ofArray(new byte[] {50})));
    }
  }

  @Test
  void aSwapWhoseAnswerIsLostIsFoundBelowWhatOthersCommittedOnIt() throws InterruptedException {
    publishedWith(
        () -> {
          storage.next("put repo", Fault.LOSE_ANSWER);
          storage.before("get repo", this::another);
        },
        () -> {});
    for (Committing one : all()) {
      assertNotNull(one.snapshot, () -> "" + one.failure);
    }
    assertChunks(1, 2, 3, 4, 5, 50, 99);
    assertEquals(9, history().size());
  }

  @Test
  void aSwapWhoseAnswerIsLostIsFoundWhenTheBranchWasResetSince() throws InterruptedException {
    SnapshotId array = history().getFirst();
    publishedWith(
        () -> {
          storage.next("put repo", Fault.LOSE_ANSWER);
          storage.before(
              "get repo",
              () -> {
                try (Repository other = Repository.open(memory)) {
                  other.resetBranch("main", array, Optional.empty());
                }
              });
        },
        () -> {});
    for (Committing one : all()) {
      assertNotNull(one.snapshot, () -> "" + one.failure);
    }
    assertChunks(4, 5);
    assertEquals(4, history().size(), "the root, the array, the second group");
  }

  @Test
  void theNextGroupGoesOnWhenAnotherProcessWasFaster() throws InterruptedException {
    publishedWith(
        () -> {},
        () -> {
          try (Repository other = Repository.open(memory)) {
            other.transaction(
                "main",
                "other",
                store -> store.set("a/c/50", MemorySegment.ofArray(new byte[] {50})));
          }
        });
    for (Committing one : all()) {
      assertNotNull(one.snapshot, () -> "" + one.failure);
    }
    assertChunks(1, 2, 3, 4, 5, 50, 99);
    assertEquals(9, history().size());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void whoIsInterruptedBeforeTheSwapLeavesAndThoseOnItAreBuiltAgain(int leaving)
      throws InterruptedException {
    whileOneIsPublished(
        group,
        () -> {
          group.get(leaving).thread.interrupt();
          group.get(leaving).ended();
        });
    assertTrue(group.get(leaving).failure.getMessage().contains("interrupted"));
    assertEquals(null, group.get(leaving).snapshot);
    Set<SnapshotId> expected = new HashSet<>();
    for (Committing one : group) {
      if (one.join() != null) {
        expected.add(one.snapshot);
      }
    }
    assertEquals(2, expected.size());
    assertEquals(5, history().size());
    assertTrue(history().containsAll(expected));
    assertFalse(repository.readonlySession(Version.MAIN).store().exists("a/c/" + (leaving + 1)));
  }

  @Test
  void whoIsInterruptedDuringTheSwapIsToldItsOutcome() throws InterruptedException {
    publishedWith(() -> {}, () -> group.forEach(one -> one.thread.interrupt()));
    assertAllCommitted();
  }

  private static CommitOptions watched(Runnable inHook) {
    return CommitOptions.STANDARD.rebasing(
        RebaseOptions.with(new BasicConflictSolver())
            .withHooks(number -> inHook.run(), number -> {}));
  }

  @Test
  void aHookThatTakesLongHoldsNobodyUp() throws InterruptedException {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    Committing slow =
        setting(
            7,
            watched(() -> {
              reached.countDown();
              awaited(gate);
            }));
    whileOneIsPublished(List.of());
    slow.started();
    reached.await();
    for (Committing one : all()) {
      assertNotNull(one.started().join(), () -> "" + one.failure);
    }
    gate.countDown();
    assertNotNull(slow.join(), () -> "" + slow.failure);
    assertChunks(1, 2, 3, 4, 5, 7, 99);
  }

  /// One that conflicts with each of many others gets its turn while they go on.
  @Test
  void nobodyIsOvertakenForEver() throws InterruptedException {
    Committing contended = setting(60, CommitOptions.rebaseWith(new BasicConflictSolver()));
    List<Thread> others = new ArrayList<>();
    List<Committing> made = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 3; i++) {
      others.add(
          Thread.ofVirtual()
              .start(() -> {
                while (contended.thread.isAlive() || contended.snapshot == null) {
                  Committing one =
                      setting(60, CommitOptions.rebaseWith(new BasicConflictSolver())).started();
                  one.ended();
                  made.add(one);
                }
              }));
    }
    while (made.size() < 3) {
      Thread.onSpinWait();
    }
    assertNotNull(contended.started().join(), () -> "" + contended.failure);
    for (Thread other : others) {
      other.join();
    }
    made.forEach(one -> assertNotNull(one.snapshot, () -> "" + one.failure));
    assertEquals(3 + made.size(), history().size());
  }

  /// Whatever is acknowledged is there, once; whatever failed is not.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomFaultsLoseNothing(long seed) throws InterruptedException {
    Random random = new Random(seed);
    Fault[] faults = {Fault.FAIL, Fault.LOSE_ANSWER, Fault.REFUSE_AFTER, Fault.DENY};
    String[] requests = {"put repo", "copy repo", "get repo", "put snapshots/", "put manifests/"};
    for (int i = 0; i < 6; i++) {
      String request = requests[random.nextInt(requests.length)];
      boolean swap = request.equals("put repo");
      storage.next(request, swap ? faults[random.nextInt(faults.length)] : Fault.FAIL);
    }
    List<Committing> many = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      Committing one = retried(i);
      if (one != null) {
        many.add(one.started());
      }
    }
    for (Committing one : many) {
      one.join();
    }
    Set<SnapshotId> history = new HashSet<>(history());
    int acknowledged = 0;
    for (Committing one : many) {
      if (one.snapshot != null) {
        acknowledged++;
        assertTrue(history.contains(one.snapshot), () -> "seed " + seed);
      } else {
        assertFalse(one.failure instanceof ConflictException, () -> seed + ": " + one.failure);
      }
    }
    assertEquals(2 + acknowledged, history.size(), () -> "seed " + seed);
  }

  /// A session, unless the storage fails when it is opened.
  private Committing retried(int chunk) {
    try {
      return setting(chunk);
    } catch (StorageException e) {
      return null;
    }
  }
}

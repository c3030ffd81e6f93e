package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.CommitUnknownException;
import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.internal.asset.StoredRepoInfo;
import dev.floe.internal.commit.CommitChain.Link;
import dev.floe.internal.commit.CommitChain.Outcome;
import dev.floe.internal.commit.CommitChain.View;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommitChainTest {
  private static final int MOST = 10;

  private final TestRepository repository = new TestRepository(1).create();
  private final StoredRepoInfo known = repository.assets.repoInfo().orElseThrow();
  private final CommitChain chain = new CommitChain("main");
  private int ids;

  @AfterEach
  void close() {
    repository.close();
  }

  private Link link(CompletableFuture<?> upload) {
    SnapshotInfo snapshot =
        new SnapshotInfo(
            new SnapshotId(7, ++ids),
            Optional.of(tip()),
            repository.now(),
            "m",
            JsonObject.EMPTY,
            List.of());
    Uploads uploads = new Uploads();
    uploads.add(upload);
    return new Link(new Flush.Flushed(snapshot, null, uploads));
  }

  private SnapshotId tip() {
    SnapshotId tip = chain.view().tip();
    return tip == null ? SnapshotId.INITIAL : tip;
  }

  private View view() {
    View view = chain.view();
    return view.base() == null
        ? new View(view.moves(), known, SnapshotId.INITIAL, view.links())
        : view;
  }

  private Link added(CompletableFuture<?> upload) {
    Link link = link(upload);
    assertTrue(chain.add(view(), link));
    return link;
  }

  private Link added() {
    return added(CompletableFuture.completedFuture(null));
  }

  private static Outcome outcome(Link link) {
    return link.outcome().getNow(null);
  }

  private static void assertAgain(Link link) {
    assertTrue(link.outcome().isDone());
    assertNull(outcome(link).snapshot());
    assertNull(outcome(link).failure());
  }

  private StoredRepoInfo with(Link... links) {
    RepoUpdate update =
        new RepoUpdate.NewCommits(
            "main",
            SnapshotId.INITIAL,
            List.of(links).stream().map(link -> link.flushed().snapshot()).toList());
    return new StoredRepoInfo(
        RepoInfoUpdates.apply(
            known.info(), update, new RepoInfoUpdates.Stamp(repository.now(), "b", 100)),
        known.version());
  }

  @Test
  void onlyOneIsToPublish() {
    assertFalse(chain.wantsPublisher());
    assertEquals(Optional.empty(), chain.next());
    added();
    assertTrue(chain.wantsPublisher());
    added();
    assertFalse(chain.wantsPublisher());
    assertEquals(2, chain.next().orElseThrow().links().size());
  }

  @Test
  void whatIsBuiltOnATipThatIsNoneAnyMoreIsNotAdded() {
    View empty = view();
    Link first = added();
    assertFalse(chain.add(empty, link(CompletableFuture.completedFuture(null))));
    View seen = chain.view();
    Link second = added();
    assertFalse(chain.add(seen, link(CompletableFuture.completedFuture(null))));
    assertEquals(List.of(first, second), chain.view().links());
  }

  @Test
  void theFirstThatHaveArrivedAreTakenAndTheRestGoesOnFromThem() {
    Link first = added();
    Link second = added();
    CompletableFuture<Void> late = new CompletableFuture<>();
    Link third = added(late);
    Link fourth = added();
    View before = chain.view();
    assertEquals(List.of(first, second), chain.take(MOST));
    StoredRepoInfo state = with(first, second);
    chain.succeeded(state, 3);
    assertEquals(new Outcome(first.flushed().snapshot(), null, 3), outcome(first));
    assertEquals(new Outcome(second.flushed().snapshot(), null, 3), outcome(second));
    assertEquals(second.id(), chain.view().base());
    assertSame(state, chain.view().known());
    assertEquals(List.of(third, fourth), chain.view().links());
    assertTrue(chain.view().moves() > before.moves());
    assertTrue(chain.add(before, link(late)), "the tip is the same");
    assertEquals(List.of(), chain.take(MOST));
    late.complete(null);
    assertEquals(List.of(third), chain.take(1));
  }

  @Test
  void theRestIsBuiltAgainWhereTheBranchIsElsewhereAlready() {
    Link first = added();
    Link second = added();
    assertEquals(List.of(first), chain.take(1));
    chain.succeeded(known, 1);
    assertEquals(first.flushed().snapshot(), outcome(first).snapshot());
    assertAgain(second);
    assertNull(chain.view().known());
  }

  @Test
  void aFirstWhoseFilesDoNotArriveFailsAndTheRestIsBuiltAgain() {
    StorageException denied = new StorageException(ErrorKind.OBJECT_STORE, "key", "denied");
    Link first = added(CompletableFuture.failedFuture(denied));
    Link second = added();
    assertEquals(List.of(), chain.take(MOST));
    assertSame(denied, outcome(first).failure());
    assertAgain(second);
    assertEquals(SnapshotId.INITIAL, chain.view().tip(), "what is known is still so");
  }

  @Test
  void whoLeavesTakesOutThoseBuiltOnIt() {
    Link first = added();
    Link second = added();
    Link third = added();
    assertEquals(List.of(first), chain.take(1));
    assertFalse(chain.withdraw(first), "it is being published");
    assertTrue(chain.withdraw(second));
    assertAgain(third);
    assertFalse(chain.withdraw(third), "it left already");
    chain.succeeded(with(first), 1);
    assertEquals(first.id(), chain.view().tip());
    assertFalse(chain.withdraw(first));
  }

  @Test
  void aFailureIsThatOfEachThatWasTakenAndTheRestIsBuiltAgain() {
    Link first = added();
    Link second = added();
    Link third = added();
    chain.take(2);
    chain.failed(
        new ConflictException(ErrorKind.COMMIT_CONFLICT, "elsewhere", "expected", "actual"), 2);
    ConflictException one = (ConflictException) outcome(first).failure();
    ConflictException other = (ConflictException) outcome(second).failure();
    assertFalse(one == other, "exceptions are thrown once");
    assertEquals(Optional.of("actual"), one.actualParent());
    assertEquals(2, outcome(first).swaps());
    assertAgain(third);
    assertEquals(List.of(), chain.view().links());
  }

  @Test
  void anUnknownOutcomeNamesTheSnapshotOfEach() {
    Link first = added();
    Link second = added();
    chain.take(2);
    chain.failed(new CommitUnknownException(second.id().text(), "lost", null), 1);
    for (Link link : List.of(first, second)) {
      CommitUnknownException unknown =
          assertInstanceOf(CommitUnknownException.class, outcome(link).failure());
      assertEquals(link.id().text(), unknown.snapshotId());
    }
  }

  @Test
  void nobodyIsLeftWaitingWhenThePublisherFails() {
    Link first = added();
    Link second = added();
    assertTrue(chain.wantsPublisher());
    chain.take(1);
    StorageException failure = new StorageException(ErrorKind.OBJECT_STORE, "key", "no thread");
    chain.abandoned(failure);
    assertSame(failure, outcome(first).failure());
    assertSame(failure, outcome(second).failure());
    added();
    assertTrue(chain.wantsPublisher(), "the next finds another one");
  }
}

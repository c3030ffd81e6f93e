package dev.floe.internal.commit;

import dev.floe.error.CommitUnknownException;
import dev.floe.error.ConflictException;
import dev.floe.error.IcechunkException;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.internal.asset.StoredRepoInfo;
import dev.floe.internal.concurrent.Futures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Commits to one branch that are built, each on the one before it, and not yet published.
///
/// ```
/// known ── base ── l1 ── l2 ── l3 ── l4 ── l5        files of all of them are on their way
/// │               └ being published ┘  └ next
/// what the repository was when it was last seen
/// ```
///
/// Whatever takes a link out, takes out all that are built on it, which are to be built again. Any
/// thread may call.
final class CommitChain {
  /// What became of a link: a snapshot, a failure, or neither, which means once more.
  ///
  /// @param swaps how many swaps were sent for it
  record Outcome(SnapshotInfo snapshot, IcechunkException failure, int swaps) {
    private static final Outcome AGAIN = new Outcome(null, null, 0);
  }

  /// A commit that is built.
  static final class Link {
    private final Flush.Flushed flushed;
    private final CompletableFuture<Void> arrived;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    Link(Flush.Flushed flushed) {
      this.flushed = flushed;
      this.arrived = flushed.uploads().all();
    }

    Flush.Flushed flushed() {
      return flushed;
    }

    SnapshotId id() {
      return flushed.snapshot().id();
    }

    /// Done when its files have arrived, or do not.
    CompletableFuture<Void> arrived() {
      return arrived;
    }

    CompletableFuture<Outcome> outcome() {
      return outcome;
    }

    private boolean hasArrived() {
      return arrived.isDone() && !arrived.isCompletedExceptionally();
    }
  }

  /// The chain at one moment.
  ///
  /// @param moves how often links left it before
  /// @param known null while nothing is known
  /// @param base the parent of the first link, or of the one to come; null while nothing is known
  record View(long moves, StoredRepoInfo known, SnapshotId base, List<Link> links) {
    SnapshotId tip() {
      return links.isEmpty() ? base : links.getLast().id();
    }
  }

  private final String branch;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final List<Link> links = new ArrayList<>();
  private StoredRepoInfo known;
  private SnapshotId base;
  private long moves;

  /// So many of the first links are being published.
  private int taken;

  /// Whether somebody publishes, or is about to.
  private boolean publishing;

  CommitChain(String branch) {
    this.branch = branch;
  }

  View view() {
    lock.lock();
    try {
      return new View(moves, known, base, List.copyOf(links));
    } finally {
      lock.unlock();
    }
  }

  /// What the publisher is to go on with; empty if there is nothing, and it is none any more then.
  Optional<View> next() {
    lock.lock();
    try {
      publishing = !links.isEmpty();
      return publishing ? Optional.of(view()) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /// Whether nothing is built.
  boolean isEmpty() {
    lock.lock();
    try {
      return links.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /// Whether there is nothing to wait for: the files of the first link have arrived or do not, or
  /// there is none.
  boolean isReady() {
    lock.lock();
    try {
      return links.isEmpty() || links.getFirst().arrived.isDone();
    } finally {
      lock.unlock();
    }
  }

  /// Whether the files of all links have arrived, or do not.
  boolean hasArrived() {
    lock.lock();
    try {
      return links.stream().allMatch(link -> link.arrived.isDone());
    } finally {
      lock.unlock();
    }
  }

  /// Links that do not begin at the tip of the branch are to be built again.
  void leaveUnless(SnapshotId tip) {
    lock.lock();
    try {
      if (!tip.equals(base)) {
        overtaken();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Somebody else moved the branch: links that are not being published are to be built again.
  void overtaken() {
    lock.lock();
    try {
      if (taken == 0) {
        forget();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Waits until links have left since a moment.
  void awaitMove(View since) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (moves == since.moves && !links.isEmpty()) {
        moved.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Adds a link that is built on the tip of a view, unless that is not the tip any more. Only one
  /// thread at a time may add.
  ///
  /// @return whether it was added
  boolean add(View to, Link link) {
    lock.lock();
    try {
      if (links.isEmpty() && to.links.isEmpty()) {
        known = to.known;
        base = to.base;
      } else if (!to.tip().equals(view().tip())) {
        return false;
      }
      links.add(link);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Whether there is to be a publisher and is none; the caller sees to it then.
  boolean wantsPublisher() {
    lock.lock();
    try {
      boolean wanted = !publishing && !links.isEmpty();
      publishing |= wanted;
      return wanted;
    } finally {
      lock.unlock();
    }
  }

  /// The first links whose files have arrived; they stay where they are until it is known what
  /// became of them. A first link whose files do not arrive fails.
  List<Link> take(int most) {
    lock.lock();
    try {
      int count = 0;
      while (count < Math.min(most, links.size()) && links.get(count).hasArrived()) {
        count++;
      }
      if (count == 0 && !links.isEmpty() && links.getFirst().arrived.isDone()) {
        Link failed = links.getFirst();
        IcechunkException failure = Futures.failure(failed.arrived.exceptionNow());
        failed.outcome.complete(new Outcome(null, failure, 0));
        cut(0);
      }
      taken = count;
      return List.copyOf(links.subList(0, count));
    } finally {
      lock.unlock();
    }
  }

  /// Takes a link out unless it is being published or was.
  ///
  /// @return whether it was taken out
  boolean withdraw(Link link) {
    lock.lock();
    try {
      int place = links.indexOf(link);
      if (place < taken) {
        return false;
      }
      cut(place);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// The links that were taken are published.
  ///
  /// @param state of the repository, which has them
  void succeeded(StoredRepoInfo state, int swaps) {
    lock.lock();
    try {
      List<Link> done = leave();
      known = state;
      base = done.getLast().id();
      if (!base.equals(state.info().branches().get(branch))) {
        forget();
      }
      done.forEach(
          link -> link.outcome.complete(new Outcome(link.flushed.snapshot(), null, swaps)));
    } finally {
      lock.unlock();
    }
  }

  /// The links that were taken are not published, or nobody can tell.
  void failed(IcechunkException failure, int swaps) {
    lock.lock();
    try {
      List<Link> done = leave();
      forget();
      done.forEach(link ->
          link.outcome.complete(
              new Outcome(null, failureOf(link.flushed.snapshot(), failure), swaps)));
    } finally {
      lock.unlock();
    }
  }

  /// Nobody publishes any more, which is not how it should end: all links fail.
  void abandoned(IcechunkException failure) {
    lock.lock();
    try {
      publishing = false;
      taken = links.size();
      failed(failure, 0);
    } finally {
      lock.unlock();
    }
  }

  private List<Link> leave() {
    List<Link> first = links.subList(0, taken);
    List<Link> left = List.copyOf(first);
    first.clear();
    taken = 0;
    moves++;
    moved.signalAll();
    return left;
  }

  /// What is known is not so, or not any more.
  private void forget() {
    cut(0);
    known = null;
    base = null;
  }

  private void cut(int from) {
    List<Link> rest = links.subList(from, links.size());
    rest.forEach(link -> link.outcome.complete(Outcome.AGAIN));
    rest.clear();
    moves++;
    moved.signalAll();
  }

  /// The failure of the swap as one link's own: exceptions are thrown once.
  private static IcechunkException failureOf(SnapshotInfo snapshot, IcechunkException e) {
    return switch (e) {
      case CommitUnknownException _ ->
          new CommitUnknownException(snapshot.id().text(), e.getMessage(), e);
      case ConflictException conflict ->
          new ConflictException(
              conflict.kind(),
              conflict.getMessage(),
              conflict.expectedParent().orElse(null),
              conflict.actualParent().orElse(null));
      default -> e;
    };
  }
}

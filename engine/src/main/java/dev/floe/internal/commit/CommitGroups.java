package dev.floe.internal.commit;

import dev.floe.error.CommitUnknownException;
import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.InternalException;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.asset.StoredRepoInfo;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.binary.TransactionLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Commits to one branch that may be rebased and wait in one process go through one swap: each is
/// built on the one before it, in the order in which they came, and all of their files are on their
/// way at once.
///
/// ```
/// turn    T1 rebase, build | T2 build on T1 | T3 build on T2 |
/// files        T1 ──────────────────────►
///                               T2 ─────────────────────►  T3 ──────────────────►
/// leader T1                                                                 await, swap T1 T2 T3
/// ```
///
/// Whoever conflicts with a commit of the group before it, or comes while that one is being
/// published, waits for its end, and is first in the next. A commit whose files do not arrive
/// fails; those built on it are built again. Each commit is rebased and built on the thread that
/// asked for it, which holds the turn meanwhile; it can be interrupted until it has joined a group,
/// and then waits for the outcome.
public final class CommitGroups {
  /// More commits are published in the next group.
  private static final int MOST_MEMBERS = 256;

  /// A commit that may be rebased.
  public interface Member {
    /// The session that commits.
    SessionCore session();

    /// The snapshot that the changes are on now.
    SnapshotId base();

    /// Carries the changes to the tip of the branch.
    ///
    /// @param known the state of the repository to take the tip from
    /// @throws IcechunkException if that cannot be done, or not again; the commit fails then
    void rebase(RepoInfo known);

    /// What is to be committed, as the changes are now.
    Committer.Request request();
  }

  private record Built(Committer.Request request, Flush.Flushed flushed) {}

  /// Commits that are published together, and what became of each.
  private static final class Group {
    private final RepoInfo known;
    private final SnapshotId base;
    private final List<Built> built = new ArrayList<>();
    private final List<Published> outcomes = new ArrayList<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private boolean closed;

    Group(RepoInfo known, SnapshotId base) {
      this.known = known;
      this.base = base;
    }

    SnapshotId tip() {
      return built.isEmpty() ? base : built.getLast().flushed.snapshot().id();
    }
  }

  /// What became of a commit: a snapshot, a failure, or neither, which means once more.
  private record Published(SnapshotInfo snapshot, int swaps, IcechunkException failure) {
    private static final Published AGAIN = new Published(null, 0, null);
  }

  /// A commit that was published.
  ///
  /// @param swaps how many swaps were sent for it
  record Done(SnapshotInfo snapshot, int swaps) {}

  private final Flush.Target target;
  private final AssetManager assets;
  private final RepoUpdateLoop loop;
  private final String branch;

  private final ReentrantLock turn = new ReentrantLock(true);
  private final Condition over = turn.newCondition();
  private Group open;

  CommitGroups(Flush.Target target, RepoUpdateLoop loop, String branch) {
    this.target = target;
    this.assets = target.assets();
    this.loop = loop;
    this.branch = branch;
  }

  /// Whether the calling thread is at work in here, as a solver or a hook that commits itself.
  boolean isBusyHere() {
    return turn.isHeldByCurrentThread();
  }

  /// Publishes a commit.
  ///
  /// @throws ConflictException `commit-conflict` if somebody else was faster; the changes are as
  ///   they were then
  Done commit(Member member) {
    while (true) {
      int place;
      Group group;
      acquireTurn();
      try {
        group = join(member);
        place = group.built.size() - 1;
      } finally {
        turn.unlock();
      }
      if (place == 0) {
        lead(group);
      }
      Published outcome = outcome(group, place);
      if (outcome.failure != null) {
        throw outcome.failure;
      }
      if (outcome.snapshot != null) {
        return new Done(outcome.snapshot, outcome.swaps);
      }
    }
  }

  private void acquireTurn() {
    try {
      turn.lockInterruptibly();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private InternalException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new InternalException(
        ErrorKind.CONCURRENCY, "commit to " + branch + ": interrupted while waiting its turn", e);
  }

  /// Builds a commit on those of the open group, or as the first of a new one.
  private Group join(Member member) {
    while (open != null && !(isOpenTo(member) && joins(member))) {
      try {
        over.await();
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
    if (open == null) {
      open = begun(member);
    }
    return open;
  }

  private Group begun(Member member) {
    RepoInfo known = known(member.base());
    if (known.branches().containsKey(branch)) {
      member.rebase(known);
    }
    Group group = new Group(known, member.base());
    group.built.add(built(member.request()));
    return group;
  }

  /// A state of the repository that knows a snapshot, which need not be the newest: the swap will
  /// tell.
  private RepoInfo known(SnapshotId base) {
    return assets
        .lastRepoInfo()
        .filter(info -> info.hasSnapshot(base))
        .or(() -> assets.repoInfo().map(StoredRepoInfo::info))
        .orElseThrow(() -> RepoUpdateLoop.missing(assets));
  }

  private boolean isOpenTo(Member member) {
    return !open.closed
        && open.built.size() < MOST_MEMBERS
        && open.known.branches().containsKey(branch)
        && open.known.hasSnapshot(member.base());
  }

  /// Whether a commit could be built on those of the open group; then it was.
  private boolean joins(Member member) {
    member.rebase(open.known);
    if (!member.base().equals(open.base)) {
      return false;
    }
    try {
      Committer.Request own = member.request();
      SnapshotId before = open.base;
      for (Built other : open.built) {
        SnapshotId after = other.flushed.snapshot().id();
        TransactionLog log = other.flushed.log();
        EditChanges changes = (EditChanges) own.changes();
        if (!Rebase.isFree(assets, before, after, log, changes, member.session().reads())) {
          return false;
        }
        before = after;
      }
      open.built.add(built(own.on(open.tip())));
      return true;
    } catch (IcechunkException e) {
      // Perhaps a file that has not arrived was wanted; alone it will be told better.
      return false;
    }
  }

  private Built built(Committer.Request request) {
    return new Built(request, Committer.flush(target, request));
  }

  /// Publishes the group once all who waited for their turn have joined it.
  private void lead(Group group) {
    turn.lock();
    group.closed = true;
    turn.unlock();
    try {
      publish(group);
    } finally {
      while (group.outcomes.size() < group.built.size()) {
        group.outcomes.add(Published.AGAIN);
      }
      turn.lock();
      open = null;
      over.signalAll();
      turn.unlock();
      group.over.complete(null);
    }
  }

  private void publish(Group group) {
    List<SnapshotInfo> arrived = new ArrayList<>();
    IcechunkException failure = null;
    for (int i = 0; i < group.built.size() && failure == null; i++) {
      try {
        group.built.get(i).flushed.uploads().await();
        arrived.add(group.built.get(i).flushed.snapshot());
      } catch (IcechunkException e) {
        failure = e;
      }
    }
    if (!arrived.isEmpty()) {
      swap(group, arrived);
    }
    if (failure != null) {
      group.outcomes.add(new Published(null, 0, failure));
      group.built.forEach(member -> member.flushed.uploads().settle());
    }
  }

  private void swap(Group group, List<SnapshotInfo> snapshots) {
    try {
      int swaps = loop.run(new RepoUpdate.NewCommits(branch, group.base, snapshots)).swaps();
      snapshots.forEach(snapshot -> group.outcomes.add(new Published(snapshot, swaps, null)));
    } catch (IcechunkException e) {
      snapshots.forEach(
          snapshot -> group.outcomes.add(new Published(null, 0, failureOf(snapshot, e))));
    }
  }

  /// The failure of the swap as one member's own: exceptions are thrown once.
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

  /// Waits, interrupted or not: an outcome that nobody waited for would be a commit that nobody
  /// knows of.
  private static Published outcome(Group group, int place) {
    group.over.join();
    return group.outcomes.get(place);
  }
}

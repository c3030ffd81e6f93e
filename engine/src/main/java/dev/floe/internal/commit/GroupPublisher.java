package dev.floe.internal.commit;

import dev.floe.error.CommitUnknownException;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.StorageException;
import dev.floe.format.SnapshotInfo;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.asset.StoredRepoInfo;
import dev.floe.internal.commit.CommitChain.Link;
import dev.floe.internal.concurrent.Futures;
import dev.floe.internal.concurrent.Sources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/// Publishes the groups of all branches of one repository: what is ready when the repository file
/// has been saved goes through one swap, whichever branches it is for.
///
/// ```
/// main       m1 m2 m3 ·········· m4 m5
/// feature    f1 ················ f2 f3 f4
/// publisher  copy ───► swap m1 m2 m3 f1 ───► copy ───► swap f2 f3 f4 m4 m5 ───►
/// ```
///
/// Where others commit to a branch too, commits to it are built in the turn at publishing them, if
/// that keeps others back; see [BuildGate].
///
/// Where something speaks against one of the groups, each goes alone. One thread publishes while
/// there is anything; any thread may call.
final class GroupPublisher {
  /// More commits are published in the next swap.
  private static final int MOST_MEMBERS = 256;

  /// So long the turn is kept for commits that are being built; whatever is ready then, goes.
  private static final Duration LONGEST_BUILD = Duration.ofSeconds(1);

  /// What is taken of one branch.
  private record Part(CommitGroups groups, RepoUpdate.NewCommits commits) {}

  private final AssetManager assets;
  private final Sources sources;
  private final RepoUpdateLoop loop;
  private final CommitPace pace;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /// Those with links, who was served last at the end.
  private final LinkedHashSet<CommitGroups> waiting = new LinkedHashSet<>();

  private boolean running;

  private final CommitExchange exchange;

  /// Whether others have the turn that is waited for.
  private volatile boolean othersGo;

  /// @param exchange with those who have the turn while this waits for it, and who wait meanwhile
  GroupPublisher(
      AssetManager assets,
      Sources sources,
      RepoUpdateLoop loop,
      CommitPace pace,
      CommitExchange exchange) {
    this.exchange = exchange;
    this.assets = assets;
    this.sources = sources;
    this.loop = loop;
    this.pace = pace;
  }

  /// Publishes the chain of a branch until it is empty, on a thread that belongs to none of those
  /// who wait.
  void join(CommitGroups groups) {
    lock.lock();
    boolean start;
    try {
      waiting.add(groups);
      start = !running;
      running = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (start) {
      try {
        sources.executor().execute(this::publish);
      } catch (RuntimeException e) {
        abandon(Futures.failure(e));
      }
    }
  }

  /// Files of some chain have arrived, or it changed otherwise.
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Whether a commit is to be built in the turn at publishing it.
  ///
  /// @param late whether it was built before, for nothing
  boolean isContended(String branch, boolean late) {
    return loop.turns().keepOthersBack() && (late || pace.expectsOthers(branch));
  }

  /// Whether a commit that waits to be built is to be left to those who have the turn.
  boolean mayLeave(GroupMember member) {
    return othersGo && exchange.mayLeave(member);
  }

  /// Leaves a commit to those who have the turn.
  ///
  /// @param ended called when they are done with it, on any thread
  void leave(GroupMember member, Runnable ended) {
    exchange.leave(member, ended);
  }

  /// Others have the turn: what waits to be built may be left to them.
  private void letOthersGo() {
    othersGo = true;
    lock.lock();
    try {
      waiting.forEach(groups -> groups.gate().look());
    } finally {
      lock.unlock();
    }
  }

  private UpdateTurns.Turn begun() {
    try {
      return loop.turns().begin(this::letOthersGo);
    } finally {
      othersGo = false;
    }
  }

  private void publish() {
    try {
      Optional<RepoUpdateLoop.Saved> saved = Optional.empty();
      while (isWanted()) {
        Thread.interrupted();
        if (loop.turns().isIdle()) {
          saved = saved.filter(loop::isNewest).or(this::saved);
        }
        saved.ifPresent(saving -> settle(saving.copy()));
        awaitReady();
        // Who is about to add a commit does so first, where it is a matter of a processor only.
        Thread.yield();
        try (UpdateTurns.Turn turn = begun()) {
          List<CommitGroups> asking = asking();
          saved = asking.isEmpty() ? again(saved) : built(asking);
          saved.ifPresent(saving -> settle(saving.copy()));
          List<Part> parts = taken();
          if (!parts.isEmpty()) {
            swap(turn, parts, saved);
            saved = Optional.empty();
          }
        }
      }
    } catch (RuntimeException | Error e) {
      abandon(Futures.failure(e));
    }
  }

  /// Those whose commits are to be built in the turn.
  private List<CommitGroups> asking() {
    lock.lock();
    try {
      return waiting.stream()
          .filter(groups -> groups.gate().isWanted() && groups.pause().remainingNanos() == 0)
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /// Looks what the repository is in this turn, begins to save that, and has commits built on it.
  private Optional<RepoUpdateLoop.Saved> built(List<CommitGroups> asking) {
    Optional<StoredRepoInfo> before = assets.lastRepoInfo();
    try {
      assets.repoInfo();
    } catch (IcechunkException e) {
      // Whoever builds on what was known meets it again.
    }
    Optional<RepoUpdateLoop.Saved> saved = assets.lastRepoInfo().flatMap(loop::save);
    asking.forEach(groups -> groups.build(before));
    admit(exchange.take(), asking);
    awaitBuilt(asking);
    return saved;
  }

  /// Has commits of others built, each by those who build for its branch.
  private static void admit(List<GuestCommit> guests, List<CommitGroups> asking) {
    for (CommitGroups groups : asking) {
      groups.admit(
          guests.stream().filter(guest -> guest.branch().equals(groups.branch())).toList());
    }
    guests.stream()
        .filter(
            guest -> asking.stream().noneMatch(groups -> guest.branch().equals(groups.branch())))
        .forEach(GuestCommit::end);
  }

  private void awaitBuilt(List<CommitGroups> asking) {
    long until = sources.nanoClock().getAsLong() + LONGEST_BUILD.toNanos();
    lock.lock();
    try {
      while (!asking.stream().allMatch(CommitGroups::isBuilt)
          && sources.nanoClock().getAsLong() - until < 0) {
        sources.sleeper().awaitSignal(lock, changed, sources.nanoClock(), until);
      }
    } catch (InterruptedException e) {
      // This thread is nobody's; who is not ready yet is in the next turn.
      Thread.interrupted();
    } finally {
      lock.unlock();
      asking.forEach(groups -> groups.gate().close());
    }
  }

  /// Whether there is anything to publish; if not, nobody publishes any more.
  private boolean isWanted() {
    lock.lock();
    try {
      waiting.removeIf(groups -> !groups.isWanted());
      running = !waiting.isEmpty();
      return running;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the first link of some chain has its files and may be published.
  private void awaitReady() {
    lock.lock();
    try {
      while (true) {
        long pauseNanos = Long.MAX_VALUE;
        for (CommitGroups groups : waiting) {
          if (groups.chain().isReady() || groups.gate().isWanted()) {
            pauseNanos = Math.min(pauseNanos, groups.pause().remainingNanos());
          }
        }
        if (pauseNanos == 0) {
          return;
        }
        if (pauseNanos == Long.MAX_VALUE) {
          changed.await();
        } else {
          LongSupplier nanoClock = sources.nanoClock();
          long until = nanoClock.getAsLong() + pauseNanos;
          sources.sleeper().awaitSignal(lock, changed, nanoClock, until);
        }
      }
    } catch (InterruptedException e) {
      // This thread is nobody's: it goes on, and looks again.
      Thread.interrupted();
    } finally {
      lock.unlock();
    }
  }

  /// The first links of all chains whose files have arrived, as many as go into one swap.
  private List<Part> taken() {
    lock.lock();
    try {
      List<Part> parts = new ArrayList<>();
      int room = MOST_MEMBERS;
      for (CommitGroups groups : List.copyOf(waiting)) {
        CommitChain chain = groups.chain();
        if (room == 0 || !chain.isReady() || groups.pause().remainingNanos() > 0) {
          continue;
        }
        List<Link> links = chain.take(room);
        if (!links.isEmpty()) {
          List<SnapshotInfo> snapshots =
              links.stream().map(link -> link.flushed().snapshot()).toList();
          RepoUpdate.NewCommits commits =
              new RepoUpdate.NewCommits(groups.branch(), chain.view().base(), snapshots);
          parts.add(new Part(groups, commits));
          room -= links.size();
          waiting.remove(groups);
          waiting.add(groups);
        }
      }
      return parts;
    } finally {
      lock.unlock();
    }
  }

  private void swap(UpdateTurns.Turn turn, List<Part> parts, Optional<RepoUpdateLoop.Saved> saved) {
    AtomicInteger swaps = new AtomicInteger();
    List<RepoUpdate.NewCommits> commits = parts.stream().map(Part::commits).toList();
    RepoUpdate update = commits.size() == 1 ? commits.getFirst() : new RepoUpdate.Together(commits);
    try {
      StoredRepoInfo state = loop.run(turn, update, saved, swaps::incrementAndGet).state();
      parts.forEach(part -> part.groups.chain().succeeded(state, swaps.get()));
    } catch (IcechunkException e) {
      if (parts.size() > 1 && maySpeakAgainstOne(e)) {
        parts.forEach(part -> swap(turn, List.of(part), Optional.empty()));
      } else {
        parts.forEach(part -> part.groups.chain().failed(e, swaps.get()));
      }
    }
    parts.forEach(part -> part.groups.pause().published());
  }

  /// Whether nothing took effect, and something else may become of a part of it.
  private static boolean maySpeakAgainstOne(IcechunkException e) {
    return !(e instanceof CommitUnknownException
        || e instanceof StorageException
        || e.kind() == ErrorKind.UPDATE_ATTEMPTS_EXHAUSTED);
  }

  /// What is being saved, or is to be. Others may have made all that was to be published.
  private Optional<RepoUpdateLoop.Saved> again(Optional<RepoUpdateLoop.Saved> saved) {
    Optional<RepoUpdateLoop.Saved> newest = saved.filter(loop::isNewest);
    boolean isBuilt = first(groups -> !groups.chain().isEmpty()).isPresent();
    return newest.isPresent() || !isBuilt ? newest : saved();
  }

  /// Begins to save what is known, which another update through this process may have made. Where
  /// other processes commit too, it is old more often than not, and not worth it.
  private Optional<RepoUpdateLoop.Saved> saved() {
    if (first(groups -> pace.expectsOthers(groups.branch())).isPresent()) {
      return Optional.empty();
    }
    return assets
        .lastRepoInfo()
        .or(() -> first(groups -> true).map(groups -> groups.chain().view().known()))
        .flatMap(loop::save);
  }

  private Optional<CommitGroups> first(Predicate<CommitGroups> condition) {
    lock.lock();
    try {
      return waiting.stream().filter(condition).findFirst();
    } finally {
      lock.unlock();
    }
  }

  /// Waits for the end of something, whatever it is.
  private static void settle(CompletableFuture<?> future) {
    future.handle((_, _) -> null).join();
  }

  private void abandon(IcechunkException failure) {
    List<CommitGroups> all;
    lock.lock();
    try {
      all = List.copyOf(waiting);
      waiting.clear();
      running = false;
    } finally {
      lock.unlock();
    }
    all.forEach(groups -> groups.abandoned(failure));
  }
}

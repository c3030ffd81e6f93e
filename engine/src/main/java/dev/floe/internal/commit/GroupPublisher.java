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
/// Where something speaks against one of the groups, each goes alone. One thread publishes while
/// there is anything; any thread may call.
final class GroupPublisher {
  /// More commits are published in the next swap.
  private static final int MOST_MEMBERS = 256;

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

  GroupPublisher(AssetManager assets, Sources sources, RepoUpdateLoop loop, CommitPace pace) {
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
        try (UpdateTurns.Turn turn = loop.turns().begin()) {
          saved = saved.filter(loop::isNewest).or(this::saved);
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

  /// Whether there is anything to publish; if not, nobody publishes any more.
  private boolean isWanted() {
    lock.lock();
    try {
      waiting.removeIf(groups -> groups.chain().next().isEmpty());
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
          if (groups.chain().isReady()) {
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
    all.forEach(groups -> groups.chain().abandoned(failure));
  }
}

package dev.floe.internal.commit;

import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.InternalException;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.asset.StoredRepoInfo;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.commit.CommitChain.Link;
import dev.floe.internal.commit.CommitChain.Outcome;
import dev.floe.internal.commit.CommitChain.View;
import dev.floe.internal.concurrent.Futures;
import dev.floe.internal.concurrent.Sources;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/// Commits to one branch that may be rebased and wait in one process go through one swap: each is
/// built on the one before it, in the order in which they came, all of their files are on their way
/// at once, and so is the copy of the repository file. While a group is being published the next
/// one is built on it.
///
/// ```
/// turn       build l1 | l2 | l3 | l4 | l5 | l6 | …
/// files           l1 ─────────►
///                      l2 ─────────►  l3 ─────────► …
/// publisher  copy ──────────►  swap l1 l2 ─────►  copy ──────►  swap l3 l4 l5 ─────►
/// ```
///
/// A commit is carried to the last known tip of the branch first, on the thread that asked for it
/// and in no turn, however long its solver takes. In its turn it is only compared with what came
/// since. Who conflicts with a commit of the chain waits until that one is published, and is
/// carried over it then; [CommitTurns] lets nobody wait for ever. A commit whose files do not
/// arrive fails, one whose thread is interrupted before its swap is sent leaves; those built on it
/// are built again.
public final class CommitGroups {
  /// More commits are published in the next group.
  private static final int MOST_MEMBERS = 256;

  /// Who would make the chain longer waits.
  private static final int MOST_LINKS = 1024;

  /// So long others wait for the solver of one that they have overtaken a few times.
  private static final Duration LONGEST_PRECEDENCE = Duration.ofSeconds(2);

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

    /// Whether somebody wants to be told of each rebase, also of those that change nothing.
    boolean isWatched();

    /// What is to be committed, as the changes are now.
    Committer.Request request();
  }

  private final Flush.Target target;
  private final AssetManager assets;
  private final Sources sources;
  private final RepoUpdateLoop loop;
  private final CommitPace pace;
  private final String branch;
  private final CommitChain chain;
  private final CommitTurns turns;

  CommitGroups(Flush.Target target, RepoUpdateLoop loop, CommitPace pace, String branch) {
    this.target = target;
    this.assets = target.assets();
    this.sources = target.sources();
    this.loop = loop;
    this.pace = pace;
    this.branch = branch;
    this.chain = new CommitChain(branch);
    this.turns = new CommitTurns(sources.nanoClock(), LONGEST_PRECEDENCE);
  }

  /// Publishes a commit.
  ///
  /// @param swapped is told how many swaps were sent for it, whatever they led to
  /// @throws ConflictException `commit-conflict` if somebody else was faster; the changes are as
  ///   they were then
  SnapshotInfo commit(Member member, IntConsumer swapped) {
    CommitTurns.Place place = new CommitTurns.Place();
    try {
      while (true) {
        Link link = added(member, place);
        Outcome outcome = outcome(link);
        swapped.accept(outcome.swaps());
        if (outcome.snapshot() != null) {
          return outcome.snapshot();
        }
        settle(link.arrived());
        if (outcome.failure() != null) {
          throw outcome.failure();
        }
        turns.passedOver(place);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InternalException(
          ErrorKind.CONCURRENCY, "commit to " + branch + ": interrupted before its swap", e);
    } finally {
      turns.leave(place);
    }
  }

  private Link added(Member member, CommitTurns.Place place) throws InterruptedException {
    while (true) {
      carry(member);
      View seen;
      ChainFit fit;
      turns.begin(place);
      try {
        seen = view(member);
        boolean full = seen.links().size() >= MOST_LINKS;
        boolean unseen = !member.isWatched() || place.isOutlived();
        fit = full ? ChainFit.TAKEN : ChainFit.of(assets, member, seen, unseen);
        if (fit == ChainFit.FREE) {
          Optional<Link> link = built(member, seen);
          if (link.isPresent()) {
            turns.leave(place);
            return link.get();
          }
        }
        turns.passedOver(place);
      } finally {
        turns.end();
      }
      if (fit != ChainFit.BEHIND) {
        chain.awaitMove(seen);
      }
    }
  }

  /// Waits for what becomes of a link. Who is interrupted leaves while it can; later it waits all
  /// the same: an outcome that nobody waited for would be a commit that nobody knows of.
  private Outcome outcome(Link link) throws InterruptedException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return link.outcome().get();
        } catch (InterruptedException e) {
          if (chain.withdraw(link)) {
            settle(link.arrived());
            throw e;
          }
          interrupted = true;
        } catch (ExecutionException e) {
          throw Futures.failure(e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Carries a commit to the last tip that is known, in no turn.
  private void carry(Member member) {
    View seen = view(member);
    boolean reached = seen.links().stream().anyMatch(link -> link.id().equals(member.base()));
    RepoInfo info = seen.known().info();
    if (!reached && info.branches().containsKey(branch)) {
      boolean late = !info.hasSnapshot(member.base()) && !seen.links().isEmpty();
      if (!late) {
        member.rebase(info);
      }
    }
  }

  /// The chain now. Where it is empty, one that begins with a state that has the snapshot on which
  /// a commit is, which need not be the newest: the swap will tell.
  private View view(Member member) {
    View seen = chain.view();
    if (!seen.links().isEmpty()) {
      return seen;
    }
    StoredRepoInfo known =
        assets
            .lastRepoInfo()
            .filter(state -> state.info().hasSnapshot(member.base()))
            .or(assets::repoInfo)
            .orElseThrow(() -> RepoUpdateLoop.missing(assets));
    SnapshotId tip = known.info().branches().get(branch);
    return new View(seen.moves(), known, tip == null ? member.base() : tip, List.of());
  }

  /// Builds a commit on the tip of the chain and adds it; empty if it is to wait, as where there
  /// may be no room for it behind the others.
  private Optional<Link> built(Member member, View seen) {
    Committer.Request request = member.request().on(seen.tip());
    int before = seen.links().size();
    if (before > 0 && loop.isNearlyFull(seen.known().info(), request, before)) {
      return Optional.empty();
    }
    loop.requireRoom(request);
    Link link;
    try {
      link = new Link(Committer.flush(target, request));
    } catch (IcechunkException e) {
      if (seen.links().isEmpty()) {
        throw e;
      }
      return Optional.empty();
    }
    if (!chain.add(seen, link)) {
      settle(link.arrived());
      return Optional.empty();
    }
    if (chain.wantsPublisher()) {
      try {
        sources.executor().execute(this::publish);
      } catch (RuntimeException e) {
        chain.abandoned(Futures.failure(e));
      }
    }
    return Optional.of(link);
  }

  /// Publishes group after group until the chain is empty, on a thread that belongs to none of
  /// those who wait.
  private void publish() {
    Optional<RepoUpdateLoop.Saved> saved = Optional.empty();
    try {
      for (Optional<View> next = chain.next(); next.isPresent(); next = chain.next()) {
        View seen = next.get();
        Thread.interrupted();
        if (saved.filter(saving -> saving.state() == seen.known()).isEmpty()) {
          saved = saved(seen.known());
        }
        saved.ifPresent(saving -> settle(saving.copy()));
        settle(seen.links().getFirst().arrived());
        List<Link> group = chain.take(MOST_MEMBERS);
        if (!group.isEmpty()) {
          swap(seen, group, saved);
          saved = Optional.empty();
        }
      }
    } catch (RuntimeException | Error e) {
      chain.abandoned(Futures.failure(e));
    }
  }

  /// Where others commit too, what is known is old more often than not, and is not worth saving.
  private Optional<RepoUpdateLoop.Saved> saved(StoredRepoInfo known) {
    return pace.expectsOthers(branch) ? Optional.empty() : loop.save(known);
  }

  /// Waits for the end of something, whatever it is.
  private static void settle(CompletableFuture<?> future) {
    future.handle((_, _) -> null).join();
  }

  private void swap(View seen, List<Link> group, Optional<RepoUpdateLoop.Saved> saved) {
    List<SnapshotInfo> snapshots = group.stream().map(link -> link.flushed().snapshot()).toList();
    AtomicInteger swaps = new AtomicInteger();
    try {
      RepoUpdate update = new RepoUpdate.NewCommits(branch, seen.base(), snapshots);
      RepoUpdateLoop.Done done = loop.run(update, saved, swaps::incrementAndGet);
      chain.succeeded(done.state(), swaps.get());
    } catch (IcechunkException e) {
      chain.failed(e, swaps.get());
    }
  }
}

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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

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
/// are built again. [GroupPublisher] publishes them, those of all branches together.
///
/// Where others commit too, who waits for the turn of this process leaves its commit to whoever has
/// it, and finds it made, or makes it; see [CommitExchange].
final class CommitGroups {
  /// Who would make the chain longer waits.
  private static final int MOST_LINKS = 1024;

  /// So long others wait for the solver of one that they have overtaken a few times.
  private static final Duration LONGEST_PRECEDENCE = Duration.ofSeconds(2);

  /// Who commits to the branch through the same groups, which are its only ones meanwhile.
  interface Use {
    /// The groups of the branch, which stay until [#left].
    CommitGroups entered();

    void left();
  }

  private final Flush.Target target;
  private final AssetManager assets;
  private final RepoUpdateLoop loop;
  private final GroupPublisher publisher;
  private final String branch;
  private final Use use;
  private final CommitChain chain;
  private final CommitTurns turns;
  private final GroupPause pause;
  private final BuildGate gate = new BuildGate();

  CommitGroups(
      Flush.Target target, RepoUpdateLoop loop, GroupPublisher publisher, String branch, Use use) {
    this.use = use;
    this.target = target;
    this.assets = target.assets();
    this.loop = loop;
    this.publisher = publisher;
    this.branch = branch;
    this.chain = new CommitChain(branch);
    LongSupplier nanoClock = target.sources().nanoClock();
    this.turns = new CommitTurns(nanoClock, target.sources().sleeper(), LONGEST_PRECEDENCE);
    this.pause = new GroupPause(nanoClock);
  }

  String branch() {
    return branch;
  }

  CommitChain chain() {
    return chain;
  }

  /// When these groups are not to be published.
  GroupPause pause() {
    return pause;
  }

  /// Where commits wait that are to be built when it is the turn to publish them.
  BuildGate gate() {
    return gate;
  }

  /// Whether there is anything to publish, or to build.
  boolean isWanted() {
    return chain.next().isPresent() | gate.isWanted();
  }

  /// Has those commits built that wait for the turn, on what is known of the repository now.
  ///
  /// @param before what was known before the turn
  void build(Optional<StoredRepoInfo> before) {
    Optional<SnapshotId> tip = tip(assets.lastRepoInfo());
    tip.ifPresent(chain::leaveUnless);
    gate.open(!tip.equals(tip(before)));
  }

  private Optional<SnapshotId> tip(Optional<StoredRepoInfo> state) {
    return state.map(at -> at.info().branches().get(branch));
  }

  /// Whether all are built that were let in, and their files have arrived.
  boolean isBuilt() {
    return gate.isEmpty() && chain.hasArrived();
  }

  /// Nobody publishes any more.
  void abandoned(IcechunkException failure) {
    gate.open(false);
    gate.close();
    chain.abandoned(failure);
  }

  /// Does a commit to the branch that goes alone, and leaves room for it.
  ///
  /// @param base the snapshot that it is on
  /// @param commit publishes it
  SnapshotInfo beside(SnapshotId base, Supplier<SnapshotInfo> commit) {
    boolean onTip =
        assets
            .lastRepoInfo()
            .filter(last -> base.equals(last.info().branches().get(branch)))
            .isPresent();
    pause.begun(onTip);
    try {
      SnapshotInfo snapshot = commit.get();
      pause.won();
      chain.overtaken();
      return snapshot;
    } catch (ConflictException e) {
      pause.lost();
      throw e;
    } catch (RuntimeException | Error e) {
      pause.failed();
      throw e;
    } finally {
      publisher.wake();
    }
  }

  /// Publishes a commit.
  ///
  /// @param swapped is told how many swaps were sent for it, whatever they led to
  /// @throws ConflictException `commit-conflict` if somebody else was faster; the changes are as
  ///   they were then
  SnapshotInfo commit(GroupMember member, IntConsumer swapped) {
    try {
      return published(member, swapped);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return member
          .left()
          .settled(
              assets,
              new InternalException(
                  ErrorKind.CONCURRENCY,
                  "commit to " + branch + ": interrupted before its swap",
                  e));
    } catch (ConflictException e) {
      // The branch has moved away from where anybody can have made it.
      return made(member.left(), assets.lastRepoInfo()).orElseThrow(() -> e);
    } catch (IcechunkException e) {
      return member.left().settled(assets, e);
    } finally {
      member.left().restoreInterrupt();
    }
  }

  private SnapshotInfo published(GroupMember member, IntConsumer swapped)
      throws InterruptedException {
    CommitTurns.Place place = new CommitTurns.Place();
    try {
      for (boolean again = false; ; again = true) {
        Tried tried = added(member, place, again);
        if (tried.made.isPresent()) {
          return tried.made.get();
        }
        Link link = tried.link.orElseThrow();
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
    } finally {
      turns.leave(place);
    }
  }

  private static Optional<SnapshotInfo> made(LeftCommit left, Optional<StoredRepoInfo> state) {
    return state.flatMap(at -> left.madeIn(at.info()));
  }

  /// What became of an attempt to add a commit: a link, or what stands against it, or others have
  /// made it.
  private record Tried(Optional<Link> link, ChainFit fit, View seen, Optional<SnapshotInfo> made) {
    static Tried made(SnapshotInfo snapshot) {
      return new Tried(Optional.empty(), ChainFit.BEHIND, null, Optional.of(snapshot));
    }

    static Tried not(ChainFit fit, View seen) {
      return new Tried(Optional.empty(), fit, seen, Optional.empty());
    }
  }

  /// @param again whether it was added before, and taken out
  private Tried added(GroupMember member, CommitTurns.Place place, boolean again)
      throws InterruptedException {
    while (true) {
      boolean late = again || member.hasMetOthers();
      Tried tried =
          publisher.isContended(branch, late) ? inTurn(member, place) : tried(member, place);
      if (tried.link.isPresent() || tried.made.isPresent()) {
        return tried;
      }
      if (tried.fit != ChainFit.BEHIND) {
        chain.awaitMove(tried.seen);
      }
    }
  }

  private Tried inTurn(GroupMember member, CommitTurns.Place place) throws InterruptedException {
    LeftCommit left = member.left();
    BuildGate.Entry entry =
        gate.enter(
            turns.isFirst(place),
            () -> publisher.join(this),
            new LeavingCommit(member, publisher, gate));
    if (entry == BuildGate.Entry.OVER) {
      member.metOthers();
      return made(left, assets.repoInfo())
          .map(Tried::made)
          .orElseGet(() -> Tried.not(ChainFit.BEHIND, null));
    }
    try {
      left.takeBack();
      if (entry == BuildGate.Entry.MOVED) {
        member.metOthers();
      }
      return tried(member, place);
    } finally {
      gate.leave();
      publisher.wake();
    }
  }

  /// Builds commits of others in the turn of this process; called before it is waited for what is
  /// being built.
  void admit(List<GuestCommit> guests) {
    if (!guests.isEmpty()) {
      new GuestBuilds(this, use, publisher, target.sources().executor()).begin(guests);
    }
  }

  /// Builds a commit of somebody else, once; empty if it does not go on the tip as it is.
  Optional<Link> built(GuestCommit guest) {
    CommitTurns.Place place = new CommitTurns.Place();
    try {
      return tried(guest, place).link;
    } catch (RuntimeException | InterruptedException e) {
      // Whoever left it meets it again.
      Thread.interrupted();
      return Optional.empty();
    } finally {
      turns.leave(place);
    }
  }

  private Tried tried(GroupMember member, CommitTurns.Place place) throws InterruptedException {
    carry(member);
    Tried tried = triedInTurn(member, place);
    tried.link.ifPresent(this::send);
    return tried;
  }

  /// The snapshot and the log of a link are encoded when others have their turn already.
  private void send(Link link) {
    link.flushed().uploads().begin();
    link.arrived().whenComplete((_, _) -> publisher.wake());
    if (chain.wantsPublisher()) {
      publisher.join(this);
    }
  }

  private Tried triedInTurn(GroupMember member, CommitTurns.Place place)
      throws InterruptedException {
    turns.begin(place);
    try {
      View seen = view(member);
      RepoInfo known = seen.known().info();
      Optional<SnapshotInfo> made = member.left().madeIn(known);
      if (made.isPresent() || !member.isWantedIn(known)) {
        return new Tried(Optional.empty(), ChainFit.BEHIND, seen, made);
      }
      boolean full = seen.links().size() >= MOST_LINKS;
      boolean unseen = !member.isWatched() || place.isOutlived();
      ChainFit fit = full ? ChainFit.TAKEN : ChainFit.of(assets, member, seen, unseen);
      boolean goes = fit == ChainFit.FREE && member.fits(seen.tip());
      Optional<Link> link = goes ? built(member, seen) : Optional.empty();
      if (link.isPresent()) {
        turns.leave(place);
      } else {
        turns.passedOver(place);
      }
      return new Tried(link, fit, seen, Optional.empty());
    } finally {
      turns.end();
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
            publisher.wake();
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
  private void carry(GroupMember member) {
    View seen = view(member);
    boolean reached = seen.links().stream().anyMatch(link -> link.id().equals(member.base()));
    RepoInfo info = seen.known().info();
    if (!reached && info.branches().containsKey(branch) && member.left().madeIn(info).isEmpty()) {
      boolean late = !info.hasSnapshot(member.base()) && !seen.links().isEmpty();
      if (!late) {
        member.rebase(info);
      }
    }
  }

  /// The chain now. Where it is empty, one that begins with a state that has the snapshot on which
  /// a commit is, which need not be the newest: the swap will tell.
  private View view(GroupMember member) {
    View seen = chain.view();
    if (!seen.links().isEmpty()) {
      return seen;
    }
    StoredRepoInfo known =
        assets
            .lastRepoInfo()
            .filter(state -> state.info().hasSnapshot(member.base()))
            .or(assets::repoInfo)
            .orElseThrow(() -> RepoFile.missing(assets));
    SnapshotId tip = known.info().branches().get(branch);
    return new View(seen.moves(), known, tip == null ? member.base() : tip, List.of());
  }

  /// Builds a commit on the tip of the chain and adds it; empty if it is to wait, as where there
  /// may be no room for it behind the others.
  private Optional<Link> built(GroupMember member, View seen) {
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
      link.flushed().uploads().begin();
      settle(link.arrived());
      return Optional.empty();
    }
    return Optional.of(link);
  }

  /// Waits for the end of something, whatever it is.
  private static void settle(CompletableFuture<?> future) {
    future.handle((_, _) -> null).join();
  }
}

package dev.floe.internal.commit;

import dev.floe.conflict.Conflict;
import dev.floe.conflict.ConflictSolver;
import dev.floe.conflict.RebaseFailedException;
import dev.floe.conflict.Resolution;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.SessionStateException;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.asset.StoredRepoInfo;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.binary.TransactionLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Carries a session's changes from the snapshot they were made on to the tip of its branch, over
/// one commit after the other, oldest first. Writes nothing.
///
/// ```
/// base ── c1 ── c2 ── c3 = tip        c2 conflicts: the session is on c1 then, and stays there
///           pruned logs of a commit come before its own: they are what expiration took out
/// ```
final class Rebase {
  private final AssetManager assets;
  private final ConflictSolver solver;
  private final Executor executor;
  private final EditChanges changes;
  private final ReadSet reads;
  private final Optional<RepoInfo> known;
  private SnapshotId base;

  /// Whether the base is no ancestor of the tip.
  private boolean lost;

  /// @param executor runs work that may block
  /// @param changes frozen meanwhile
  /// @param reads what the session read of its base and of what it was rebased from
  /// @param known a state of the repository to go to the tip of; if empty it is asked for
  Rebase(
      AssetManager assets,
      Executor executor,
      ConflictSolver solver,
      SnapshotId base,
      EditChanges changes,
      ReadSet reads,
      Optional<RepoInfo> known) {
    this.assets = assets;
    this.executor = executor;
    this.known = known;
    this.solver = solver;
    this.base = base;
    this.changes = changes;
    this.reads = reads;
  }

  /// Goes as far as it can. A branch that is gone is nothing to do: the commit will say so.
  ///
  /// @param onto is told each commit that the changes are based on now
  /// @throws RebaseFailedException if the solver refuses
  void run(String branch, Consumer<SnapshotId> onto) {
    run(branch, false, onto);
  }

  /// As [#run(String, Consumer)].
  ///
  /// @param asksForNodes whether the nodes of each commit will be asked for in any case
  void run(String branch, boolean asksForNodes, Consumer<SnapshotId> onto) {
    Deque<SnapshotInfo> commits = commitsAfterBase(branch);
    List<SnapshotId> steps =
        asksForNodes || comparesNodes()
            ? commits.stream().map(SnapshotInfo::id).toList()
            : List.of();
    List<SnapshotId> ids = new ArrayList<>();
    for (SnapshotInfo commit : commits) {
      ids.addAll(commit.prunedAncestorLogs());
      ids.add(commit.id());
    }
    try (Prefetch<TransactionLog> logs = Prefetch.ofLogs(assets, executor, ids);
        FileTrail files = new FileTrail(assets, executor, steps)) {
      for (SnapshotInfo commit : commits) {
        if (!steps.isEmpty()) {
          files.advance();
        }
        over(commit, logs);
        base = commit.id();
        lost = false;
        onto.accept(base);
      }
    }
  }

  /// Whether the changes are such that each step looks nodes up.
  private boolean comparesNodes() {
    return !(changes.newGroups().isEmpty()
        && changes.newArrays().isEmpty()
        && changes.deletedGroups().isEmpty()
        && changes.deletedArrays().isEmpty());
  }

  /// Where something was read meanwhile, it is compared too. That ends, for a read set does.
  private void over(SnapshotInfo commit, Prefetch<TransactionLog> logs) {
    SnapshotNodes after = new SnapshotNodes(assets, commit.id());
    List<TransactionLog> known = new ArrayList<>();
    long seen = reads.additions();
    requireReadsOfAncestor(after);
    for (SnapshotId pruned : commit.prunedAncestorLogs()) {
      known.add(prunedLog(commit.id(), pruned, logs));
      step(after, known.getLast());
    }
    known.add(logs.next());
    step(after, known.getLast());
    while (!reads.moveTo(commit.id(), seen)) {
      seen = reads.additions();
      requireReadsOfAncestor(after);
      known.forEach(log -> step(after, log));
    }
  }

  /// Nobody knows what lies between the base and the tip if neither descends from the other.
  private void requireReadsOfAncestor(SnapshotNodes after) {
    if (lost && !reads.isEmpty()) {
      decide(after, List.of(new Conflict.ReadsCannotBeRebased()));
    }
  }

  /// Oldest first. Where the base is no ancestor of the tip, all of the tip's ancestors are, down
  /// to the root: it was expired, or the branch was reset.
  private Deque<SnapshotInfo> commitsAfterBase(String branch) {
    History history = history();
    SnapshotId tip = history.branches().get(branch);
    Deque<SnapshotInfo> commits = new ArrayDeque<>();
    if (tip != null) {
      history.ancestry(tip).takeWhile(commit -> !commit.id().equals(base)).forEach(commits::push);
      lost = !commits.isEmpty() && !commits.peek().parentId().equals(Optional.of(base));
    }
    return commits;
  }

  private History history() {
    if (known.isPresent()) {
      return new RepoInfoHistory(known.get());
    }
    return assets.specVersion() == SpecVersion.V1
        ? new V1History(assets)
        : new RepoInfoHistory(
            assets
                .repoInfo()
                .map(StoredRepoInfo::info)
                .orElseThrow(() -> RepoFile.missing(assets)));
  }

  private static TransactionLog prunedLog(
      SnapshotId commit, SnapshotId pruned, Prefetch<TransactionLog> logs) {
    try {
      return logs.next();
    } catch (IcechunkException e) {
      if (e.kind() != ErrorKind.OBJECT_NOT_FOUND) {
        throw e;
      }
      throw new SessionStateException(
          ErrorKind.REBASE_TX_LOG_PRUNED,
          "rebase over " + commit + ": the log of its former ancestor " + pruned + " is gone",
          e);
    }
  }

  private void step(SnapshotNodes after, TransactionLog log) {
    SnapshotNodes before = new SnapshotNodes(assets, base);
    List<Conflict> conflicts = conflicts(before, after, log, changes, reads);
    if (!conflicts.isEmpty()) {
      decide(after, conflicts);
    }
  }

  private static List<Conflict> conflicts(
      SnapshotNodes before,
      SnapshotNodes after,
      TransactionLog log,
      EditChanges changes,
      ReadSet reads) {
    List<Conflict> conflicts = new ArrayList<>(ConflictDetection.of(before, after, log, changes));
    conflicts.addAll(ReadConflicts.of(reads, before, after, log));
    return conflicts;
  }

  private void decide(SnapshotNodes after, List<Conflict> conflicts) {
    switch (solver.solve(conflicts)) {
      case Resolution.Unsolvable _ -> throw new RebaseFailedException(base, after.id(), conflicts);
      case Resolution.Solved(List<Conflict.ChunkDoubleUpdate> dropped) -> {
        if (conflicts.stream().anyMatch(Rebase::isBeyondSolving)) {
          throw new RebaseFailedException(base, after.id(), conflicts);
        }
        dropped.forEach(this::drop);
      }
    }
  }

  /// Whether changes on a snapshot go on top of a commit made on the same one, as they are.
  ///
  /// @param log what the commit did
  static boolean isFree(
      AssetManager assets,
      SnapshotId base,
      SnapshotId commit,
      TransactionLog log,
      EditChanges changes,
      ReadSet reads) {
    SnapshotNodes before = new SnapshotNodes(assets, base);
    SnapshotNodes after = new SnapshotNodes(assets, commit);
    return conflicts(before, after, log, changes, reads).isEmpty();
  }

  /// Dropping chunks leaves two nodes of one path, which no snapshot can hold.
  private static boolean isBeyondSolving(Conflict conflict) {
    return conflict instanceof Conflict.NewNodeConflictsWithExistingNode;
  }

  private void drop(Conflict.ChunkDoubleUpdate theirs) {
    changes.dropChunkChanges(theirs.node(), chunk -> theirs.chunks().contains(chunk.indices()));
  }
}

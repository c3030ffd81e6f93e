package dev.floe.internal.commit;

import dev.floe.error.CommitUnknownException;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.SessionStateException;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.storage.TurnRequests;
import java.util.Optional;

/// A commit that somebody else left, to be made in the turn in which it was taken, and once: where
/// it does not go on the tip as it is, whoever left it does what there is to do.
final class GuestCommit implements GroupMember {
  private final AssetManager assets;
  private final TurnRequests.Taken taken;
  private final CommitBytes commit;
  private final LeftCommit left = new LeftCommit();
  private final ReadSet reads;

  /// @param commit what was taken
  GuestCommit(AssetManager assets, TurnRequests.Taken taken, CommitBytes commit) {
    this.assets = assets;
    this.taken = taken;
    this.commit = commit;
    this.reads = new ReadSet(base());
    changes().freeze();
  }

  String branch() {
    return commit.branch();
  }

  /// Ends it when its attempt is over, unless nobody can tell what became of that: whoever left it
  /// finds out for itself then, and makes what it finds durable.
  void attempted(CommitChain.Outcome outcome) {
    if (outcome != null && outcome.failure() instanceof CommitUnknownException) {
      changes().retire();
    } else {
      end();
    }
  }

  /// Whoever left it goes on.
  void end() {
    taken.end();
    changes().retire();
  }

  @Override
  public EditChanges changes() {
    return commit.fork().changes();
  }

  @Override
  public ReadSet reads() {
    return reads;
  }

  @Override
  public SnapshotId base() {
    return commit.fork().point();
  }

  @Override
  public void rebase(RepoInfo known) {
    // Over what is nothing to it, it goes as it is; over anything else, by its own process.
  }

  @Override
  public boolean hasMetOthers() {
    return true;
  }

  @Override
  public void metOthers() {
    // It is by now that it has.
  }

  @Override
  public boolean isWatched() {
    return false;
  }

  @Override
  public boolean mayBeLeft() {
    return false;
  }

  @Override
  public LeftCommit left() {
    return left;
  }

  @Override
  public boolean isWantedIn(RepoInfo state) {
    return taken.isValid() && !state.hasSnapshot(commit.id());
  }

  /// What is free of all that came since goes on the tip if it fitted where it was made.
  @Override
  public boolean fits(SnapshotId tip) {
    try {
      ForkFit.check(commit.fork(), new SnapshotNodes(assets, tip));
      return true;
    } catch (IcechunkException e) {
      return false;
    }
  }

  @Override
  public Committer.Request request() {
    return new Committer.Request(
        Committer.Kind.COMMIT,
        commit.branch(),
        base(),
        changes(),
        commit.message(),
        commit.properties(),
        commit.allowEmpty(),
        false,
        GuestCommit::refuseToSplit,
        Optional.of(commit.id()));
  }

  /// Whoever left it would not be told of the array.
  private static void refuseToSplit(NodePath array) {
    throw new SessionStateException(
        ErrorKind.COMMIT_NOT_ALLOWED, "array " + array + ": its own process is to hear of it");
  }
}

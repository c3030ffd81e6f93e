package dev.floe.internal.commit;

import dev.floe.error.CommitUnknownException;
import dev.floe.error.IcechunkException;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.storage.TurnRequests;
import java.util.Optional;

/// What became of a commit that may be left to others who have the turn, by all its attempts. It is
/// left once, with the id that its snapshot has if they make it; from then on every state of the
/// repository is asked for that id before the commit is made by its own process.
///
/// ```
/// not left ──► left ──► ended             made or not: the next state tells
///                └────► taken back        … and if somebody had taken it, so does every later one
/// ```
///
/// One thread, the one that commits.
public final class LeftCommit {
  private SnapshotId id;
  private TurnRequests.Request request;
  private boolean open;

  /// Whether it may still be made by somebody who has taken it, as far as is known.
  private boolean uncertain;

  private boolean interrupted;

  /// One that is not left.
  public LeftCommit() {}

  /// Whether it was left before.
  boolean wasLeft() {
    return id != null;
  }

  /// It is left from now on.
  ///
  /// @param name of its snapshot if others make it
  /// @param left empty if it cannot be left
  void leave(SnapshotId name, Optional<TurnRequests.Request> left) {
    id = name;
    request = left.orElse(null);
    open = left.isPresent();
    uncertain = open;
  }

  /// Whether whoever took it has done with it.
  boolean hasEnded() {
    if (open && request.hasEnded()) {
      open = false;
      uncertain = false;
      return true;
    }
    return false;
  }

  /// Nobody is to begin with it any more.
  ///
  /// @return whether nobody has
  boolean takeBack() {
    if (open && !hasEnded()) {
      open = false;
      uncertain = !request.takeBack() && !request.hasEnded();
    }
    return !uncertain;
  }

  /// The snapshot, if others made it; durable then.
  Optional<SnapshotInfo> madeIn(RepoInfo state) {
    Optional<SnapshotInfo> made = id == null ? Optional.empty() : state.snapshot(id);
    if (made.isPresent() && uncertain) {
      request.confirm();
    }
    return made;
  }

  /// The snapshot of a commit that failed, if others have made it. Nobody can tell if they may.
  ///
  /// @throws IcechunkException the failure, or that nobody can tell
  SnapshotInfo settled(AssetManager assets, IcechunkException failure) {
    takeBack();
    if (!uncertain) {
      throw failure;
    }
    interrupted |= Thread.interrupted();
    Optional<SnapshotInfo> made;
    try {
      made = assets.repoInfo().flatMap(state -> madeIn(state.info()));
    } catch (IcechunkException e) {
      made = Optional.empty();
    }
    return made.orElseThrow(() ->
        new CommitUnknownException(
            id.text(),
            "commit: another process had begun to make it, and it cannot be told whether it does",
            failure));
  }

  /// Its thread is to stop, and waits all the same: an outcome that nobody waited for would be a
  /// commit that nobody knows of.
  void interrupted() {
    interrupted = true;
  }

  /// What its thread was told meanwhile, it finds out when it has committed.
  void restoreInterrupt() {
    if (interrupted) {
      interrupted = false;
      Thread.currentThread().interrupt();
    }
  }
}

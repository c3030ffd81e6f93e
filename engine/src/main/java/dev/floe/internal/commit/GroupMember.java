package dev.floe.internal.commit;

import dev.floe.error.IcechunkException;
import dev.floe.format.SnapshotId;
import dev.floe.internal.binary.RepoInfo;

/// A commit that may be rebased, and so may be published together with others; see [CommitGroups].
public interface GroupMember {
  /// What is to be committed, which is frozen.
  EditChanges changes();

  /// What was read of the base.
  ReadSet reads();

  /// The snapshot that the changes are on now.
  SnapshotId base();

  /// Carries the changes to the tip of the branch.
  ///
  /// @param known the state of the repository to take the tip from
  /// @throws IcechunkException if that cannot be done, or not again; the commit fails then
  void rebase(RepoInfo known);

  /// Whether it was found that others had moved the branch meanwhile.
  boolean hasMetOthers();

  /// Others were found to have moved the branch meanwhile.
  void metOthers();

  /// Whether somebody wants to be told of each rebase, also of those that change nothing.
  boolean isWatched();

  /// Whether others may make it: it depends on nothing that only its own process has.
  boolean mayBeLeft();

  /// What became of it where it was left to others.
  LeftCommit left();

  /// Whether it is still to be made, on a state that was just looked at.
  default boolean isWantedIn(RepoInfo state) {
    return true;
  }

  /// Whether the changes can have been made on a snapshot, if that is not known.
  default boolean fits(SnapshotId tip) {
    return true;
  }

  /// What is to be committed, as the changes are now.
  Committer.Request request();
}

package dev.floe.internal.commit;

import dev.floe.format.FeatureFlag;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.RepositoryStatus;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// What is to become of the repository info, as a value; [RepoInfoUpdates] says how. An update is
/// derived anew from every state that it meets until one of its swaps succeeds.
///
/// To add an operation, add a record here, a case in [RepoInfoUpdates], and its entry in the
/// operations log as an [dev.floe.format.UpdateType].
public sealed interface RepoUpdate {
  /// A commit: `snapshot`, whose parent is `base`, becomes the tip of the branch if `base` is it.
  record NewCommit(String branch, SnapshotId base, SnapshotInfo snapshot) implements RepoUpdate {
    public NewCommit {
      Objects.requireNonNull(branch, "branch");
      Objects.requireNonNull(base, "base");
      Objects.requireNonNull(snapshot, "snapshot");
    }
  }

  /// Commits of several sessions at once, each the parent of the next; the last one becomes the tip
  /// of the branch if `base`, the parent of the first, is it.
  record NewCommits(String branch, SnapshotId base, List<SnapshotInfo> snapshots)
      implements RepoUpdate {
    public NewCommits {
      Objects.requireNonNull(branch, "branch");
      Objects.requireNonNull(base, "base");
      snapshots = List.copyOf(snapshots);
      if (snapshots.isEmpty()) {
        throw new IllegalArgumentException("a group of no commits");
      }
    }
  }

  /// Groups of commits to several branches, each to another: all of them, or none.
  record Together(List<NewCommits> groups) implements RepoUpdate {
    public Together {
      groups = List.copyOf(groups);
      long branches = groups.stream().map(NewCommits::branch).distinct().count();
      if (branches == 0 || branches != groups.size()) {
        throw new IllegalArgumentException(
            "expected groups of as many branches, found " + groups.size() + " of " + branches);
      }
    }
  }

  /// An amended commit: `snapshot` takes the place of `replaced` as the tip of the branch, if
  /// `replaced` is it. Its parent and its pruned logs are those of `replaced`, whatever it says
  /// itself; `replaced` stays in the repository.
  record AmendCommit(String branch, SnapshotId replaced, SnapshotInfo snapshot)
      implements RepoUpdate {
    public AmendCommit {
      Objects.requireNonNull(branch, "branch");
      Objects.requireNonNull(replaced, "replaced");
      Objects.requireNonNull(snapshot, "snapshot");
    }
  }

  /// A snapshot of which no branch knows; its parent is in the repository.
  record AddDetachedSnapshot(SnapshotInfo snapshot) implements RepoUpdate {
    public AddDetachedSnapshot {
      Objects.requireNonNull(snapshot, "snapshot");
    }
  }

  /// An update that a flag may forbid.
  record Flagged(FeatureFlag flag, RepoUpdate update) implements RepoUpdate {
    public Flagged {
      Objects.requireNonNull(flag, "flag");
      Objects.requireNonNull(update, "update");
    }
  }

  /// A new branch at a snapshot.
  record CreateBranch(String name, SnapshotId target) implements RepoUpdate {
    public CreateBranch {
      RefName.checked(name);
      Objects.requireNonNull(target, "target");
    }
  }

  /// A branch goes; its snapshots stay.
  record DeleteBranch(String name) implements RepoUpdate {}

  /// A branch points elsewhere, if it points where `from` says.
  record ResetBranch(String name, SnapshotId target, Optional<SnapshotId> from)
      implements RepoUpdate {
    public ResetBranch {
      Objects.requireNonNull(target, "target");
      Objects.requireNonNull(from, "from");
    }
  }

  /// A new tag at a snapshot; its name may never have been a tag before.
  record CreateTag(String name, SnapshotId target) implements RepoUpdate {
    public CreateTag {
      RefName.checked(name);
      Objects.requireNonNull(target, "target");
    }
  }

  /// A tag goes, and its name is spent.
  record DeleteTag(String name) implements RepoUpdate {}

  /// The metadata of the repository is replaced.
  record SetMetadata(JsonObject metadata) implements RepoUpdate {}

  /// The metadata of the repository is overlaid, key by key.
  record UpdateMetadata(JsonObject changes) implements RepoUpdate {}

  /// The persisted configuration is replaced; the bytes are FlexBuffers.
  record SetConfig(MemorySegment flexBuffer) implements RepoUpdate {}

  /// The status changes, whatever it is now.
  record SetStatus(RepositoryStatus status) implements RepoUpdate {}

  /// A flag is switched, or goes back to its default.
  record SetFeatureFlag(FeatureFlag flag, Optional<Boolean> value) implements RepoUpdate {}

  /// Snapshots written before a time leave the repository as [ExpirationPlan] says, and refs to
  /// them too where they may.
  ///
  /// @param last the plan that was made last
  record Expire(
      Instant olderThan, boolean deleteBranches, boolean deleteTags, ExpirationPlan.Last last)
      implements RepoUpdate {
    public Expire {
      Objects.requireNonNull(olderThan, "olderThan");
    }

    public Expire(Instant olderThan, boolean deleteBranches, boolean deleteTags) {
      this(olderThan, deleteBranches, deleteTags, new ExpirationPlan.Last());
    }
  }

  /// Snapshots that a garbage collection did not reach leave the repository as [DroppedSnapshots]
  /// says.
  ///
  /// @param kept those that it reached
  /// @param dropped those that go
  record DropSnapshots(Set<SnapshotId> kept, Set<SnapshotId> dropped) implements RepoUpdate {
    public DropSnapshots {
      kept = Set.copyOf(kept);
      dropped = Set.copyOf(dropped);
    }
  }

  /// The operations log goes on in a file that has all of it, as [SavedFiles] says.
  ///
  /// @param file its name below `overwritten/`
  /// @param newest the time of its newest entry
  record RestartLog(String file, Instant newest) implements RepoUpdate {
    public RestartLog {
      Objects.requireNonNull(file, "file");
      Objects.requireNonNull(newest, "newest");
    }
  }

  /// Whether this may be done to a repository that is not online.
  default boolean ignoresStatus() {
    return this instanceof SetStatus;
  }

  /// The snapshot that this update adds.
  default Optional<SnapshotId> addedSnapshot() {
    return switch (this) {
      case NewCommit commit -> Optional.of(commit.snapshot.id());
      case NewCommits commits -> Optional.of(commits.snapshots.getLast().id());
      case Together together -> together.groups.getLast().addedSnapshot();
      case AmendCommit amend -> Optional.of(amend.snapshot.id());
      case AddDetachedSnapshot flush -> Optional.of(flush.snapshot.id());
      case Flagged flagged -> flagged.update.addedSnapshot();
      case CreateBranch _,
          DeleteBranch _,
          ResetBranch _,
          CreateTag _,
          DeleteTag _,
          SetMetadata _,
          UpdateMetadata _,
          SetConfig _,
          SetStatus _,
          SetFeatureFlag _,
          Expire _,
          DropSnapshots _,
          RestartLog _ ->
          Optional.empty();
    };
  }
}

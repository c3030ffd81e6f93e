package dev.floe.internal.commit;

import dev.floe.format.SnapshotId;
import dev.floe.format.UpdateType;
import dev.floe.internal.binary.RepoInfo;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The snapshots that a repository had when garbage was last collected or got since, as the
/// operations log and the file saved then tell. Where none was ever collected, all that the log
/// names.
///
/// ```
/// log   NewCommit c ─ ExpirationRan ─ NewCommit b ─ GCRan B ─ …      b, c, and what B has
/// ```
///
/// @param snapshots their ids
/// @param logs the ids of transaction logs that they had taken over from others
/// @param gone why they are not known; empty if they are
public record KnownSnapshots(
    Set<SnapshotId> snapshots, Set<SnapshotId> logs, Optional<String> gone) {

  /// Reads the log back to the last collection.
  ///
  /// @param backups fetches a saved file by its name below `overwritten/`
  public static KnownSnapshots of(RepoInfo live, Function<String, Optional<RepoInfo>> backups) {
    KnownSnapshots known = new KnownSnapshots(new HashSet<>(), new HashSet<>(), Optional.empty());
    known.add(live);
    OperationsHistory history = new OperationsHistory(live, backups);
    while (history.hasNext()) {
      LoggedOperation operation = history.next();
      if (operation.type() instanceof UpdateType.GCRan) {
        return known.withStateAfter(operation, backups);
      }
      known.add(operation.type());
    }
    return history.isComplete()
        ? known
        : known.unless("the operations log goes on in a file that is gone");
  }

  private KnownSnapshots withStateAfter(
      LoggedOperation collection, Function<String, Optional<RepoInfo>> backups) {
    if (collection.backup().isEmpty()) {
      return this;
    }
    Optional<RepoInfo> then = backups.apply(collection.backup().get());
    then.ifPresent(this::add);
    return then.isPresent()
        ? this
        : unless(
            "overwritten/"
                + collection.backup().get()
                + ", saved after the last collection, is gone");
  }

  private KnownSnapshots unless(String reason) {
    return new KnownSnapshots(snapshots, logs, Optional.of(reason));
  }

  private void add(RepoInfo state) {
    for (int i = 0; i < state.snapshotCount(); i++) {
      snapshots.add(state.idAt(i));
      logs.addAll(state.prunedAncestorLogsAt(i));
    }
  }

  private void add(UpdateType type) {
    switch (type) {
      case UpdateType.NewCommit commit -> snapshots.add(commit.newSnapId());
      case UpdateType.NewDetachedSnapshot flush -> snapshots.add(flush.newSnapId());
      case UpdateType.CommitAmended amend -> {
        snapshots.add(amend.previousSnapId());
        snapshots.add(amend.newSnapId());
      }
      case UpdateType.TagDeleted tag -> snapshots.add(tag.previousSnapId());
      case UpdateType.BranchDeleted branch -> snapshots.add(branch.previousSnapId());
      case UpdateType.BranchReset branch -> snapshots.add(branch.previousSnapId());
      case UpdateType.RepoInitialized _,
          UpdateType.RepoMigrated _,
          UpdateType.ConfigChanged _,
          UpdateType.MetadataChanged _,
          UpdateType.TagCreated _,
          UpdateType.BranchCreated _,
          UpdateType.GCRan _,
          UpdateType.ExpirationRan _,
          UpdateType.FeatureFlagChanged _,
          UpdateType.RepoStatusChanged _ -> {}
    }
  }
}

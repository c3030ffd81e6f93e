package dev.floe.internal.commit;

import dev.floe.error.AlreadyExistsException;
import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.error.NotFoundException;
import dev.floe.error.ReadOnlyException;
import dev.floe.error.SessionStateException;
import dev.floe.format.FeatureFlag;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.RepositoryStatus;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.format.UpdateType;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.binary.RepoInfoBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// From an old repository info and an update to the new one: pure, with every check that an
/// operation has, in its order. Whatever an update does not touch stays as it is.
public final class RepoInfoUpdates {
  /// What one attempt adds of its own.
  ///
  /// @param now the clock
  /// @param backupName the name, without `overwritten/`, under which the old file is saved
  /// @param updatesPerFile how many entries of the operations log one file holds
  public record Stamp(Instant now, String backupName, int updatesPerFile) {}

  private RepoInfoUpdates() {}

  /// The repository info after an update.
  public static RepoInfo apply(RepoInfo old, RepoUpdate update, Stamp stamp) {
    requireOnline(old, update);
    RepoInfoBuilder builder = old.toBuilder();
    List<UpdateType> entries = changes(old, builder, update);
    if (update instanceof RepoUpdate.RestartLog restart) {
      OperationsLog.restart(builder, old, entries.getFirst(), stamp.now(), restart);
    } else {
      OperationsLog.append(
          builder, old, entries, stamp.now(), stamp.backupName(), stamp.updatesPerFile());
    }
    return builder.build();
  }

  /// Makes a change and answers its entries in the operations log, oldest first.
  private static List<UpdateType> changes(
      RepoInfo old, RepoInfoBuilder builder, RepoUpdate update) {
    if (update instanceof RepoUpdate.Together(List<RepoUpdate.NewCommits> groups)) {
      return groups.stream().flatMap(each -> commits(old, builder, each).stream()).toList();
    }
    return update instanceof RepoUpdate.NewCommits commits
        ? commits(old, builder, commits)
        : List.of(change(old, builder, update));
  }

  /// Makes a change and answers its entry in the operations log, of several the newest.
  private static UpdateType change(RepoInfo old, RepoInfoBuilder builder, RepoUpdate update) {
    return switch (update) {
      case RepoUpdate.NewCommit commit -> commit(old, builder, commit);
      case RepoUpdate.NewCommits _, RepoUpdate.Together _ ->
          changes(old, builder, update).getLast();
      case RepoUpdate.AmendCommit amend -> amend(old, builder, amend);
      case RepoUpdate.AddDetachedSnapshot add -> addDetached(old, builder, add.snapshot());
      case RepoUpdate.Flagged flagged -> {
        requireEnabled(old, flagged.flag());
        yield change(old, builder, flagged.update());
      }
      case RepoUpdate.CreateBranch create -> createBranch(old, builder, create);
      case RepoUpdate.DeleteBranch delete -> deleteBranch(old, builder, delete);
      case RepoUpdate.ResetBranch reset -> resetBranch(old, builder, reset);
      case RepoUpdate.CreateTag create -> createTag(old, builder, create);
      case RepoUpdate.DeleteTag delete -> deleteTag(old, builder, delete);
      case RepoUpdate.SetMetadata set -> metadata(builder, set.metadata());
      case RepoUpdate.UpdateMetadata change ->
          metadata(builder, old.metadata().orElse(JsonObject.EMPTY).overlaidWith(change.changes()));
      case RepoUpdate.SetConfig set -> {
        builder.config(Optional.of(set.flexBuffer()));
        yield new UpdateType.ConfigChanged();
      }
      case RepoUpdate.SetStatus set -> {
        builder.status(set.status());
        yield new UpdateType.RepoStatusChanged(set.status());
      }
      case RepoUpdate.SetFeatureFlag set -> setFlag(old, builder, set);
      case RepoUpdate.Expire expire -> {
        ExpirationPlan.of(old, expire).applyTo(builder);
        yield new UpdateType.ExpirationRan();
      }
      case RepoUpdate.DropSnapshots drop -> {
        DroppedSnapshots.apply(old, builder, drop);
        yield new UpdateType.GCRan();
      }
      case RepoUpdate.RestartLog _ -> new UpdateType.GCRan();
    };
  }

  private static void requireOnline(RepoInfo info, RepoUpdate update) {
    if (info.specVersion() != SpecVersion.V2) {
      throw new FormatException(
          ErrorKind.UNSUPPORTED_SPEC_VERSION,
          "repo",
          -1,
          "spec version 2",
          info.specVersion().text());
    }
    if (!update.ignoresStatus()) {
      requireOnline(info.status());
    }
  }

  /// Refuses with `read-only-repository` where a repository takes no changes.
  public static void requireOnline(RepositoryStatus status) {
    if (status.availability() != RepositoryStatus.Availability.ONLINE) {
      throw new ReadOnlyException(
          ErrorKind.READ_ONLY_REPOSITORY,
          "repository: expected one that is online, found one that is read-only since "
              + status.setAt()
              + status.limitedAvailabilityReason().map(reason -> ", reason: " + reason).orElse(""));
    }
  }

  private static UpdateType commit(
      RepoInfo old, RepoInfoBuilder builder, RepoUpdate.NewCommit commit) {
    requireTip(old, commit.branch(), commit.base());
    commit.snapshot().parentId().ifPresent(parent -> requireSnapshot(old, parent));
    builder.addSnapshot(commit.snapshot()).branch(commit.branch(), commit.snapshot().id());
    return new UpdateType.NewCommit(commit.branch(), commit.snapshot().id());
  }

  /// One entry for each, oldest first.
  private static List<UpdateType> commits(
      RepoInfo old, RepoInfoBuilder builder, RepoUpdate.NewCommits commits) {
    requireTip(old, commits.branch(), commits.base());
    requireSnapshot(old, commits.base());
    List<UpdateType> entries = new ArrayList<>();
    SnapshotId parent = commits.base();
    for (SnapshotInfo snapshot : commits.snapshots()) {
      if (!snapshot.parentId().equals(Optional.of(parent))) {
        throw new IllegalArgumentException("commit " + snapshot.id() + " is not on " + parent);
      }
      builder.addSnapshot(snapshot);
      entries.add(new UpdateType.NewCommit(commits.branch(), snapshot.id()));
      parent = snapshot.id();
    }
    builder.branch(commits.branch(), parent);
    return entries;
  }

  private static void requireTip(RepoInfo old, String branch, SnapshotId expected) {
    SnapshotId tip = branch(old, branch, ErrorKind.BRANCH_NOT_FOUND);
    if (!tip.equals(expected)) {
      throw new ConflictException(
          ErrorKind.COMMIT_CONFLICT,
          "commit to " + branch + ": expected its tip at " + expected + ", found " + tip,
          expected.text(),
          tip.text());
    }
  }

  private static UpdateType amend(
      RepoInfo old, RepoInfoBuilder builder, RepoUpdate.AmendCommit amend) {
    requireTip(old, amend.branch(), amend.replaced());
    SnapshotInfo replaced =
        old.snapshot(amend.replaced()).orElseThrow(() -> History.missingSnapshot(amend.replaced()));
    SnapshotInfo own = amend.snapshot();
    SnapshotInfo placed =
        new SnapshotInfo(
            own.id(),
            replaced.parentId(),
            own.flushedAt(),
            own.message(),
            own.metadata(),
            replaced.prunedAncestorLogs());
    builder.addSnapshot(placed).branch(amend.branch(), own.id());
    return new UpdateType.CommitAmended(amend.branch(), amend.replaced(), own.id());
  }

  private static UpdateType addDetached(
      RepoInfo old, RepoInfoBuilder builder, SnapshotInfo snapshot) {
    snapshot.parentId().ifPresent(parent -> requireSnapshot(old, parent));
    builder.addSnapshot(snapshot);
    return new UpdateType.NewDetachedSnapshot(snapshot.id());
  }

  private static UpdateType createBranch(
      RepoInfo old, RepoInfoBuilder builder, RepoUpdate.CreateBranch create) {
    requireSnapshot(old, create.target());
    SnapshotId existing = old.branches().get(create.name());
    if (existing != null) {
      throw new AlreadyExistsException(
          ErrorKind.BRANCH_ALREADY_EXISTS,
          "branch " + create.name() + ": expected none, found one at " + existing);
    }
    builder.branch(create.name(), create.target());
    return new UpdateType.BranchCreated(create.name());
  }

  private static UpdateType deleteBranch(
      RepoInfo old, RepoInfoBuilder builder, RepoUpdate.DeleteBranch delete) {
    if (delete.name().equals(RepoInfo.MAIN_BRANCH)) {
      throw new SessionStateException(
          ErrorKind.CANNOT_DELETE_MAIN, "branch main: every repository keeps it");
    }
    SnapshotId tip = branch(old, delete.name(), ErrorKind.REF_NOT_FOUND);
    builder.removeBranch(delete.name());
    return new UpdateType.BranchDeleted(delete.name(), tip);
  }

  private static UpdateType resetBranch(
      RepoInfo old, RepoInfoBuilder builder, RepoUpdate.ResetBranch reset) {
    ErrorKind missing =
        reset.from().isPresent() ? ErrorKind.BRANCH_NOT_FOUND : ErrorKind.REF_NOT_FOUND;
    SnapshotId tip = branch(old, reset.name(), missing);
    if (reset.from().isPresent() && !reset.from().get().equals(tip)) {
      throw new ConflictException(
          ErrorKind.BRANCH_UPDATE_CONFLICT,
          "branch " + reset.name() + ": expected it at " + reset.from().get() + ", found " + tip,
          reset.from().get().text(),
          tip.text());
    }
    requireSnapshot(old, reset.target());
    builder.branch(reset.name(), reset.target());
    return new UpdateType.BranchReset(reset.name(), tip);
  }

  private static UpdateType createTag(
      RepoInfo old, RepoInfoBuilder builder, RepoUpdate.CreateTag create) {
    requireSnapshot(old, create.target());
    requireEnabled(old, FeatureFlag.CREATE_TAG);
    SnapshotId existing = old.tags().get(create.name());
    if (existing != null) {
      throw new AlreadyExistsException(
          ErrorKind.TAG_ALREADY_EXISTS,
          "tag " + create.name() + ": expected none, found one at " + existing);
    }
    if (old.deletedTags().contains(create.name())) {
      throw new AlreadyExistsException(
          ErrorKind.TAG_PREVIOUSLY_DELETED,
          "tag " + create.name() + ": expected a name never used, found that of a deleted tag");
    }
    builder.tag(create.name(), create.target());
    return new UpdateType.TagCreated(create.name());
  }

  private static UpdateType deleteTag(
      RepoInfo old, RepoInfoBuilder builder, RepoUpdate.DeleteTag delete) {
    requireEnabled(old, FeatureFlag.DELETE_TAG);
    SnapshotId target = old.tags().get(delete.name());
    if (target == null) {
      throw History.missingRef("tag", delete.name());
    }
    SortedSet<String> deleted = new TreeSet<>(old.deletedTags());
    deleted.add(delete.name());
    builder.removeTag(delete.name()).deletedTags(deleted);
    return new UpdateType.TagDeleted(delete.name(), target);
  }

  private static UpdateType metadata(RepoInfoBuilder builder, JsonObject metadata) {
    builder.metadata(Optional.of(metadata));
    return new UpdateType.MetadataChanged();
  }

  /// A list that is in the file stays there, empty perhaps.
  private static UpdateType setFlag(
      RepoInfo old, RepoInfoBuilder builder, RepoUpdate.SetFeatureFlag set) {
    int id = set.flag().id();
    TreeSet<Integer> enabled = new TreeSet<>(old.enabledFeatureFlags().orElse(List.of()));
    TreeSet<Integer> disabled = new TreeSet<>(old.disabledFeatureFlags().orElse(List.of()));
    enabled.remove(id);
    disabled.remove(id);
    set.value().ifPresent(on -> (on ? enabled : disabled).add(id));
    if (old.enabledFeatureFlags().isPresent() || !enabled.isEmpty()) {
      builder.enabledFeatureFlags(Optional.of(enabled));
    }
    if (old.disabledFeatureFlags().isPresent() || !disabled.isEmpty()) {
      builder.disabledFeatureFlags(Optional.of(disabled));
    }
    return new UpdateType.FeatureFlagChanged(id, set.value());
  }

  /// Whether a flag is on: as the repository says, else as is usual.
  public static boolean isEnabled(RepoInfo info, FeatureFlag flag) {
    if (info.enabledFeatureFlags().filter(ids -> ids.contains(flag.id())).isPresent()) {
      return true;
    }
    return info.disabledFeatureFlags().filter(ids -> ids.contains(flag.id())).isEmpty();
  }

  /// Refuses with `feature-flag-disabled` where a flag is off.
  public static void requireEnabled(RepoInfo info, FeatureFlag flag) {
    if (!isEnabled(info, flag)) {
      throw new SessionStateException(
          ErrorKind.FEATURE_FLAG_DISABLED,
          flag.description() + " is disabled by a feature flag (" + flag.flagName() + ")");
    }
  }

  private static SnapshotId branch(RepoInfo info, String name, ErrorKind ifMissing) {
    SnapshotId tip = info.branches().get(name);
    if (tip == null) {
      throw new NotFoundException(
          ifMissing, "branch \"" + name + "\": there is none in this repository");
    }
    return tip;
  }

  private static void requireSnapshot(RepoInfo info, SnapshotId id) {
    if (!info.hasSnapshot(id)) {
      throw History.missingSnapshot(id);
    }
  }
}

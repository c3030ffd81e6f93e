package dev.floe.internal.commit;

import dev.floe.config.RepositoryConfig;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.SessionStateException;
import dev.floe.format.FeatureFlag;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.NodePath;
import dev.floe.format.RepositoryStatus;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.concurrent.Permits;
import dev.floe.internal.concurrent.Sources;
import dev.floe.jfr.CommitEvent;
import dev.floe.jfr.CommitPhase;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/// Commits change sets to branches of one repository. Any thread may call, any number at once; one
/// committer serves all sessions of the repository, so that they share its budgets.
public final class Committer {
  private static final long BUDGET_BYTES = 256L << 20;
  private static final int LONGEST_QUEUE = 1 << 20;

  /// What becomes of the new snapshot.
  public enum Kind {
    /// It follows the base on the branch.
    COMMIT,
    /// It takes the place of the base on the branch.
    AMEND,
    /// No branch knows of it.
    DETACHED
  }

  /// What is to be committed.
  ///
  /// @param kind what becomes of the snapshot
  /// @param branch where; of a detached snapshot only for messages
  /// @param base the snapshot that the changes were made on
  /// @param changes frozen by the caller, who thaws them if the commit fails and retires them if it
  ///   succeeds; chunks they refer to are stored
  /// @param message of the new snapshot
  /// @param metadata the whole properties of the new snapshot, defaults of the repository included
  /// @param allowEmpty whether a change set without changes makes a snapshot too
  /// @param rewriteManifests whether every manifest is written anew, as the configuration splits
  /// @param splitAgain is told of arrays whose manifests others had merged; of one more than once,
  ///   perhaps, and by any thread
  /// @param id of the new snapshot; empty for a fresh one
  public record Request(
      Kind kind,
      String branch,
      SnapshotId base,
      ChangeSet changes,
      String message,
      JsonObject metadata,
      boolean allowEmpty,
      boolean rewriteManifests,
      Consumer<NodePath> splitAgain,
      Optional<SnapshotId> id) {
    /// The same changes on another snapshot.
    Request on(SnapshotId other) {
      return new Request(
          kind,
          branch,
          other,
          changes,
          message,
          metadata,
          allowEmpty,
          rewriteManifests,
          splitAgain,
          id);
    }

    /// Whether the branch is where it must be for this commit, as far as a state tells.
    boolean fits(RepoInfo info) {
      return info.status().availability() == RepositoryStatus.Availability.ONLINE
          && (kind == Kind.DETACHED || base.equals(info.branches().get(branch)));
    }

    public Request {
      Objects.requireNonNull(kind, "kind");
      Objects.requireNonNull(branch, "branch");
      Objects.requireNonNull(base, "base");
      Objects.requireNonNull(changes, "changes");
      Objects.requireNonNull(message, "message");
      Objects.requireNonNull(metadata, "metadata");
      Objects.requireNonNull(splitAgain, "splitAgain");
      Objects.requireNonNull(id, "id");
    }
  }

  /// The groups of a branch, and how many commits to it are under way.
  private record Used(CommitGroups groups, int users) {}

  private final Flush.Target target;
  private final RepoUpdateLoop loop;
  private final V1Updates first;
  private final CommitPace pace;
  private final GroupPublisher publisher;
  private final Map<String, Used> groups = new ConcurrentHashMap<>();

  /// @param loop of the same repository
  public Committer(
      AssetManager assets, RepositoryConfig config, Sources sources, RepoUpdateLoop loop) {
    this.target =
        new Flush.Target(
            assets, config, sources, new Permits(BUDGET_BYTES, LONGEST_QUEUE, sources.nanoClock()));
    this.loop = loop;
    this.first = new V1Updates(assets, sources);
    this.pace = new CommitPace(sources);
    this.publisher =
        new GroupPublisher(
            assets, sources, loop, pace, new CommitExchange(assets, config, sources));
  }

  /// Called before the first attempt of a commit that may be rebased: waits while others are to go
  /// first, unless they wait for each other's turns.
  ///
  /// @return whether it waited, so that the branch has probably moved
  public boolean letOthersGoFirst(String branch) {
    return !loop.turns().keepOthersBack() && pace.letOthersGoFirst(branch);
  }

  /// Whether a commit that met a conflict is carried over it in its next turn.
  public boolean rebasesInTurn() {
    return target.assets().specVersion() == SpecVersion.V2 && loop.turns().keepOthersBack();
  }

  /// How commits through this committer that are rebased take turns with those of others.
  public CommitPace pace() {
    return pace;
  }

  /// Does a whole commit, all its attempts and rebases, and tells the flight recorder of it.
  ///
  /// @param work is given the event to count in, or null while nobody records any
  public static SnapshotInfo recorded(String branch, Function<CommitEvent, SnapshotInfo> work) {
    CommitEvent event = CommitEvent.started(branch);
    if (event == null) {
      return work.apply(null);
    }
    try {
      SnapshotInfo snapshot = work.apply(event);
      event.finished(snapshot.id().text(), CommitEvent.COMMITTED);
      return snapshot;
    } catch (IcechunkException e) {
      event.finished("", e.kind().code());
      throw e;
    }
  }

  /// Writes the changes as a new snapshot and makes it the tip of the branch, if the branch still
  /// is at the base. When this returns, the commit is durable.
  ///
  /// @param event counts how often the repository was swapped; null while nobody records any
  /// @throws dev.floe.error.ConflictException `commit-conflict`, with both ids, if it is elsewhere
  /// @throws SessionStateException `no-changes-to-commit`
  /// @throws dev.floe.error.FormatException `unsupported-spec-version` for an amended commit in a
  ///   repository of format 1
  public SnapshotInfo commit(Request request, CommitEvent event) {
    requireAllowed(request);
    return alone(request, event);
  }

  /// As [#commit(Request, CommitEvent)], for changes that may be carried over what others
  /// committed: where several such commits to a branch are waiting, one swap publishes them.
  public SnapshotInfo commit(GroupMember member, CommitEvent event) {
    Request request = member.request();
    requireAllowed(request);
    if (target.assets().specVersion() == SpecVersion.V1
        || !(request.changes instanceof EditChanges)) {
      return alone(request, event);
    }
    try {
      return entered(request.branch).commit(member, swaps -> swapped(event, swaps));
    } finally {
      left(request.branch);
    }
  }

  private CommitGroups entered(String branch) {
    return groups.compute(
            branch,
            (_, used) ->
                used == null ? new Used(groups(branch), 1) : new Used(used.groups, used.users + 1))
        .groups;
  }

  private CommitGroups groups(String branch) {
    CommitGroups.Use use =
        new CommitGroups.Use() {
          @Override
          public CommitGroups entered() {
            return Committer.this.entered(branch);
          }

          @Override
          public void left() {
            Committer.this.left(branch);
          }
        };
    return new CommitGroups(target, loop, publisher, branch, use);
  }

  private void left(String branch) {
    groups.computeIfPresent(
        branch, (_, used) -> used.users == 1 ? null : new Used(used.groups, used.users - 1));
  }

  /// How many branches somebody commits to now.
  int busyBranches() {
    return groups.size();
  }

  /// Groups of the same branch leave room for it.
  private SnapshotInfo alone(Request request, CommitEvent event) {
    Used used = request.kind == Kind.DETACHED ? null : groups.get(request.branch);
    return used == null
        ? published(request, event)
        : used.groups.beside(request.base, () -> published(request, event));
  }

  private SnapshotInfo published(Request request, CommitEvent event) {
    if (target.assets().specVersion() == SpecVersion.V2) {
      loop.requireRoom(request);
    }
    Flush.Flushed flushed = flush(target, request);
    flushed.uploads().begin();
    Optional<RepoUpdateLoop.Saved> saved = savedMeanwhile(request, flushed.uploads());
    try {
      flushed.uploads().await();
    } catch (IcechunkException e) {
      saved.ifPresent(saving -> saving.copy().handle((_, _) -> null).join());
      throw e;
    }
    publish(update(request, flushed.snapshot()), saved, event);
    return flushed.snapshot();
  }

  /// Looks what the repository is and begins to save it while files are on their way, unless it is
  /// known already that the commit will not follow what is there. Where others commit to the branch
  /// all the time it may have moved when the files have arrived.
  private Optional<RepoUpdateLoop.Saved> savedMeanwhile(Request request, Uploads uploads) {
    if (target.assets().specVersion() == SpecVersion.V1
        || pace.expectsOthers(request.branch)
        || uploads.all().isCompletedExceptionally()) {
      return Optional.empty();
    }
    return loop.saveNewest(request::fits);
  }

  private static void swapped(CommitEvent event, int swaps) {
    if (event != null) {
      event.swapped(swaps);
    }
  }

  private void requireAllowed(Request request) {
    if (request.kind == Kind.AMEND && target.assets().specVersion() == SpecVersion.V1) {
      throw V1Updates.unsupported();
    }
    if (request.changes.isEmpty() && !request.allowEmpty) {
      throw new SessionStateException(
          ErrorKind.NO_CHANGES_TO_COMMIT,
          "commit to " + request.branch + ": the session has no changes");
    }
    if (request.kind == Kind.AMEND && request.base.equals(SnapshotId.INITIAL)) {
      throw new SessionStateException(
          ErrorKind.NO_AMEND_FOR_INITIAL_COMMIT,
          "amend on " + request.branch + ": the first snapshot of a repository stays as it is");
    }
  }

  private static RepoUpdate update(Request request, SnapshotInfo snapshot) {
    RepoUpdate placed = placed(request, snapshot);
    return switch (request.changes) {
      case EditChanges _ -> placed;
      case MoveChanges _ -> new RepoUpdate.Flagged(FeatureFlag.MOVE_NODE, placed);
    };
  }

  private static RepoUpdate placed(Request request, SnapshotInfo snapshot) {
    return switch (request.kind) {
      case COMMIT -> new RepoUpdate.NewCommit(request.branch, request.base, snapshot);
      case AMEND -> new RepoUpdate.AmendCommit(request.branch, request.base, snapshot);
      case DETACHED -> new RepoUpdate.AddDetachedSnapshot(snapshot);
    };
  }

  static Flush.Flushed flush(Flush.Target target, Request request) {
    CommitPhase phase = CommitPhase.started(CommitPhase.Phase.FLUSH, 1);
    try {
      return Flush.run(target, request);
    } finally {
      if (phase != null) {
        phase.finished();
      }
    }
  }

  /// Makes the snapshot known.
  private void publish(RepoUpdate update, Optional<RepoUpdateLoop.Saved> saved, CommitEvent event) {
    switch (target.assets().specVersion()) {
      case V1 -> swapped(event, first.run(update));
      case V2 -> loop.run(update, saved, () -> swapped(event, 1));
    }
  }
}

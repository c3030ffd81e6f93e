package dev.floe;

import dev.floe.config.RepositoryConfig;
import dev.floe.conflict.ConflictSolver;
import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.error.SessionStateException;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.asset.CacheBudget;
import dev.floe.internal.asset.NewestRepoInfo;
import dev.floe.internal.asset.StoredRepoInfo;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.commit.CommitPace;
import dev.floe.internal.commit.Committer;
import dev.floe.internal.commit.ConcreteSplits;
import dev.floe.internal.commit.EditChanges;
import dev.floe.internal.commit.ForkBytes;
import dev.floe.internal.commit.LibraryProperties;
import dev.floe.internal.commit.RepoUpdate;
import dev.floe.internal.commit.RepoUpdateLoop;
import dev.floe.internal.commit.SessionCore;
import dev.floe.internal.commit.SnapshotNodes;
import dev.floe.internal.commit.V1Updates;
import dev.floe.internal.read.ReadEngine;
import dev.floe.internal.read.VirtualSources;
import dev.floe.jfr.CommitEvent;
import dev.floe.jfr.CommitPhase;
import dev.floe.storage.Storage;
import java.security.Key;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What a repository handle is made of, put together by [RepositoryOpening] and closed by the
/// handle.
///
/// @param ownStorage the storage on terms of this handle, if it has any
/// @param release gives back what this handle has in common with others
record RepositoryParts(
    Engine engine,
    boolean ownsEngine,
    Optional<Storage> ownStorage,
    AssetManager assets,
    ReadEngine reads,
    VirtualSources virtualSources,
    RepositoryConfig config,
    SessionCore.Services services,
    RepoUpdateLoop updates,
    Committer committer,
    JsonObject defaultCommitMetadata,
    Runnable release)
    implements AutoCloseable {
  /// Makes a change that both formats know, or fails with `unsupported-spec-version`.
  void change(RepoUpdate update) {
    switch (assets.specVersion()) {
      case V1 -> new V1Updates(assets, engine.sources()).run(update);
      case V2 -> updates.run(update);
    }
  }

  /// Makes a change of format 2 and answers a state that has it.
  RepoInfo update(RepoUpdate update) {
    return updates.run(update).info();
  }

  Optional<RepositoryConfig> fetchPersistedConfig() {
    return RepositoryOpening.persistedConfig(assets);
  }

  /// The files of the repository, without a cache: only of the repository file it is known what was
  /// seen last.
  AssetManager uncachedAssets() {
    return uncachedAssets(assets.storage(), assets.newestRepoInfo());
  }

  /// The files of a repository in another storage, without a cache.
  AssetManager uncachedAssets(Storage storage) {
    return uncachedAssets(storage, new NewestRepoInfo());
  }

  private AssetManager uncachedAssets(Storage storage, NewestRepoInfo newest) {
    return new AssetManager(
        storage,
        assets.specVersion(),
        engine.pool(),
        new CacheBudget(0),
        newest,
        engine.zstd(),
        config.compression().level());
  }

  /// Commits a session's changes with every manifest written anew.
  SnapshotId rewriteManifests(
      Committer.Kind kind, SessionCore core, String message, CommitOptions how) {
    JsonObject sizes =
        new SnapshotNodes(assets, core.state().base().id())
            .ask(base -> ConcreteSplits.sizes(base, config.manifest()));
    JsonObject rules =
        LibraryProperties.with(
            how.metadata(), "splitting_config", config.manifest().splitting().toJson());
    JsonObject noted =
        sizes.members().isEmpty()
            ? rules
            : LibraryProperties.with(rules, "automatic_split_sizes", sizes);
    return commit(kind, core, message, how.withMetadata(noted).allowingEmpty(), true);
  }

  /// Commits a session's changes: what is recorded when this begins, and nothing else. A failure
  /// leaves the session as it was, but for the rebases that succeeded before.
  SnapshotId commit(
      Committer.Kind kind,
      SessionCore core,
      String message,
      CommitOptions how,
      boolean rewriteManifests) {
    SortedSet<NodePath> splitAgain = new ConcurrentSkipListSet<>(NodePath.STRING_ORDER);
    SnapshotId id = committed(kind, core, message, how, rewriteManifests, splitAgain::add);
    how.report().accept(new CommitReport(id, List.copyOf(splitAgain)));
    return id;
  }

  private SnapshotId committed(
      Committer.Kind kind,
      SessionCore core,
      String message,
      CommitOptions how,
      boolean rewriteManifests,
      Consumer<NodePath> splitAgain) {
    return frozen(
        core,
        () -> {
          core.storePending();
          SnapshotInfo snapshot =
              Committer.recorded(
                  core.state().destination(),
                  event ->
                      how.rebase().isEmpty()
                          ? committer.commit(
                              request(kind, core, message, how, rewriteManifests, splitAgain),
                              event)
                          : rebasing(core, message, how, how.rebase().get(), splitAgain, event));
          core.committed(snapshot.id());
          return snapshot.id();
        });
  }

  /// Writes a session's changes as a snapshot of no branch, which changes nothing for the session,
  /// and answers one that goes on from there.
  SessionCore fork(SessionCore core) {
    if (core.state().readOnly()) {
      throw new SessionStateException(
          ErrorKind.CANNOT_FORK_READ_ONLY_SESSION,
          "fork: the session at snapshot " + core.state().base().id() + " only reads");
    }
    EditChanges changes = core.state().changes();
    changes.freeze();
    try {
      core.storePending();
      CommitOptions how = CommitOptions.STANDARD.allowingEmpty();
      SnapshotInfo point =
          Committer.recorded(
              core.state().destination(),
              event ->
                  committer.commit(
                      request(Committer.Kind.DETACHED, core, "fork", how, false, path -> {}),
                      event));
      core.forkedAt(point.id());
      return SessionCore.fork(core.services(), point.id(), new EditChanges());
    } finally {
      changes.thaw();
    }
  }

  /// A fork as bytes. Nobody changes it meanwhile, and its chunks are stored.
  ///
  /// @param key what they are sealed with, or null
  byte[] forkBytes(SessionCore core, Key key) {
    EditChanges changes = core.state().changes();
    changes.freeze();
    try {
      core.storePending();
      return ForkBytes.write(
          new ForkBytes.Fork(
              assets.specVersion(),
              ForkOpening.createdMicros(assets.lastRepoInfo().map(StoredRepoInfo::info)),
              core.state().base().id(),
              ForkOpening.settings(config),
              changes),
          key);
    } finally {
      changes.thaw();
    }
  }

  /// The same parts for sessions with another configuration, for as long as these are open.
  RepositoryParts with(RepositoryConfig other) {
    SessionCore.Services own =
        new SessionCore.Services(
            services.assets(),
            services.reads(),
            services.random(),
            services.executor(),
            other.inlineChunkThresholdBytes(),
            services.packing());
    return new RepositoryParts(
        engine,
        false,
        Optional.empty(),
        assets,
        reads,
        virtualSources,
        other,
        own,
        updates,
        new Committer(assets, other, engine.sources(), updates),
        defaultCommitMetadata,
        () -> {});
  }

  /// Carries a session's changes over what others committed.
  void rebase(SessionCore core, ConflictSolver solver) {
    EditChanges changes = core.state().changes();
    changes.freeze();
    try {
      core.rebase(solver, Optional.empty());
    } finally {
      changes.thaw();
    }
  }

  private static SnapshotId frozen(SessionCore core, Supplier<SnapshotId> work) {
    EditChanges changes = core.state().changes();
    changes.freeze();
    boolean committed = false;
    try {
      SnapshotId id = work.get();
      committed = true;
      return id;
    } finally {
      if (committed) {
        changes.retire();
      } else {
        changes.thaw();
      }
    }
  }

  /// Each attempt notes how many rebases were before it. Where conflicts are to be expected, others
  /// go first, and the changes are carried over what they committed meanwhile.
  private SnapshotInfo rebasing(
      SessionCore core,
      String message,
      CommitOptions how,
      RebaseOptions rebase,
      Consumer<NodePath> splitAgain,
      CommitEvent event) {
    CommitPace pace = committer.pace();
    String branch = core.state().branch();
    if (committer.letOthersGoFirst(branch)) {
      carryOver(core, rebase.solver(), Optional.empty(), 0, event);
    }
    long start = pace.now();
    RebasingCommit commit = new RebasingCommit(this, core, message, how, rebase, splitAgain, event);
    while (true) {
      try {
        SnapshotInfo snapshot = committer.commit(commit, event);
        pace.committed(branch, commit.lost(), pace.now() - start);
        return snapshot;
      } catch (ConflictException e) {
        commit.conflicted(e, committer.rebasesInTurn() && !core.state().rearranges());
      }
    }
  }

  /// Carries a session's changes over what others committed, on the way to a commit.
  ///
  /// @param known a state of the repository to go to the tip of; if empty it is asked for
  /// @param attempt the number of the rebase, from 1 on; 0 for one that is not counted
  static void carryOver(
      SessionCore core,
      ConflictSolver solver,
      Optional<RepoInfo> known,
      int attempt,
      CommitEvent event) {
    CommitPhase phase = CommitPhase.started(CommitPhase.Phase.REBASE, attempt);
    try {
      core.rebase(solver, known);
    } finally {
      if (phase != null) {
        phase.finished();
      }
    }
    if (event != null) {
      event.rebased();
    }
  }

  Committer.Request request(
      Committer.Kind kind,
      SessionCore core,
      String message,
      CommitOptions how,
      boolean rewriteManifests,
      Consumer<NodePath> splitAgain) {
    SessionCore.State state = core.state();
    return new Committer.Request(
        kind,
        state.destination(),
        state.base().id(),
        state.changeSet(),
        message,
        defaultCommitMetadata.overlaidWith(how.metadata()),
        how.allowEmpty(),
        rewriteManifests,
        splitAgain,
        Optional.empty());
  }

  @Override
  public void close() {
    reads.close();
    release.run();
    ownStorage.ifPresent(Storage::close);
    if (ownsEngine) {
      engine.close();
    }
  }
}

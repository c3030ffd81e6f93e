package dev.floe;

import dev.floe.config.RepositoryConfig;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.asset.CacheBudget;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.commit.Committer;
import dev.floe.internal.commit.LibraryProperties;
import dev.floe.internal.commit.RepoUpdate;
import dev.floe.internal.commit.RepoUpdateLoop;
import dev.floe.internal.commit.SessionCore;
import dev.floe.internal.commit.V1Updates;
import dev.floe.internal.read.ReadEngine;
import dev.floe.internal.read.VirtualSources;
import java.util.Optional;

/// What a repository handle is made of, put together by [RepositoryOpening] and closed by the
/// handle.
record RepositoryParts(
    Engine engine,
    boolean ownsEngine,
    AssetManager assets,
    ReadEngine reads,
    VirtualSources virtualSources,
    RepositoryConfig config,
    SessionCore.Services services,
    RepoUpdateLoop updates,
    Committer committer,
    JsonObject defaultCommitMetadata)
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

  /// The files of the repository, without a cache.
  AssetManager uncachedAssets() {
    return new AssetManager(
        assets.storage(),
        assets.specVersion(),
        engine.pool(),
        new CacheBudget(0),
        engine.zstd(),
        config.compression().level());
  }

  /// Commits a session's changes with every manifest written anew.
  SnapshotId rewriteManifests(
      Committer.Kind kind, SessionCore core, String message, CommitOptions how) {
    CommitOptions noted =
        how.withMetadata(
            LibraryProperties.with(
                how.metadata(), "splitting_config", config.manifest().splitting().toJson()));
    return commit(kind, core, core.state(), message, noted.allowingEmpty(), true);
  }

  /// Commits a session's changes: what is recorded when this begins, and nothing else. A failure
  /// leaves the session as it was.
  SnapshotId commit(
      Committer.Kind kind,
      SessionCore core,
      SessionCore.State state,
      String message,
      CommitOptions how,
      boolean rewriteManifests) {
    state.changes().freeze();
    boolean committed = false;
    try {
      core.storePending();
      SnapshotInfo snapshot =
          committer.commit(
              new Committer.Request(
                  kind,
                  state.branch(),
                  state.base().id(),
                  state.changes(),
                  message,
                  defaultCommitMetadata.overlaidWith(how.metadata()),
                  how.allowEmpty(),
                  rewriteManifests));
      core.committed(snapshot.id());
      committed = true;
      return snapshot.id();
    } finally {
      if (committed) {
        state.changes().retire();
      } else {
        state.changes().thaw();
      }
    }
  }

  @Override
  public void close() {
    reads.close();
    assets.close();
    if (ownsEngine) {
      engine.close();
    }
  }
}

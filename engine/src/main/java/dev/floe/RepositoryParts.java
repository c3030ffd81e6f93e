package dev.floe;

import dev.floe.config.RepositoryConfig;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.SnapshotId;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.commit.RepoUpdate;
import dev.floe.internal.commit.RepoUpdateLoop;
import dev.floe.internal.commit.SessionCore;
import dev.floe.internal.read.ReadEngine;
import java.util.Optional;

/// What a repository handle is made of, put together by [RepositoryOpening] and closed by the
/// handle.
record RepositoryParts(
    Engine engine,
    boolean ownsEngine,
    AssetManager assets,
    ReadEngine reads,
    RepositoryConfig config,
    SessionCore.Services services,
    RepoUpdateLoop updates,
    JsonObject defaultCommitMetadata)
    implements AutoCloseable {
  RepoInfo update(RepoUpdate update) {
    return updates.run(update).info();
  }

  Optional<RepositoryConfig> fetchPersistedConfig() {
    return RepositoryOpening.persistedConfig(assets);
  }

  SnapshotId commit(
      SessionCore core, SessionCore.State state, String message, CommitOptions options) {
    throw new UnsupportedOperationException();
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

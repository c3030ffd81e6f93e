package dev.floe;

import dev.floe.config.RepositoryConfig;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.SpecVersion;
import dev.floe.virtual.VirtualChunkAccess;
import java.util.Objects;
import java.util.Optional;

/// How a repository is created or opened. Immutable; each method answers a changed copy.
///
/// @param config laid over the persisted configuration, which it does not change; on creation it is
///   persisted
/// @param virtualChunkAccess which containers may be read, and as whom; none unless said
/// @param specVersion the format of a repository that is created
/// @param checkCleanRoot whether creation refuses a location that holds objects
/// @param packing which small chunks share objects
/// @param engine memory and threads to share; without one the repository has its own
/// @param defaultCommitMetadata properties of every snapshot committed through this handle
public record RepositoryOptions(
    RepositoryConfig config,
    VirtualChunkAccess virtualChunkAccess,
    SpecVersion specVersion,
    boolean checkCleanRoot,
    ChunkPacking packing,
    Optional<Engine> engine,
    JsonObject defaultCommitMetadata) {
  /// Nothing special: format 2, no packing, no virtual chunks, an engine of its own.
  public static final RepositoryOptions STANDARD =
      new RepositoryOptions(
          RepositoryConfig.empty(),
          VirtualChunkAccess.none(),
          SpecVersion.V2,
          true,
          ChunkPacking.NONE,
          Optional.empty(),
          JsonObject.EMPTY);

  public RepositoryOptions {
    Objects.requireNonNull(config, "config");
    Objects.requireNonNull(virtualChunkAccess, "virtualChunkAccess");
    Objects.requireNonNull(specVersion, "specVersion");
    Objects.requireNonNull(packing, "packing");
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(defaultCommitMetadata, "defaultCommitMetadata");
  }

  /// Lays a configuration over the persisted one.
  public RepositoryOptions withConfig(RepositoryConfig value) {
    return new RepositoryOptions(
        value,
        virtualChunkAccess,
        specVersion,
        checkCleanRoot,
        packing,
        engine,
        defaultCommitMetadata);
  }

  /// Lets virtual chunks of these containers be read.
  public RepositoryOptions withVirtualChunkAccess(VirtualChunkAccess value) {
    return new RepositoryOptions(
        config, value, specVersion, checkCleanRoot, packing, engine, defaultCommitMetadata);
  }

  /// Creates in this format.
  public RepositoryOptions withSpecVersion(SpecVersion value) {
    return new RepositoryOptions(
        config, virtualChunkAccess, value, checkCleanRoot, packing, engine, defaultCommitMetadata);
  }

  /// Creates beside whatever is at the location.
  public RepositoryOptions withoutCleanRootCheck() {
    return new RepositoryOptions(
        config, virtualChunkAccess, specVersion, false, packing, engine, defaultCommitMetadata);
  }

  /// Packs small chunks. With packing, `set` returning does not mean stored; `commit` returning
  /// does.
  public RepositoryOptions withPacking(ChunkPacking value) {
    return new RepositoryOptions(
        config,
        virtualChunkAccess,
        specVersion,
        checkCleanRoot,
        value,
        engine,
        defaultCommitMetadata);
  }

  /// Shares an engine, which the caller closes after the repository.
  public RepositoryOptions withEngine(Engine value) {
    return new RepositoryOptions(
        config,
        virtualChunkAccess,
        specVersion,
        checkCleanRoot,
        packing,
        Optional.of(value),
        defaultCommitMetadata);
  }

  /// Adds properties to every snapshot.
  public RepositoryOptions withDefaultCommitMetadata(JsonObject value) {
    return new RepositoryOptions(
        config, virtualChunkAccess, specVersion, checkCleanRoot, packing, engine, value);
  }
}

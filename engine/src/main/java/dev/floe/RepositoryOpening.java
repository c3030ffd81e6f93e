package dev.floe;

import dev.floe.config.ConfigLayers;
import dev.floe.config.RepositoryConfig;
import dev.floe.config.StorageSettings;
import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.error.NotFoundException;
import dev.floe.format.SpecVersion;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.asset.NewestRepoInfo;
import dev.floe.internal.asset.RecordedStorage;
import dev.floe.internal.asset.StoredRepoInfo;
import dev.floe.internal.binary.ConfigBytes;
import dev.floe.internal.binary.ConfigYaml;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.commit.ChunkPacker;
import dev.floe.internal.commit.Committer;
import dev.floe.internal.commit.FormatUpgrade;
import dev.floe.internal.commit.RepoUpdateLoop;
import dev.floe.internal.commit.RepositoryCreation;
import dev.floe.internal.commit.SessionCore;
import dev.floe.internal.concurrent.Futures;
import dev.floe.internal.read.ContainerSources;
import dev.floe.internal.read.ReadEngine;
import dev.floe.internal.read.VirtualSources;
import dev.floe.maintenance.UpgradeOptions;
import dev.floe.maintenance.UpgradeReport;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageTerms;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Supplier;

/// Finding, creating and putting together repositories.
final class RepositoryOpening {
  private static final System.Logger LOG = System.getLogger(RepositoryOpening.class.getName());

  private RepositoryOpening() {}

  static NotFoundException notFound(Storage storage) {
    return new NotFoundException(
        ErrorKind.REPOSITORY_NOT_FOUND,
        "repository in " + storage.location() + ": expected one, found none");
  }

  static Optional<SpecVersion> fetchSpecVersion(Storage storage) {
    try (Engine engine = Engine.create()) {
      AssetManager assets = assets(storage, SpecVersion.V2, engine, RepositoryConfig.empty());
      return RepositoryCreation.detect(assets);
    }
  }

  private static AssetManager assets(
      Storage storage, SpecVersion version, Engine engine, RepositoryConfig config) {
    return new AssetManager(
        storage,
        version,
        engine.pool(),
        engine.cacheBudget(),
        engine.zstd(),
        config.compression().level());
  }

  static RepositoryParts open(Storage storage, RepositoryOptions options) {
    return withEngine(
        options,
        engine -> {
          AssetManager probe = assets(storage, SpecVersion.V2, engine, options.config());
          SpecVersion version =
              RepositoryCreation.detect(probe).orElseThrow(() -> notFound(storage));
          AssetManager known =
              version == SpecVersion.V2
                  ? probe
                  : assets(storage, version, engine, options.config());
          RepositoryConfig persisted =
              probe
                  .lastRepoInfo()
                  .map(seen -> persistedConfig(seen.info()))
                  .orElseGet(() -> persistedConfig(known))
                  .orElseGet(RepositoryConfig::empty);
          return parts(storage, version, engine, options, persisted, probe.lastRepoInfo());
        });
  }

  static RepositoryParts create(Storage storage, RepositoryOptions options) {
    return withEngine(
        options,
        engine -> {
          RepositoryConfig config = options.config();
          SpecVersion version = options.specVersion();
          Optional<MemorySegment> persisted =
              config.equals(RepositoryConfig.empty())
                  ? Optional.empty()
                  : Optional.of(MemorySegment.ofArray(encoded(config, version)));
          AssetManager assets = assets(storage, version, engine, config);
          new RepositoryCreation(assets, engine.sources())
              .create(persisted, options.checkCleanRoot());
          return parts(storage, version, engine, options, config, assets.lastRepoInfo());
        });
  }

  /// Makes a repository of format 1 one of format 2.
  static UpgradeReport upgrade(Storage given, UpgradeOptions how) {
    try (Engine engine = Engine.create()) {
      Storage storage = new RecordedStorage(given);
      AssetManager second = assets(storage, SpecVersion.V2, engine, RepositoryConfig.empty());
      SpecVersion found = RepositoryCreation.detect(second).orElseThrow(() -> notFound(storage));
      if (found != SpecVersion.V1) {
        throw FormatUpgrade.notFirst(found);
      }
      AssetManager first = assets(storage, SpecVersion.V1, engine, RepositoryConfig.empty());
      Optional<MemorySegment> config =
          persistedConfig(first)
              .map(persisted -> MemorySegment.ofArray(encoded(persisted, SpecVersion.V2)));
      FormatUpgrade upgrade = new FormatUpgrade(first, second, engine.sources(), config);
      RepoInfo info = how.dryRun() ? upgrade.plan() : upgrade.run();
      if (!how.dryRun() && !how.keepOldRefs()) {
        upgrade.deleteRefs();
      }
      return new UpgradeReport(
          SpecVersion.V1, SpecVersion.V2, info.snapshotCount(), info.latestUpdates().size());
    }
  }

  private static byte[] encoded(RepositoryConfig config, SpecVersion version) {
    return switch (version) {
      case V1 -> ConfigYaml.encode(config);
      case V2 -> ConfigBytes.encode(config);
    };
  }

  private interface Assembly {
    RepositoryParts with(Engine engine);
  }

  private static RepositoryParts withEngine(RepositoryOptions options, Assembly assembly) {
    if (options.engine().isPresent()) {
      return assembly.with(options.engine().get());
    }
    Engine own = Engine.create();
    try {
      return assembly.with(own);
    } catch (RuntimeException | Error e) {
      own.close();
      throw e;
    }
  }

  /// @param seen the repository file as it was found or made; empty in format 1
  private static RepositoryParts parts(
      Storage given,
      SpecVersion version,
      Engine engine,
      RepositoryOptions options,
      RepositoryConfig persisted,
      Optional<StoredRepoInfo> seen) {
    ConfigLayers layers = new ConfigLayers(options.config(), persisted, backendOf(given));
    warnOf(layers, given);
    RepositoryConfig config = layers.effective();
    StorageTerms terms = new StorageTerms(layers.forStorage(), engine.pool());
    Storage used = given.under(terms);
    Storage storage = new RecordedStorage(used);
    VirtualSources sources =
        ContainerSources.of(
            config.virtualChunkContainers(),
            options.virtualChunkAccess(),
            (url, settings) -> new RecordedStorage(Storage.of(url, settings)),
            new StorageTerms(ofContainers(terms.settings()), engine.pool()));
    ReadEngine reads =
        new ReadEngine(
            storage,
            engine.pool(),
            sources,
            engine.workers(),
            engine.readLimits(),
            config.caching().numBytesChunks(),
            engine.sources().nanoClock());
    Supplier<OpenRepositories.Common> make =
        () -> common(storage, version, engine, config, engine.repoInfos().of(given));
    OpenRepositories.Use use =
        engine.openRepositories().use(new OpenRepositories.Key(used, version, config), make);
    OpenRepositories.Common common = use.common();
    AssetManager assets = common.assets();
    seen.ifPresent(assets::seen);
    ChunkPacking packing = options.packing();
    SessionCore.Services services =
        new SessionCore.Services(
            assets,
            reads,
            engine.sources().random(),
            engine.sources().executor(),
            config.inlineChunkThresholdBytes(),
            new ChunkPacker.Sizes(packing.chunkLimitBytes(), packing.packBytes()));
    return new RepositoryParts(
        engine,
        options.engine().isEmpty(),
        used == given ? Optional.empty() : Optional.of(used),
        assets,
        reads,
        sources,
        config,
        services,
        common.updates(),
        common.committer(),
        options.defaultCommitMetadata(),
        use::close);
  }

  private static OpenRepositories.Common common(
      Storage storage,
      SpecVersion version,
      Engine engine,
      RepositoryConfig config,
      NewestRepoInfo seen) {
    AssetManager assets =
        new AssetManager(
            storage,
            version,
            engine.pool(),
            engine.cacheBudget(),
            seen,
            engine.zstd(),
            config.compression().level());
    RepoUpdateLoop updates =
        new RepoUpdateLoop(assets, engine.sources(), RepoUpdateLoop.Settings.of(config));
    return new OpenRepositories.Common(
        assets, updates, new Committer(assets, config, engine.sources(), updates));
  }

  private static void warnOf(ConfigLayers layers, Storage storage) {
    if (!layers.withoutEffect().isEmpty()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "repository in {0}: its configuration of the storage has no effect in {1}; who opens it"
              + " can say so",
          storage.location(),
          layers.withoutEffect());
    }
  }

  /// What counts for storages of somebody else's too.
  private static StorageSettings ofContainers(StorageSettings own) {
    StorageSettings.Builder some = StorageSettings.builder();
    own.value(StorageSettings.CONCURRENCY).ifPresent(some::concurrency);
    own.value(StorageSettings.RETRIES).ifPresent(some::retries);
    own.value(StorageSettings.TIMEOUTS).ifPresent(some::timeouts);
    return some.build();
  }

  /// Local files say where they are as a path.
  private static ConfigLayers.BackendKind backendOf(Storage storage) {
    String location = storage.location();
    if (location.startsWith("memory:")) {
      return ConfigLayers.BackendKind.IN_MEMORY;
    }
    return location.contains("://")
        ? ConfigLayers.BackendKind.OBJECT_STORE
        : ConfigLayers.BackendKind.LOCAL_FILES;
  }

  static Optional<RepositoryConfig> persistedConfig(AssetManager assets) {
    if (assets.specVersion() == SpecVersion.V2) {
      return persistedConfig(
          assets.repoInfo().orElseThrow(() -> notFound(assets.storage())).info());
    }
    byte[] text = new byte[ConfigYaml.MAX_BYTES];
    GetResult result =
        Futures.await(
            assets
                .storage()
                .get(ConfigYaml.KEY, GetOptions.WHOLE, length -> configTarget(text, length)));
    return result instanceof GetResult.Modified(var version, long length, long whole)
        ? Optional.of(
            ConfigYaml.decode(MemorySegment.ofArray(text).asSlice(0, length), ConfigYaml.KEY))
        : Optional.empty();
  }

  private static Optional<RepositoryConfig> persistedConfig(RepoInfo info) {
    return info.config().map(bytes -> ConfigBytes.decode(bytes, AssetManager.REPO_KEY));
  }

  private static MemorySegment configTarget(byte[] text, long length) {
    if (length > text.length) {
      throw new FormatException(
          ErrorKind.CONFIG_DESERIALIZATION,
          ConfigYaml.KEY,
          -1,
          "at most " + text.length + " bytes",
          length + " bytes");
    }
    return MemorySegment.ofArray(text);
  }
}

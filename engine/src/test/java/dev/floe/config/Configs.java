package dev.floe.config;

import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Builders;
import net.jqwik.api.Combinators;

/// Configurations of every shape for property tests: each key set or not.
public final class Configs {
  private Configs() {}

  public static Arbitrary<RepositoryConfig> any() {
    return Builders.withBuilder(RepositoryConfig::builder)
        .use(u16())
        .withProbability(0.5)
        .inSetter(RepositoryConfig.Builder::inlineChunkThresholdBytes)
        .use(compression())
        .withProbability(0.5)
        .inSetter(RepositoryConfig.Builder::compression)
        .use(u16())
        .withProbability(0.5)
        .inSetter(RepositoryConfig.Builder::maxConcurrentDecodes)
        .use(caching())
        .withProbability(0.5)
        .inSetter(RepositoryConfig.Builder::caching)
        .use(storage())
        .withProbability(0.5)
        .inSetter(RepositoryConfig.Builder::storage)
        .use(containers())
        .withProbability(0.5)
        .inSetter(RepositoryConfig.Builder::virtualChunkContainers)
        .use(manifest())
        .withProbability(0.5)
        .inSetter(RepositoryConfig.Builder::manifest)
        .use(texts())
        .withProbability(0.5)
        .inSetter(RepositoryConfig.Builder::previousFile)
        .use(retries().map(RepoUpdateRetryConfig::of))
        .withProbability(0.5)
        .inSetter(RepositoryConfig.Builder::repoUpdateRetries)
        .use(u16())
        .withProbability(0.5)
        .inSetter(RepositoryConfig.Builder::numUpdatesPerRepoInfoFile)
        .build(RepositoryConfig.Builder::build);
  }

  private static Arbitrary<CompressionConfig> compression() {
    return Arbitraries.integers()
        .between(0, 255)
        .optional()
        .map(level ->
            level
                .map(l -> CompressionConfig.builder().level(l).algorithm(CompressionAlgorithm.ZSTD))
                .orElse(CompressionConfig.builder())
                .build());
  }

  private static Arbitrary<CachingConfig> caching() {
    return Combinators.combine(
            Arbitraries.longs().between(0, Long.MAX_VALUE).optional(),
            Arbitraries.longs().between(0, Long.MAX_VALUE).optional())
        .as((nodes, bytes) -> {
          CachingConfig.Builder builder = CachingConfig.builder();
          nodes.ifPresent(builder::numSnapshotNodes);
          bytes.ifPresent(builder::numBytesChunks);
          return builder.build();
        });
  }

  private static Arbitrary<StorageRetriesSettings> retries() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 65535).optional(),
            Arbitraries.longs().between(0, 0xffff_ffffL).optional())
        .as((tries, millis) -> {
          StorageRetriesSettings.Builder builder = StorageRetriesSettings.builder();
          tries.ifPresent(builder::maxTries);
          millis.map(Duration::ofMillis).ifPresent(builder::maxBackoff);
          return builder.build();
        });
  }

  private static Arbitrary<StorageSettings> storage() {
    return Combinators.combine(
            retries().optional(),
            Arbitraries.of(true, false).optional(),
            Arbitraries.of(true, false).optional(),
            texts().optional(),
            Arbitraries.longs().between(0, 0xffff_ffffL).optional())
        .as((retries, update, metadata, storageClass, millis) -> {
          StorageSettings.Builder builder = StorageSettings.builder();
          retries.ifPresent(builder::retries);
          update.ifPresent(builder::unsafeUseConditionalUpdate);
          metadata.ifPresent(builder::unsafeUseMetadata);
          storageClass.ifPresent(builder::storageClass);
          millis
              .map(ms -> StorageTimeoutSettings.builder().read(Duration.ofMillis(ms)).build())
              .ifPresent(builder::timeouts);
          return builder.build();
        });
  }

  private static Arbitrary<java.util.SortedMap<String, VirtualChunkContainer>> containers() {
    return container()
        .list()
        .ofMaxSize(3)
        .map(list -> {
          TreeMap<String, VirtualChunkContainer> map = new TreeMap<>();
          list.forEach(c -> map.put(c.urlPrefix(), c));
          return map;
        });
  }

  private static Arbitrary<VirtualChunkContainer> container() {
    return Combinators.combine(texts().optional(), texts().map(t -> "s3://" + t + "/"), stores())
        .as(VirtualChunkContainer::new);
  }

  private static Arbitrary<ObjectStoreConfig> stores() {
    Arbitrary<TreeMap<String, String>> map =
        Arbitraries.maps(texts().filter(t -> !t.equals("headers")), texts())
            .ofMaxSize(3)
            .map(TreeMap::new);
    Arbitrary<S3Options> s3 =
        Combinators.combine(
                texts().optional(),
                texts().optional(),
                Arbitraries.of(true, false),
                Arbitraries.of(true, false),
                Arbitraries.longs().between(0, 0xffff_ffffL).optional(),
                Arbitraries.of(ChecksumAlgorithm.values()).optional())
            .as((r, e, a, h, n, c) -> new S3Options(r, e, a, h, !a, n, !h, c));
    return Arbitraries.oneOf(
        Arbitraries.just(new ObjectStoreConfig.InMemory()),
        texts().map(ObjectStoreConfig.LocalFileSystem::new),
        Combinators.combine(map, map).as(ObjectStoreConfig.Http::new),
        s3.map(ObjectStoreConfig.S3::new),
        s3.map(ObjectStoreConfig.S3Compatible::new),
        s3.map(ObjectStoreConfig.Tigris::new),
        map.map(ObjectStoreConfig.Gcs::new),
        map.map(ObjectStoreConfig.Azure::new));
  }

  private static Arbitrary<ManifestConfig> manifest() {
    return Combinators.combine(
            preload(2)
                .map(c -> ManifestPreloadConfig.builder().preloadIf(c).maxTotalRefs(7L).build())
                .optional(),
            rules().map(ManifestSplittingConfig::of).optional(),
            Arbitraries.integers().optional())
        .as((preload, splitting, level) -> {
          ManifestConfig.Builder builder = ManifestConfig.builder();
          preload.ifPresent(builder::preload);
          splitting.ifPresent(builder::splitting);
          level
              .map(l ->
                  ManifestVirtualChunkLocationCompressionConfig.builder()
                      .compressionLevel(l)
                      .build())
              .ifPresent(builder::virtualChunkLocationCompression);
          return builder.build();
        });
  }

  private static Arbitrary<ManifestPreloadCondition> preload(int depth) {
    Arbitrary<ManifestPreloadCondition> leaf =
        Arbitraries.oneOf(
            texts().map(ManifestPreloadCondition.PathMatches::new),
            texts().map(ManifestPreloadCondition.NameMatches::new),
            Combinators.combine(bounds(), bounds()).as(ManifestPreloadCondition.NumRefs::new),
            Arbitraries.just(new ManifestPreloadCondition.True()),
            Arbitraries.just(new ManifestPreloadCondition.False()));
    if (depth == 0) {
      return leaf;
    }
    Arbitrary<List<ManifestPreloadCondition>> inner = preload(depth - 1).list().ofMaxSize(3);
    return Arbitraries.oneOf(
        leaf,
        inner.map(ManifestPreloadCondition.Or::new),
        inner.map(ManifestPreloadCondition.And::new));
  }

  private static Arbitrary<ManifestPreloadCondition.RefBound> bounds() {
    Arbitrary<Long> u32 = Arbitraries.longs().between(0, 0xffff_ffffL);
    return Arbitraries.oneOf(
        Arbitraries.just(new ManifestPreloadCondition.RefBound.Unbounded()),
        u32.map(ManifestPreloadCondition.RefBound.Included::new),
        u32.map(ManifestPreloadCondition.RefBound.Excluded::new));
  }

  private static Arbitrary<List<ManifestSplitRule>> rules() {
    Arbitrary<ManifestSplitCondition> leaf =
        Arbitraries.oneOf(
            texts().map(ManifestSplitCondition.PathMatches::new),
            texts().map(ManifestSplitCondition.NameMatches::new),
            Arbitraries.just(new ManifestSplitCondition.AnyArray()));
    Arbitrary<ManifestSplitCondition> condition =
        Arbitraries.oneOf(
            leaf,
            leaf.list().ofMaxSize(3).map(ManifestSplitCondition.Or::new),
            leaf.list().ofMaxSize(3).map(ManifestSplitCondition.And::new));
    Arbitrary<SplitDimension.Condition> dimension =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 9).map(SplitDimension.Condition.Axis::new),
            texts().map(SplitDimension.Condition.DimensionName::new),
            Arbitraries.just(new SplitDimension.Condition.Any()));
    return Combinators.combine(
            condition,
            Combinators.combine(dimension, Arbitraries.longs().between(0, 0xffff_ffffL))
                .as(SplitDimension::new)
                .list()
                .ofMaxSize(3))
        .as(ManifestSplitRule::new)
        .list()
        .ofMaxSize(3);
  }

  private static Arbitrary<Integer> u16() {
    return Arbitraries.integers().between(0, 65535);
  }

  private static Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().withCharRange('!', '~').ofMaxLength(12),
        Arbitraries.of("", "true", "null", "~", "1", "1.5", "é😀", " a", "a: b", "- x", "#", "'"));
  }
}

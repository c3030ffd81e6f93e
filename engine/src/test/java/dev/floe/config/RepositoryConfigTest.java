package dev.floe.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.format.JsonText;
import dev.floe.format.JsonValue;
import dev.floe.format.NodePath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryConfigTest {
  @Provide
  Arbitrary<RepositoryConfig> configs() {
    return Configs.any();
  }

  private static RepositoryConfig config(String json) {
    return RepositoryConfig.fromJson(JsonText.parse(json, "test"), "repo");
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void whatIsWrittenReadsBack(@ForAll("configs") RepositoryConfig config) {
    RepositoryConfig back = RepositoryConfig.fromJson(config.toJson(), "repo");
    assertEquals(config, back);
    assertEquals(config.toJson(), back.toJson());
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void mergingIsAMonoid(
      @ForAll("configs") RepositoryConfig a,
      @ForAll("configs") RepositoryConfig b,
      @ForAll("configs") RepositoryConfig c) {
    assertEquals(a, a.mergedWith(RepositoryConfig.empty()));
    assertEquals(a, RepositoryConfig.empty().mergedWith(a));
    assertEquals(a, a.mergedWith(a));
    assertEquals(a.mergedWith(b).mergedWith(c), a.mergedWith(b.mergedWith(c)));
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void theOverlaidValueCounts(
      @ForAll("configs") RepositoryConfig a, @ForAll("configs") RepositoryConfig b) {
    RepositoryConfig merged = a.mergedWith(b);
    assertEquals(
        b.value(RepositoryConfig.INLINE_CHUNK_THRESHOLD_BYTES)
            .or(() -> a.value(RepositoryConfig.INLINE_CHUNK_THRESHOLD_BYTES)),
        merged.value(RepositoryConfig.INLINE_CHUNK_THRESHOLD_BYTES));
    assertEquals(
        b.value(RepositoryConfig.VIRTUAL_CHUNK_CONTAINERS)
            .or(() -> a.value(RepositoryConfig.VIRTUAL_CHUNK_CONTAINERS)),
        merged.value(RepositoryConfig.VIRTUAL_CHUNK_CONTAINERS));
    assertEquals(
        b.manifest()
            .value(ManifestConfig.PRELOAD)
            .or(() -> a.manifest().value(ManifestConfig.PRELOAD)),
        merged.manifest().value(ManifestConfig.PRELOAD));
    assertEquals(
        b.storage()
            .retries()
            .value(StorageRetriesSettings.MAX_TRIES)
            .or(() -> a.storage().retries().value(StorageRetriesSettings.MAX_TRIES)),
        merged.storage().retries().value(StorageRetriesSettings.MAX_TRIES));
  }

  @Test
  void sectionsMergeKeyByKeyAndListsAsAWhole() {
    RepositoryConfig under =
        config(
            """
            {"compression":{"algorithm":"zstd","level":7},
             "manifest":{"preload":{"max_total_refs":5,"max_arrays_to_scan":6},
               "virtual_chunk_location_compression":{"min_num_chunks":9}},
             "storage":{"retries":{"max_tries":3},"storage_class":"COLD"}}\
            """);
    RepositoryConfig over =
        config(
            """
            {"compression":{"level":9},
             "manifest":{"preload":{"max_total_refs":1},
               "virtual_chunk_location_compression":{"compression_level":-1}},
             "storage":{"retries":{"initial_backoff_ms":4}}}\
            """);
    RepositoryConfig merged = under.mergedWith(over);
    assertEquals(
        Optional.of(CompressionAlgorithm.ZSTD),
        merged.compression().value(CompressionConfig.ALGORITHM));
    assertEquals(9, merged.compression().level());
    assertEquals(1, merged.manifest().preload().maxTotalRefs());
    assertEquals(
        Optional.empty(),
        merged.manifest().preload().value(ManifestPreloadConfig.MAX_ARRAYS_TO_SCAN));
    assertEquals(9, merged.manifest().virtualChunkLocationCompression().minNumChunks());
    assertEquals(-1, merged.manifest().virtualChunkLocationCompression().compressionLevel());
    assertEquals(3, merged.storage().retries().maxTries());
    assertEquals(Duration.ofMillis(4), merged.storage().retries().initialBackoff());
    assertEquals(Optional.of("COLD"), merged.storage().storageClass());
  }

  @Test
  void anEmptyMapOfContainersTakesTheOthersAway() {
    RepositoryConfig some =
        RepositoryConfig.builder()
            .virtualChunkContainer(
                new VirtualChunkContainer("s3://b/", new ObjectStoreConfig.S3(S3Options.NONE)))
            .build();
    RepositoryConfig none = RepositoryConfig.builder().clearVirtualChunkContainers().build();
    assertEquals(Map.of(), some.mergedWith(none).virtualChunkContainers());
    assertEquals(1, some.mergedWith(RepositoryConfig.empty()).virtualChunkContainers().size());
  }

  @Test
  void aContainerReplacesTheOneOfItsNameAndTheOneOfItsPrefix() {
    ObjectStoreConfig store = new ObjectStoreConfig.InMemory();
    RepositoryConfig config =
        RepositoryConfig.builder()
            .virtualChunkContainer(new VirtualChunkContainer("s3://a/", store).named("x"))
            .virtualChunkContainer(new VirtualChunkContainer("s3://b/", store))
            .virtualChunkContainer(new VirtualChunkContainer("s3://c/", store).named("x"))
            .virtualChunkContainer(new VirtualChunkContainer("s3://b/", store).named("y"))
            .build();
    assertEquals(
        List.of("s3://b/", "s3://c/"), List.copyOf(config.virtualChunkContainers().keySet()));
    assertEquals(Optional.of("y"), config.virtualChunkContainers().get("s3://b/").name());
  }

  @Test
  void nothingSetHasTheDefaultsOfTheReference() {
    RepositoryConfig config = RepositoryConfig.empty();
    assertEquals(512, config.inlineChunkThresholdBytes());
    assertEquals(10, config.getPartialValuesConcurrency());
    assertEquals(256, config.maxConcurrentRequests());
    assertEquals(1000, config.numUpdatesPerRepoInfoFile());
    assertEquals(3, config.compression().level());
    assertEquals(500_000, config.caching().numSnapshotNodes());
    assertEquals(15_000_000, config.caching().numChunkRefs());
    assertEquals(10, config.storage().retries().maxTries());
    assertEquals(Duration.ofMillis(180_000), config.storage().retries().maxBackoff());
    assertEquals(18, config.storage().concurrency().maxConcurrentRequestsForObject());
    assertEquals(12_582_912, config.storage().concurrency().idealConcurrentRequestSize());
    assertEquals(104_857_600, config.storage().minimumSizeForMultipartUpload());
    assertEquals(100, config.repoUpdateRetries().retries().maxTries());
    assertEquals(Duration.ofMillis(50), config.repoUpdateRetries().retries().initialBackoff());
    assertEquals(Duration.ofMillis(30_000), config.repoUpdateRetries().retries().maxBackoff());
    assertEquals(
        OptionalLong.of(4294967295L),
        config.manifest().splitting().chunksPerManifest(NodePath.of("/a"), 0, Optional.empty()));
    assertTrue(config.isEmpty());
  }

  @Test
  void updateRetriesThatAreSetHaveTheGeneralDefaults() {
    RepositoryConfig config = config("{\"repo_update_retries\":{\"default\":{\"max_tries\":4}}}");
    assertEquals(4, config.repoUpdateRetries().retries().maxTries());
    assertEquals(Duration.ofMillis(100), config.repoUpdateRetries().retries().initialBackoff());
    RepositoryConfig unset = config("{\"repo_update_retries\":{\"default\":null}}");
    assertEquals(100, unset.repoUpdateRetries().retries().maxTries());
    assertFalse(unset.isEmpty());
  }

  @Test
  void unsetKeysAreWrittenAsNull() {
    assertEquals(
        "{\"caching\":null,\"compression\":null,\"get_partial_values_concurrency\":null,"
            + "\"inline_chunk_threshold_bytes\":null,\"manifest\":null,"
            + "\"max_concurrent_decodes\":null,\"max_concurrent_requests\":null,"
            + "\"num_updates_per_repo_info_file\":null,\"previous_file\":null,"
            + "\"repo_update_retries\":null,\"storage\":null,\"virtual_chunk_containers\":null}",
        JsonText.compact(RepositoryConfig.empty().toJson()));
  }

  @Test
  void unknownKeysSurvive() {
    String text =
        """
        {"future":{"a":[1,null]},
         "compression":{"level":2,"window":9},
         "manifest":{"splitting":{"split_sizes":
            [[{"path_matches":{"regex":"x","flags":"i"}},
              [{"condition":"Any","num_chunks":3,"stride":2}]]],"policy":"cost"}},
         "virtual_chunk_containers":{"s3://b/":{"url_prefix":"s3://b/","tier":"cold",
            "store":{"s3":{"anonymous":true,"allow_http":false,"proxy":"p"}}}},
         "caching":{"num_chunk_refs":18446744073709551615}}\
        """;
    JsonValue written = config(text).toJson();
    for (String kept :
        List.of(
            "\"future\":{\"a\":[1,null]}",
            "\"window\":9",
            "\"flags\":\"i\"",
            "\"stride\":2",
            "\"policy\":\"cost\"",
            "\"tier\":\"cold\"",
            "\"proxy\":\"p\"",
            "\"num_chunk_refs\":18446744073709551615")) {
      assertTrue(JsonText.compact(written).contains(kept), kept);
    }
    assertEquals(Long.MAX_VALUE, config(text).caching().numChunkRefs());
    RepositoryConfig changed =
        config(text).toBuilder()
            .virtualChunkContainer(
                new VirtualChunkContainer("s3://c/", new ObjectStoreConfig.InMemory()))
            .build();
    assertTrue(JsonText.compact(changed.toJson()).contains("\"tier\":\"cold\""));
    assertTrue(
        JsonText.compact(RepositoryConfig.empty().mergedWith(changed).toJson())
            .contains("\"window\":9"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "null",
        "1",
        "{\"inline_chunk_threshold_bytes\":65536}",
        "{\"inline_chunk_threshold_bytes\":-1}",
        "{\"inline_chunk_threshold_bytes\":1.0}",
        "{\"inline_chunk_threshold_bytes\":\"1\"}",
        "{\"compression\":{\"level\":256}}",
        "{\"compression\":{\"algorithm\":\"lz4\"}}",
        "{\"compression\":{\"algorithm\":{}}}",
        "{\"compression\":[]}",
        "{\"caching\":{\"num_chunk_refs\":18446744073709551616}}",
        "{\"storage\":{\"retries\":{\"max_tries\":0}}}",
        "{\"storage\":{\"retries\":{\"initial_backoff_ms\":4294967296}}}",
        "{\"storage\":{\"concurrency\":{\"max_concurrent_requests_for_object\":0}}}",
        "{\"storage\":{\"concurrency\":{\"ideal_concurrent_request_size\":0}}}",
        "{\"storage\":{\"unsafe_use_metadata\":\"true\"}}",
        "{\"manifest\":{\"preload\":{\"preload_if\":\"sometimes\"}}}",
        "{\"manifest\":{\"preload\":{\"preload_if\":{\"num_refs\":{\"from\":\"Unbounded\"}}}}}",
        "{\"manifest\":{\"splitting\":{\"split_sizes\":[[\"any_array\"]]}}}",
        "{\"manifest\":{\"splitting\":{\"split_sizes\":[[\"any_array\",[{\"condition\":\"any\","
            + "\"num_chunks\":1}]]]}}}",
        "{\"manifest\":{\"splitting\":{\"split_sizes\":[[\"any_array\",[{\"condition\":\"Any\","
            + "\"num_chunks\":4294967296}]]]}}}",
        "{\"virtual_chunk_containers\":{\"x\":{\"url_prefix\":\"s3://x/\",\"store\":\"ftp\"}}}",
        "{\"virtual_chunk_containers\":{\"x\":{\"url_prefix\":\"s3://x/\",\"store\":{\"s3\":{}}}}}",
        "{\"virtual_chunk_containers\":{\"x\":{\"store\":\"in_memory\"}}}",
        "{\"virtual_chunk_containers\":{\"x\":{\"url_prefix\":\"http://x/\","
            + "\"store\":{\"http\":{\"a\":1}}}}}"
      })
  void whatDoesNotFitFailsAsAWhole(String json) {
    FormatException thrown = assertThrows(FormatException.class, () -> config(json));
    assertEquals(ErrorKind.CONFIG_DESERIALIZATION, thrown.kind());
    assertTrue(thrown.getMessage().startsWith("repo: expected "), thrown.getMessage());
  }

  @Test
  void theMessageNamesTheKey() {
    FormatException thrown =
        assertThrows(
            FormatException.class, () -> config("{\"storage\":{\"retries\":{\"max_tries\":0}}}"));
    assertEquals(
        "repo: expected storage.retries.max_tries to be an integer from 1 to 65535, found 0",
        thrown.getMessage());
  }

  @Test
  void conditionsNestedTooDeepAreRefused() {
    String deep = "{\"or\":[".repeat(40) + "\"true\"" + "]}".repeat(40);
    assertThrows(
        FormatException.class,
        () -> config("{\"manifest\":{\"preload\":{\"preload_if\":" + deep + "}}}"));
  }

  @Test
  void aBuilderRefusesWhatNoFileCanHold() {
    assertThrows(
        IllegalArgumentException.class,
        () -> RepositoryConfig.builder().inlineChunkThresholdBytes(65_536));
    assertThrows(
        IllegalArgumentException.class, () -> StorageRetriesSettings.builder().maxTries(0));
    assertThrows(
        IllegalArgumentException.class,
        () -> RepositoryConfig.builder().set(CompressionConfig.LEVEL, 3));
  }

  @Test
  void secretsAreNotShown() {
    TreeMap<String, String> headers = new TreeMap<>(Map.of("Authorization", "Bearer hush"));
    TreeMap<String, String> options =
        new TreeMap<>(Map.of("account", "public", "azure_storage_account_key", "hush"));
    RepositoryConfig config =
        config("{\"token\":\"hush\",\"storage\":{\"secret\":\"hush\"}}").toBuilder()
            .virtualChunkContainer(
                new VirtualChunkContainer(
                    "https://user:hush@host/?sig=hush",
                    new ObjectStoreConfig.Http(options, headers)))
            .virtualChunkContainer(
                new VirtualChunkContainer("az://a/", new ObjectStoreConfig.Azure(options)))
            .virtualChunkContainer(
                new VirtualChunkContainer("gs://a/", new ObjectStoreConfig.Gcs(options)))
            .virtualChunkContainer(
                new VirtualChunkContainer(
                    "s3://a/",
                    new ObjectStoreConfig.S3(S3Options.NONE.atEndpoint("http://k:hush@h/"))))
            .build();
    assertTrue(JsonText.compact(config.toJson()).contains("hush"));
    String shown =
        config
            + JsonText.compact(config.describe())
            + JsonText.compact(config.redactedJson())
            + config.virtualChunkContainers().values()
            + config.virtualChunkContainers().values().stream()
                .map(VirtualChunkContainer::store)
                .toList();
    assertFalse(shown.contains("hush"), shown);
    assertTrue(shown.contains("public"), shown);
  }

  @Test
  void whatTakesEffectIsDescribedInFull() {
    String text = JsonText.compact(RepositoryConfig.empty().describe());
    assertTrue(text.contains("\"inline_chunk_threshold_bytes\":512"), text);
    assertTrue(text.contains("\"max_tries\":100"), text);
    assertTrue(text.contains("\"virtual_chunk_containers\":{}"), text);
    assertTrue(text.contains("\"storage_class\":null"), text);
  }

  @Test
  void whatIsSetIsShownWithNullsForTheRest() {
    RepositoryConfig config = RepositoryConfig.builder().inlineChunkThresholdBytes(4).build();
    assertEquals(config.toJson(), config.redactedJson());
  }

  @Test
  void unknownKeysAreNamed() {
    assertEquals(
        List.of("future", "compression.window"),
        config("{\"future\":1,\"compression\":{\"window\":9,\"level\":1}}").unknownKeys());
  }

  @Test
  void textShowsWhatIsSet() {
    assertEquals(
        "{\"compression\":{\"level\":5}}",
        RepositoryConfig.builder()
            .compression(CompressionConfig.builder().level(5).build())
            .build()
            .toString());
  }
}

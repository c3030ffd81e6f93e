package dev.floe.config;

import dev.floe.format.JsonValue;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;

/// The configuration of a repository: everything that can be set, each value set or not.
public final class RepositoryConfig extends ConfigSection {
  /// Chunks of at most this many bytes live in the manifest.
  public static final Setting<Integer> INLINE_CHUNK_THRESHOLD_BYTES =
      Setting.of("inline_chunk_threshold_bytes", SettingType.integer(0, SettingType.U16), 512);

  /// How many ranges of one call are read at once.
  public static final Setting<Integer> GET_PARTIAL_VALUES_CONCURRENCY =
      Setting.of("get_partial_values_concurrency", SettingType.integer(0, SettingType.U16), 10);

  /// How metadata files are compressed.
  public static final Setting<CompressionConfig> COMPRESSION =
      Setting.section("compression", CompressionConfig.SCHEMA);

  /// How many requests are in flight at once.
  public static final Setting<Integer> MAX_CONCURRENT_REQUESTS =
      Setting.of("max_concurrent_requests", SettingType.integer(0, SettingType.U16), 256);

  /// How many files are decoded at once; unset, one a core.
  public static final Setting<Integer> MAX_CONCURRENT_DECODES =
      Setting.withoutDefault("max_concurrent_decodes", SettingType.integer(0, SettingType.U16));

  /// How much of each kind of asset stays in memory.
  public static final Setting<CachingConfig> CACHING =
      Setting.section("caching", CachingConfig.SCHEMA);

  /// How the object store is used.
  public static final Setting<StorageSettings> STORAGE =
      Setting.section("storage", StorageSettings.SCHEMA);

  /// Where virtual chunks may come from, by the key in the file, which is the URL prefix.
  public static final Setting<SortedMap<String, VirtualChunkContainer>> VIRTUAL_CHUNK_CONTAINERS =
      Setting.of(
          "virtual_chunk_containers", VirtualChunkContainerJson.MAP, Collections.emptySortedMap());

  /// How manifests are read ahead, split and written.
  public static final Setting<ManifestConfig> MANIFEST =
      Setting.section("manifest", ManifestConfig.SCHEMA);

  /// Kept for others; nothing uses it.
  public static final Setting<String> PREVIOUS_FILE =
      Setting.withoutDefault("previous_file", SettingType.TEXT);

  /// How updates of the repository are tried again after a lost race.
  public static final Setting<RepoUpdateRetryConfig> REPO_UPDATE_RETRIES =
      Setting.section("repo_update_retries", RepoUpdateRetryConfig.SCHEMA);

  /// How many entries of the operations log one file holds.
  public static final Setting<Integer> NUM_UPDATES_PER_REPO_INFO_FILE =
      Setting.of("num_updates_per_repo_info_file", SettingType.integer(0, SettingType.U16), 1000);

  static final SectionSchema<RepositoryConfig> SCHEMA =
      SectionSchema.of(
          RepositoryConfig::new,
          INLINE_CHUNK_THRESHOLD_BYTES,
          GET_PARTIAL_VALUES_CONCURRENCY,
          COMPRESSION,
          MAX_CONCURRENT_REQUESTS,
          MAX_CONCURRENT_DECODES,
          CACHING,
          STORAGE,
          VIRTUAL_CHUNK_CONTAINERS,
          MANIFEST,
          PREVIOUS_FILE,
          REPO_UPDATE_RETRIES,
          NUM_UPDATES_PER_REPO_INFO_FILE);

  private static final RepositoryConfig EMPTY = new RepositoryConfig(SectionValues.NONE);

  private RepositoryConfig(SectionValues values) {
    super(values);
  }

  /// Nothing set.
  public static RepositoryConfig empty() {
    return EMPTY;
  }

  /// A builder with nothing set.
  public static Builder builder() {
    return EMPTY.toBuilder();
  }

  /// A configuration as files hold it.
  ///
  /// @param object names the file or object in messages
  /// @throws dev.floe.error.FormatException of kind `config-deserialization` if a value is of the
  ///   wrong type or out of range, or a variant is not known
  public static RepositoryConfig fromJson(JsonValue json, String object) {
    return SCHEMA.decode(json, ConfigPlace.root(object));
  }

  /// This configuration with another laid over it: what the other sets counts. Sections merge key
  /// by key; containers, preloading and splitting replace each other as a whole.
  public RepositoryConfig mergedWith(RepositoryConfig over) {
    return new RepositoryConfig(values().mergedWith(over.values()));
  }

  /// A builder that starts from here.
  public Builder toBuilder() {
    return new Builder(values());
  }

  @Override
  SectionSchema<?> schema() {
    return SCHEMA;
  }

  /// Chunks of at most this many bytes live in the manifest.
  public int inlineChunkThresholdBytes() {
    return effective(INLINE_CHUNK_THRESHOLD_BYTES);
  }

  /// How many ranges of one call are read at once.
  public int getPartialValuesConcurrency() {
    return effective(GET_PARTIAL_VALUES_CONCURRENCY);
  }

  /// How metadata files are compressed.
  public CompressionConfig compression() {
    return effective(COMPRESSION);
  }

  /// How many requests are in flight at once.
  public int maxConcurrentRequests() {
    return effective(MAX_CONCURRENT_REQUESTS);
  }

  /// How many files are decoded at once; unset, one a core.
  public Optional<Integer> maxConcurrentDecodes() {
    return value(MAX_CONCURRENT_DECODES);
  }

  /// How much of each kind of asset stays in memory.
  public CachingConfig caching() {
    return effective(CACHING);
  }

  /// How the object store is used.
  public StorageSettings storage() {
    return effective(STORAGE);
  }

  /// Where virtual chunks may come from, by the key in the file, which is the URL prefix.
  public SortedMap<String, VirtualChunkContainer> virtualChunkContainers() {
    return effective(VIRTUAL_CHUNK_CONTAINERS);
  }

  /// How manifests are read ahead, split and written.
  public ManifestConfig manifest() {
    return effective(MANIFEST);
  }

  /// Kept for others; nothing uses it.
  public Optional<String> previousFile() {
    return value(PREVIOUS_FILE);
  }

  /// How updates of the repository are tried again after a lost race.
  public RepoUpdateRetryConfig repoUpdateRetries() {
    return effective(REPO_UPDATE_RETRIES);
  }

  /// How many entries of the operations log one file holds.
  public int numUpdatesPerRepoInfoFile() {
    return effective(NUM_UPDATES_PER_REPO_INFO_FILE);
  }

  /// Builds the section.
  public static final class Builder extends ConfigSection.Builder<RepositoryConfig, Builder> {
    private Builder(SectionValues start) {
      super(SCHEMA, start);
    }

    @Override
    Builder self() {
      return this;
    }

    /// Adds a container under its URL prefix, or replaces the one that is there. Another one of the
    /// same name goes.
    public Builder virtualChunkContainer(VirtualChunkContainer container) {
      return store(
          VIRTUAL_CHUNK_CONTAINERS,
          VirtualChunkContainerJson.with(stored(VIRTUAL_CHUNK_CONTAINERS), container));
    }

    /// An empty map of containers: laid over another configuration it takes all of them away.
    public Builder clearVirtualChunkContainers() {
      return set(VIRTUAL_CHUNK_CONTAINERS, Collections.emptySortedMap());
    }

    /// Chunks of at most this many bytes live in the manifest.
    public Builder inlineChunkThresholdBytes(int value) {
      return set(INLINE_CHUNK_THRESHOLD_BYTES, value);
    }

    /// How many ranges of one call are read at once.
    public Builder getPartialValuesConcurrency(int value) {
      return set(GET_PARTIAL_VALUES_CONCURRENCY, value);
    }

    /// How metadata files are compressed.
    public Builder compression(CompressionConfig value) {
      return set(COMPRESSION, value);
    }

    /// How many requests are in flight at once.
    public Builder maxConcurrentRequests(int value) {
      return set(MAX_CONCURRENT_REQUESTS, value);
    }

    /// How many files are decoded at once; unset, one a core.
    public Builder maxConcurrentDecodes(int value) {
      return set(MAX_CONCURRENT_DECODES, value);
    }

    /// How much of each kind of asset stays in memory.
    public Builder caching(CachingConfig value) {
      return set(CACHING, value);
    }

    /// How the object store is used.
    public Builder storage(StorageSettings value) {
      return set(STORAGE, value);
    }

    /// Where virtual chunks may come from, by the key in the file, which is the URL prefix.
    public Builder virtualChunkContainers(SortedMap<String, VirtualChunkContainer> value) {
      return set(VIRTUAL_CHUNK_CONTAINERS, value);
    }

    /// How manifests are read ahead, split and written.
    public Builder manifest(ManifestConfig value) {
      return set(MANIFEST, value);
    }

    /// Kept for others; nothing uses it.
    public Builder previousFile(String value) {
      return set(PREVIOUS_FILE, value);
    }

    /// How updates of the repository are tried again after a lost race.
    public Builder repoUpdateRetries(RepoUpdateRetryConfig value) {
      return set(REPO_UPDATE_RETRIES, value);
    }

    /// How many entries of the operations log one file holds.
    public Builder numUpdatesPerRepoInfoFile(int value) {
      return set(NUM_UPDATES_PER_REPO_INFO_FILE, value);
    }
  }
}

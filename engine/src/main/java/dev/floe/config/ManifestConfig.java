package dev.floe.config;

/// How manifests are read ahead, split and written.
public final class ManifestConfig extends ConfigSection {
  /// Which manifests are fetched when a session opens.
  public static final Setting<ManifestPreloadConfig> PRELOAD =
      Setting.of(
          "preload",
          SettingType.wholeSection(ManifestPreloadConfig.SCHEMA),
          ManifestPreloadConfig.empty());

  /// How the chunks of an array are spread over manifests.
  public static final Setting<ManifestSplittingConfig> SPLITTING =
      Setting.of(
          "splitting",
          SettingType.wholeSection(ManifestSplittingConfig.SCHEMA),
          ManifestSplittingConfig.UNSPLIT);

  /// How locations of virtual chunks are compressed.
  public static final Setting<ManifestVirtualChunkLocationCompressionConfig>
      VIRTUAL_CHUNK_LOCATION_COMPRESSION =
          Setting.section(
              "virtual_chunk_location_compression",
              ManifestVirtualChunkLocationCompressionConfig.SCHEMA);

  /// How many manifests a commit fetches at once; zero counts as one.
  public static final Setting<Integer> MAX_CONCURRENT_MANIFEST_FETCHES_DURING_COMMIT =
      Setting.of(
          "max_concurrent_manifest_fetches_during_commit",
          SettingType.integer(0, SettingType.U16),
          1);

  static final SectionSchema<ManifestConfig> SCHEMA =
      SectionSchema.of(
          ManifestConfig::new,
          PRELOAD,
          SPLITTING,
          VIRTUAL_CHUNK_LOCATION_COMPRESSION,
          MAX_CONCURRENT_MANIFEST_FETCHES_DURING_COMMIT);

  private static final ManifestConfig EMPTY = new ManifestConfig(SectionValues.NONE);

  private ManifestConfig(SectionValues values) {
    super(values);
  }

  /// Nothing set.
  public static ManifestConfig empty() {
    return EMPTY;
  }

  /// A builder with nothing set.
  public static Builder builder() {
    return EMPTY.toBuilder();
  }

  /// A builder that starts from here.
  public Builder toBuilder() {
    return new Builder(values());
  }

  @Override
  SectionSchema<?> schema() {
    return SCHEMA;
  }

  /// Which manifests are fetched when a session opens.
  public ManifestPreloadConfig preload() {
    return effective(PRELOAD);
  }

  /// How the chunks of an array are spread over manifests.
  public ManifestSplittingConfig splitting() {
    return effective(SPLITTING);
  }

  /// How locations of virtual chunks are compressed.
  public ManifestVirtualChunkLocationCompressionConfig virtualChunkLocationCompression() {
    return effective(VIRTUAL_CHUNK_LOCATION_COMPRESSION);
  }

  /// How many manifests a commit fetches at once; zero counts as one.
  public int maxConcurrentManifestFetchesDuringCommit() {
    return effective(MAX_CONCURRENT_MANIFEST_FETCHES_DURING_COMMIT);
  }

  /// Builds the section.
  public static final class Builder extends ConfigSection.Builder<ManifestConfig, Builder> {
    private Builder(SectionValues start) {
      super(SCHEMA, start);
    }

    @Override
    Builder self() {
      return this;
    }

    /// Which manifests are fetched when a session opens.
    public Builder preload(ManifestPreloadConfig value) {
      return set(PRELOAD, value);
    }

    /// How the chunks of an array are spread over manifests.
    public Builder splitting(ManifestSplittingConfig value) {
      return set(SPLITTING, value);
    }

    /// How locations of virtual chunks are compressed.
    public Builder virtualChunkLocationCompression(
        ManifestVirtualChunkLocationCompressionConfig value) {
      return set(VIRTUAL_CHUNK_LOCATION_COMPRESSION, value);
    }

    /// How many manifests a commit fetches at once; zero counts as one.
    public Builder maxConcurrentManifestFetchesDuringCommit(int value) {
      return set(MAX_CONCURRENT_MANIFEST_FETCHES_DURING_COMMIT, value);
    }
  }
}

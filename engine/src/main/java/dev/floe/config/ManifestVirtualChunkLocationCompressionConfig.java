package dev.floe.config;

/// How the locations of virtual chunks are compressed inside a manifest.
public final class ManifestVirtualChunkLocationCompressionConfig extends ConfigSection {
  /// From how many virtual chunks on locations are compressed.
  public static final Setting<Integer> MIN_NUM_CHUNKS =
      Setting.of("min_num_chunks", SettingType.integer(0, SettingType.U16), 1000);

  /// How many locations train the dictionary.
  public static final Setting<Integer> DICTIONARY_MAX_TRAINING_SAMPLES =
      Setting.of("dictionary_max_training_samples", SettingType.integer(0, SettingType.U16), 100);

  /// The largest dictionary.
  public static final Setting<Long> DICTIONARY_MAX_SIZE_BYTES =
      Setting.of("dictionary_max_size_bytes", SettingType.unsigned32(), 2048L);

  /// The level of zstd.
  public static final Setting<Integer> COMPRESSION_LEVEL =
      Setting.of("compression_level", SettingType.integer(Integer.MIN_VALUE, Integer.MAX_VALUE), 3);

  static final SectionSchema<ManifestVirtualChunkLocationCompressionConfig> SCHEMA =
      SectionSchema.of(
          ManifestVirtualChunkLocationCompressionConfig::new,
          MIN_NUM_CHUNKS,
          DICTIONARY_MAX_TRAINING_SAMPLES,
          DICTIONARY_MAX_SIZE_BYTES,
          COMPRESSION_LEVEL);

  private static final ManifestVirtualChunkLocationCompressionConfig EMPTY =
      new ManifestVirtualChunkLocationCompressionConfig(SectionValues.NONE);

  private ManifestVirtualChunkLocationCompressionConfig(SectionValues values) {
    super(values);
  }

  /// Nothing set.
  public static ManifestVirtualChunkLocationCompressionConfig empty() {
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

  /// From how many virtual chunks on locations are compressed.
  public int minNumChunks() {
    return effective(MIN_NUM_CHUNKS);
  }

  /// How many locations train the dictionary.
  public int dictionaryMaxTrainingSamples() {
    return effective(DICTIONARY_MAX_TRAINING_SAMPLES);
  }

  /// The largest dictionary.
  public long dictionaryMaxSizeBytes() {
    return effective(DICTIONARY_MAX_SIZE_BYTES);
  }

  /// The level of zstd.
  public int compressionLevel() {
    return effective(COMPRESSION_LEVEL);
  }

  /// Builds the section.
  public static final class Builder
      extends ConfigSection.Builder<ManifestVirtualChunkLocationCompressionConfig, Builder> {
    private Builder(SectionValues start) {
      super(SCHEMA, start);
    }

    @Override
    Builder self() {
      return this;
    }

    /// From how many virtual chunks on locations are compressed.
    public Builder minNumChunks(int value) {
      return set(MIN_NUM_CHUNKS, value);
    }

    /// How many locations train the dictionary.
    public Builder dictionaryMaxTrainingSamples(int value) {
      return set(DICTIONARY_MAX_TRAINING_SAMPLES, value);
    }

    /// The largest dictionary.
    public Builder dictionaryMaxSizeBytes(long value) {
      return set(DICTIONARY_MAX_SIZE_BYTES, value);
    }

    /// The level of zstd.
    public Builder compressionLevel(int value) {
      return set(COMPRESSION_LEVEL, value);
    }
  }
}

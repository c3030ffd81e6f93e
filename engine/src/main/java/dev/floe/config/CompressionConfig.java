package dev.floe.config;

/// How metadata files are compressed.
public final class CompressionConfig extends ConfigSection {
  /// The algorithm; there is one.
  public static final Setting<CompressionAlgorithm> ALGORITHM =
      Setting.of("algorithm", CompressionAlgorithm.TYPE, CompressionAlgorithm.ZSTD);

  /// The level of the algorithm.
  public static final Setting<Integer> LEVEL =
      Setting.of("level", SettingType.integer(0, SettingType.U8), 3);

  static final SectionSchema<CompressionConfig> SCHEMA =
      SectionSchema.of(CompressionConfig::new, ALGORITHM, LEVEL);

  private static final CompressionConfig EMPTY = new CompressionConfig(SectionValues.NONE);

  private CompressionConfig(SectionValues values) {
    super(values);
  }

  /// Nothing set.
  public static CompressionConfig empty() {
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

  /// The algorithm; there is one.
  public CompressionAlgorithm algorithm() {
    return effective(ALGORITHM);
  }

  /// The level of the algorithm.
  public int level() {
    return effective(LEVEL);
  }

  /// Builds the section.
  public static final class Builder extends ConfigSection.Builder<CompressionConfig, Builder> {
    private Builder(SectionValues start) {
      super(SCHEMA, start);
    }

    @Override
    Builder self() {
      return this;
    }

    /// The algorithm; there is one.
    public Builder algorithm(CompressionAlgorithm value) {
      return set(ALGORITHM, value);
    }

    /// The level of the algorithm.
    public Builder level(int value) {
      return set(LEVEL, value);
    }
  }
}

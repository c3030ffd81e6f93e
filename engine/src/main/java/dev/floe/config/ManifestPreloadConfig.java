package dev.floe.config;

/// Which manifests are fetched in the background when a session opens. Replaces another as a whole.
public final class ManifestPreloadConfig extends ConfigSection {
  /// The most chunk references of all manifests together; zero fetches none.
  public static final Setting<Long> MAX_TOTAL_REFS =
      Setting.of("max_total_refs", SettingType.unsigned32(), 10_000L);

  /// What a manifest and its array must be like.
  public static final Setting<ManifestPreloadCondition> PRELOAD_IF =
      Setting.of("preload_if", PreloadJson.CONDITION, ManifestPreloadCondition.DEFAULT);

  /// How many arrays are looked at, in the order of their paths.
  public static final Setting<Long> MAX_ARRAYS_TO_SCAN =
      Setting.of("max_arrays_to_scan", SettingType.unsigned32(), 50L);

  static final SectionSchema<ManifestPreloadConfig> SCHEMA =
      SectionSchema.of(ManifestPreloadConfig::new, MAX_TOTAL_REFS, PRELOAD_IF, MAX_ARRAYS_TO_SCAN);

  private static final ManifestPreloadConfig EMPTY = new ManifestPreloadConfig(SectionValues.NONE);

  private ManifestPreloadConfig(SectionValues values) {
    super(values);
  }

  /// Nothing set.
  public static ManifestPreloadConfig empty() {
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

  /// The most chunk references of all manifests together; zero fetches none.
  public long maxTotalRefs() {
    return effective(MAX_TOTAL_REFS);
  }

  /// What a manifest and its array must be like.
  public ManifestPreloadCondition preloadIf() {
    return effective(PRELOAD_IF);
  }

  /// How many arrays are looked at, in the order of their paths.
  public long maxArraysToScan() {
    return effective(MAX_ARRAYS_TO_SCAN);
  }

  /// Builds the section.
  public static final class Builder extends ConfigSection.Builder<ManifestPreloadConfig, Builder> {
    private Builder(SectionValues start) {
      super(SCHEMA, start);
    }

    @Override
    Builder self() {
      return this;
    }

    /// The most chunk references of all manifests together; zero fetches none.
    public Builder maxTotalRefs(long value) {
      return set(MAX_TOTAL_REFS, value);
    }

    /// What a manifest and its array must be like.
    public Builder preloadIf(ManifestPreloadCondition value) {
      return set(PRELOAD_IF, value);
    }

    /// How many arrays are looked at, in the order of their paths.
    public Builder maxArraysToScan(long value) {
      return set(MAX_ARRAYS_TO_SCAN, value);
    }
  }
}

package dev.floe.config;

/// How one large object is read and written in parts.
public final class StorageConcurrencySettings extends ConfigSection {
  /// The most parts of one object in flight.
  public static final Setting<Integer> MAX_CONCURRENT_REQUESTS_FOR_OBJECT =
      Setting.of("max_concurrent_requests_for_object", SettingType.integer(1, SettingType.U16), 18);

  /// The size of a part in bytes, where the number of parts allows it.
  public static final Setting<Long> IDEAL_CONCURRENT_REQUEST_SIZE =
      Setting.of("ideal_concurrent_request_size", SettingType.unsigned64(1), 12_582_912L);

  static final SectionSchema<StorageConcurrencySettings> SCHEMA =
      SectionSchema.of(
          StorageConcurrencySettings::new,
          MAX_CONCURRENT_REQUESTS_FOR_OBJECT,
          IDEAL_CONCURRENT_REQUEST_SIZE);

  private static final StorageConcurrencySettings EMPTY =
      new StorageConcurrencySettings(SectionValues.NONE);

  private StorageConcurrencySettings(SectionValues values) {
    super(values);
  }

  /// Nothing set.
  public static StorageConcurrencySettings empty() {
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

  /// The most parts of one object in flight.
  public int maxConcurrentRequestsForObject() {
    return effective(MAX_CONCURRENT_REQUESTS_FOR_OBJECT);
  }

  /// The size of a part in bytes, where the number of parts allows it.
  public long idealConcurrentRequestSize() {
    return effective(IDEAL_CONCURRENT_REQUEST_SIZE);
  }

  /// Builds the section.
  public static final class Builder
      extends ConfigSection.Builder<StorageConcurrencySettings, Builder> {
    private Builder(SectionValues start) {
      super(SCHEMA, start);
    }

    @Override
    Builder self() {
      return this;
    }

    /// The most parts of one object in flight.
    public Builder maxConcurrentRequestsForObject(int value) {
      return set(MAX_CONCURRENT_REQUESTS_FOR_OBJECT, value);
    }

    /// The size of a part in bytes, where the number of parts allows it.
    public Builder idealConcurrentRequestSize(long value) {
      return set(IDEAL_CONCURRENT_REQUEST_SIZE, value);
    }
  }
}

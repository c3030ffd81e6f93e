package dev.floe.config;

import java.time.Duration;

/// How often, and after which pauses, a request is tried again. Pauses double from the first to the
/// longest.
public final class StorageRetriesSettings extends ConfigSection {
  /// How often a request is tried in all, the first time included.
  public static final Setting<Integer> MAX_TRIES =
      Setting.of("max_tries", SettingType.integer(1, SettingType.U16), 10);

  /// The first pause, in whole milliseconds.
  public static final Setting<Duration> INITIAL_BACKOFF =
      Setting.of("initial_backoff_ms", SettingType.MILLIS, Duration.ofMillis(100));

  /// The longest pause, in whole milliseconds.
  public static final Setting<Duration> MAX_BACKOFF =
      Setting.of("max_backoff_ms", SettingType.MILLIS, Duration.ofMinutes(3));

  static final SectionSchema<StorageRetriesSettings> SCHEMA =
      SectionSchema.of(StorageRetriesSettings::new, MAX_TRIES, INITIAL_BACKOFF, MAX_BACKOFF);

  private static final StorageRetriesSettings EMPTY =
      new StorageRetriesSettings(SectionValues.NONE);

  private StorageRetriesSettings(SectionValues values) {
    super(values);
  }

  /// Nothing set.
  public static StorageRetriesSettings empty() {
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

  /// How often a request is tried in all, the first time included.
  public int maxTries() {
    return effective(MAX_TRIES);
  }

  /// The first pause, in whole milliseconds.
  public Duration initialBackoff() {
    return effective(INITIAL_BACKOFF);
  }

  /// The longest pause, in whole milliseconds.
  public Duration maxBackoff() {
    return effective(MAX_BACKOFF);
  }

  /// Builds the section.
  public static final class Builder extends ConfigSection.Builder<StorageRetriesSettings, Builder> {
    private Builder(SectionValues start) {
      super(SCHEMA, start);
    }

    @Override
    Builder self() {
      return this;
    }

    /// How often a request is tried in all, the first time included.
    public Builder maxTries(int value) {
      return set(MAX_TRIES, value);
    }

    /// The first pause, in whole milliseconds.
    public Builder initialBackoff(Duration value) {
      return set(INITIAL_BACKOFF, value);
    }

    /// The longest pause, in whole milliseconds.
    public Builder maxBackoff(Duration value) {
      return set(MAX_BACKOFF, value);
    }
  }
}

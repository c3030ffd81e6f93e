package dev.floe.config;

import java.time.Duration;
import java.util.Optional;

/// After how long a request is given up, in whole milliseconds; where unset, what the transport
/// does of itself.
public final class StorageTimeoutSettings extends ConfigSection {
  /// For the connection to stand.
  public static final Setting<Duration> CONNECT =
      Setting.withoutDefault("connect_timeout_ms", SettingType.MILLIS);

  /// Between two pieces of an answer.
  public static final Setting<Duration> READ =
      Setting.withoutDefault("read_timeout_ms", SettingType.MILLIS);

  /// For a request with all its retries.
  public static final Setting<Duration> OPERATION =
      Setting.withoutDefault("operation_timeout_ms", SettingType.MILLIS);

  /// For one attempt.
  public static final Setting<Duration> OPERATION_ATTEMPT =
      Setting.withoutDefault("operation_attempt_timeout_ms", SettingType.MILLIS);

  static final SectionSchema<StorageTimeoutSettings> SCHEMA =
      SectionSchema.of(StorageTimeoutSettings::new, CONNECT, READ, OPERATION, OPERATION_ATTEMPT);

  private static final StorageTimeoutSettings EMPTY =
      new StorageTimeoutSettings(SectionValues.NONE);

  private StorageTimeoutSettings(SectionValues values) {
    super(values);
  }

  /// Nothing set.
  public static StorageTimeoutSettings empty() {
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

  /// For the connection to stand.
  public Optional<Duration> connect() {
    return value(CONNECT);
  }

  /// Between two pieces of an answer.
  public Optional<Duration> read() {
    return value(READ);
  }

  /// For a request with all its retries.
  public Optional<Duration> operation() {
    return value(OPERATION);
  }

  /// For one attempt.
  public Optional<Duration> operationAttempt() {
    return value(OPERATION_ATTEMPT);
  }

  /// Builds the section.
  public static final class Builder extends ConfigSection.Builder<StorageTimeoutSettings, Builder> {
    private Builder(SectionValues start) {
      super(SCHEMA, start);
    }

    @Override
    Builder self() {
      return this;
    }

    /// For the connection to stand.
    public Builder connect(Duration value) {
      return set(CONNECT, value);
    }

    /// Between two pieces of an answer.
    public Builder read(Duration value) {
      return set(READ, value);
    }

    /// For a request with all its retries.
    public Builder operation(Duration value) {
      return set(OPERATION, value);
    }

    /// For one attempt.
    public Builder operationAttempt(Duration value) {
      return set(OPERATION_ATTEMPT, value);
    }
  }
}

package dev.floe.config;

import java.time.Duration;

/// How an update of the repository is tried again after it lost a race.
public final class RepoUpdateRetryConfig extends ConfigSection {
  /// The tries and pauses of every kind of update. Unset they are 100 tries, 50 ms to 30 s; once
  /// set, what it leaves unset has the general defaults of [StorageRetriesSettings].
  public static final Setting<StorageRetriesSettings> DEFAULT =
      Setting.of(
          "default",
          SettingType.section(StorageRetriesSettings.SCHEMA),
          StorageRetriesSettings.builder()
              .maxTries(100)
              .initialBackoff(Duration.ofMillis(50))
              .maxBackoff(Duration.ofSeconds(30))
              .build());

  static final SectionSchema<RepoUpdateRetryConfig> SCHEMA =
      SectionSchema.of(RepoUpdateRetryConfig::new, DEFAULT);

  private static final RepoUpdateRetryConfig EMPTY = new RepoUpdateRetryConfig(SectionValues.NONE);

  private RepoUpdateRetryConfig(SectionValues values) {
    super(values);
  }

  /// Nothing set.
  public static RepoUpdateRetryConfig empty() {
    return EMPTY;
  }

  /// These tries and pauses for every kind of update.
  public static RepoUpdateRetryConfig of(StorageRetriesSettings retries) {
    return SCHEMA.create(
        new SectionValues(
            java.util.Map.of(DEFAULT, new SectionValues.Stored(retries, null)),
            SectionValues.NONE.unknown()));
  }

  @Override
  SectionSchema<?> schema() {
    return SCHEMA;
  }

  /// The tries and pauses of every kind of update.
  public StorageRetriesSettings retries() {
    return effective(DEFAULT);
  }
}

package dev.floe.config;

import java.util.Optional;

/// How an object store is used.
public final class StorageSettings extends ConfigSection {
  /// How one large object is read and written in parts.
  public static final Setting<StorageConcurrencySettings> CONCURRENCY =
      Setting.section("concurrency", StorageConcurrencySettings.SCHEMA);

  /// How requests are tried again.
  public static final Setting<StorageRetriesSettings> RETRIES =
      Setting.section("retries", StorageRetriesSettings.SCHEMA);

  /// After how long a request is given up.
  public static final Setting<StorageTimeoutSettings> TIMEOUTS =
      Setting.section("timeouts", StorageTimeoutSettings.SCHEMA);

  /// Whether updates are conditional. Without, concurrent writers lose commits.
  public static final Setting<Boolean> UNSAFE_USE_CONDITIONAL_UPDATE =
      Setting.of("unsafe_use_conditional_update", SettingType.BOOLEAN, true);

  /// Whether creations are conditional. Without, concurrent creators overwrite each other.
  public static final Setting<Boolean> UNSAFE_USE_CONDITIONAL_CREATE =
      Setting.of("unsafe_use_conditional_create", SettingType.BOOLEAN, true);

  /// Whether objects carry user metadata. Without, lost answers become false conflicts.
  public static final Setting<Boolean> UNSAFE_USE_METADATA =
      Setting.of("unsafe_use_metadata", SettingType.BOOLEAN, true);

  /// The storage class of new objects.
  public static final Setting<String> STORAGE_CLASS =
      Setting.withoutDefault("storage_class", SettingType.TEXT);

  /// The storage class of snapshots, manifests and transaction logs, else the general one.
  public static final Setting<String> METADATA_STORAGE_CLASS =
      Setting.withoutDefault("metadata_storage_class", SettingType.TEXT);

  /// The storage class of chunks, else the general one.
  public static final Setting<String> CHUNKS_STORAGE_CLASS =
      Setting.withoutDefault("chunks_storage_class", SettingType.TEXT);

  /// From how many bytes on an upload goes in parts.
  public static final Setting<Long> MINIMUM_SIZE_FOR_MULTIPART_UPLOAD =
      Setting.of("minimum_size_for_multipart_upload", SettingType.unsigned64(0), 104_857_600L);

  static final SectionSchema<StorageSettings> SCHEMA =
      SectionSchema.of(
          StorageSettings::new,
          CONCURRENCY,
          RETRIES,
          TIMEOUTS,
          UNSAFE_USE_CONDITIONAL_UPDATE,
          UNSAFE_USE_CONDITIONAL_CREATE,
          UNSAFE_USE_METADATA,
          STORAGE_CLASS,
          METADATA_STORAGE_CLASS,
          CHUNKS_STORAGE_CLASS,
          MINIMUM_SIZE_FOR_MULTIPART_UPLOAD);

  private static final StorageSettings EMPTY = new StorageSettings(SectionValues.NONE);

  private StorageSettings(SectionValues values) {
    super(values);
  }

  /// Nothing set.
  public static StorageSettings empty() {
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

  /// These with others over them: what the others set counts.
  public StorageSettings mergedWith(StorageSettings over) {
    return new StorageSettings(values().mergedWith(over.values()));
  }

  @Override
  SectionSchema<?> schema() {
    return SCHEMA;
  }

  /// How one large object is read and written in parts.
  public StorageConcurrencySettings concurrency() {
    return effective(CONCURRENCY);
  }

  /// How requests are tried again.
  public StorageRetriesSettings retries() {
    return effective(RETRIES);
  }

  /// After how long a request is given up.
  public StorageTimeoutSettings timeouts() {
    return effective(TIMEOUTS);
  }

  /// Whether updates are conditional. Without, concurrent writers lose commits.
  public boolean unsafeUseConditionalUpdate() {
    return effective(UNSAFE_USE_CONDITIONAL_UPDATE);
  }

  /// Whether creations are conditional. Without, concurrent creators overwrite each other.
  public boolean unsafeUseConditionalCreate() {
    return effective(UNSAFE_USE_CONDITIONAL_CREATE);
  }

  /// Whether objects carry user metadata. Without, lost answers become false conflicts.
  public boolean unsafeUseMetadata() {
    return effective(UNSAFE_USE_METADATA);
  }

  /// The storage class of new objects.
  public Optional<String> storageClass() {
    return value(STORAGE_CLASS);
  }

  /// The storage class of snapshots, manifests and transaction logs, else the general one.
  public Optional<String> metadataStorageClass() {
    return value(METADATA_STORAGE_CLASS);
  }

  /// The storage class of chunks, else the general one.
  public Optional<String> chunksStorageClass() {
    return value(CHUNKS_STORAGE_CLASS);
  }

  /// From how many bytes on an upload goes in parts.
  public long minimumSizeForMultipartUpload() {
    return effective(MINIMUM_SIZE_FOR_MULTIPART_UPLOAD);
  }

  /// Builds the section.
  public static final class Builder extends ConfigSection.Builder<StorageSettings, Builder> {
    private Builder(SectionValues start) {
      super(SCHEMA, start);
    }

    @Override
    Builder self() {
      return this;
    }

    /// How one large object is read and written in parts.
    public Builder concurrency(StorageConcurrencySettings value) {
      return set(CONCURRENCY, value);
    }

    /// How requests are tried again.
    public Builder retries(StorageRetriesSettings value) {
      return set(RETRIES, value);
    }

    /// After how long a request is given up.
    public Builder timeouts(StorageTimeoutSettings value) {
      return set(TIMEOUTS, value);
    }

    /// Whether updates are conditional. Without, concurrent writers lose commits.
    public Builder unsafeUseConditionalUpdate(boolean value) {
      return set(UNSAFE_USE_CONDITIONAL_UPDATE, value);
    }

    /// Whether creations are conditional. Without, concurrent creators overwrite each other.
    public Builder unsafeUseConditionalCreate(boolean value) {
      return set(UNSAFE_USE_CONDITIONAL_CREATE, value);
    }

    /// Whether objects carry user metadata. Without, lost answers become false conflicts.
    public Builder unsafeUseMetadata(boolean value) {
      return set(UNSAFE_USE_METADATA, value);
    }

    /// The storage class of new objects.
    public Builder storageClass(String value) {
      return set(STORAGE_CLASS, value);
    }

    /// The storage class of snapshots, manifests and transaction logs, else the general one.
    public Builder metadataStorageClass(String value) {
      return set(METADATA_STORAGE_CLASS, value);
    }

    /// The storage class of chunks, else the general one.
    public Builder chunksStorageClass(String value) {
      return set(CHUNKS_STORAGE_CLASS, value);
    }

    /// From how many bytes on an upload goes in parts.
    public Builder minimumSizeForMultipartUpload(long value) {
      return set(MINIMUM_SIZE_FOR_MULTIPART_UPLOAD, value);
    }
  }
}

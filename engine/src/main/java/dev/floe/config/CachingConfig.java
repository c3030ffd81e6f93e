package dev.floe.config;

/// How much of each kind of asset stays in memory. The limits count things, not bytes, except where
/// the name says so; zero switches a cache off.
public final class CachingConfig extends ConfigSection {
  /// Nodes of cached snapshots.
  public static final Setting<Long> NUM_SNAPSHOT_NODES =
      Setting.of("num_snapshot_nodes", SettingType.unsigned64(0), 500_000L);

  /// Chunk references of cached manifests.
  public static final Setting<Long> NUM_CHUNK_REFS =
      Setting.of("num_chunk_refs", SettingType.unsigned64(0), 15_000_000L);

  /// Changes of cached transaction logs.
  public static final Setting<Long> NUM_TRANSACTION_CHANGES =
      Setting.of("num_transaction_changes", SettingType.unsigned64(0), 0L);

  /// Bytes of cached attributes; nothing uses it.
  public static final Setting<Long> NUM_BYTES_ATTRIBUTES =
      Setting.of("num_bytes_attributes", SettingType.unsigned64(0), 0L);

  /// Bytes of cached chunks.
  public static final Setting<Long> NUM_BYTES_CHUNKS =
      Setting.of("num_bytes_chunks", SettingType.unsigned64(0), 0L);

  static final SectionSchema<CachingConfig> SCHEMA =
      SectionSchema.of(
          CachingConfig::new,
          NUM_SNAPSHOT_NODES,
          NUM_CHUNK_REFS,
          NUM_TRANSACTION_CHANGES,
          NUM_BYTES_ATTRIBUTES,
          NUM_BYTES_CHUNKS);

  private static final CachingConfig EMPTY = new CachingConfig(SectionValues.NONE);

  private CachingConfig(SectionValues values) {
    super(values);
  }

  /// Nothing set.
  public static CachingConfig empty() {
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

  /// Nodes of cached snapshots.
  public long numSnapshotNodes() {
    return effective(NUM_SNAPSHOT_NODES);
  }

  /// Chunk references of cached manifests.
  public long numChunkRefs() {
    return effective(NUM_CHUNK_REFS);
  }

  /// Changes of cached transaction logs.
  public long numTransactionChanges() {
    return effective(NUM_TRANSACTION_CHANGES);
  }

  /// Bytes of cached attributes; nothing uses it.
  public long numBytesAttributes() {
    return effective(NUM_BYTES_ATTRIBUTES);
  }

  /// Bytes of cached chunks.
  public long numBytesChunks() {
    return effective(NUM_BYTES_CHUNKS);
  }

  /// Builds the section.
  public static final class Builder extends ConfigSection.Builder<CachingConfig, Builder> {
    private Builder(SectionValues start) {
      super(SCHEMA, start);
    }

    @Override
    Builder self() {
      return this;
    }

    /// Nodes of cached snapshots.
    public Builder numSnapshotNodes(long value) {
      return set(NUM_SNAPSHOT_NODES, value);
    }

    /// Chunk references of cached manifests.
    public Builder numChunkRefs(long value) {
      return set(NUM_CHUNK_REFS, value);
    }

    /// Changes of cached transaction logs.
    public Builder numTransactionChanges(long value) {
      return set(NUM_TRANSACTION_CHANGES, value);
    }

    /// Bytes of cached attributes; nothing uses it.
    public Builder numBytesAttributes(long value) {
      return set(NUM_BYTES_ATTRIBUTES, value);
    }

    /// Bytes of cached chunks.
    public Builder numBytesChunks(long value) {
      return set(NUM_BYTES_CHUNKS, value);
    }
  }
}

package dev.floe.internal.binary;

import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.RepositoryStatus;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.format.Update;
import dev.floe.format.UpdateType;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.SortedMap;

/// The repository info: refs, all snapshots, status, configuration, the newest operations.
/// Immutable; a new one is derived with [#toBuilder]. Refs name snapshots by id; places in the
/// file's sorted list exist only in the file.
public final class RepoInfo {
  /// The branch that every repository has.
  public static final String MAIN_BRANCH = "main";

  /// Its entry, its details, and a status in them.
  private static final int MOST_TABLES_OF_OPERATION = 3;

  private final RepoInfoBuilder values;
  private final SnapshotTable snapshots;

  /// Of this state once it was written, else of an earlier one, or null.
  private volatile EncodedTables encoded;

  /// Counted when it is asked for, and then kept.
  private volatile int tables;

  RepoInfo(RepoInfoBuilder values, SnapshotTable snapshots, EncodedTables encoded) {
    this.values = values;
    this.snapshots = snapshots;
    this.encoded = encoded;
  }

  EncodedTables encoded() {
    return encoded;
  }

  void encodedAs(EncodedTables tables) {
    encoded = tables;
  }

  /// A builder that begins with everything in here.
  public RepoInfoBuilder toBuilder() {
    return new RepoInfoBuilder(this);
  }

  SnapshotTable table() {
    return snapshots;
  }

  RepoInfoBuilder values() {
    return values;
  }

  /// The format version of the repository.
  public SpecVersion specVersion() {
    return values.specVersion;
  }

  /// The tags, by the UTF-8 bytes of their names.
  public SortedMap<String, SnapshotId> tags() {
    return values.tags;
  }

  /// The branches, by the UTF-8 bytes of their names.
  public SortedMap<String, SnapshotId> branches() {
    return values.branches;
  }

  /// The names of deleted tags, which may never be used again; sorted.
  public List<String> deletedTags() {
    return values.deletedTags;
  }

  /// All snapshots, sorted by id; made on access.
  public List<SnapshotInfo> snapshots() {
    return new Snapshots(snapshots);
  }

  /// How many snapshots there are.
  public int snapshotCount() {
    return snapshots.size();
  }

  /// The id of the snapshot at a place in [#snapshots].
  public SnapshotId idAt(int index) {
    return snapshots.entry(index).id();
  }

  /// The id of its parent; null if it has none.
  public SnapshotId parentAt(int index) {
    return snapshots.entry(index).parent();
  }

  /// The place of its parent in [#snapshots]; negative if it has none, or one that is not here.
  public int parentPlaceAt(int index) {
    return snapshots.parent(index);
  }

  /// When it was written.
  public Instant flushedAt(int index) {
    return snapshots.entry(index).flushedAt();
  }

  /// The logs of ancestors that were pruned below it.
  public List<SnapshotId> prunedAncestorLogsAt(int index) {
    return snapshots.entry(index).prunedAncestorLogs();
  }

  /// The place of a snapshot in [#snapshots], negative if it is not here.
  public int indexOf(SnapshotId id) {
    return snapshots.find(id);
  }

  /// How many tables the file has: what readers that check a file before they read it count.
  public int tableCount() {
    if (tables == 0) {
      int counted = tableCountWithoutOperations();
      for (Update update : values.latestUpdates) {
        counted += update.type() instanceof UpdateType.RepoStatusChanged ? 3 : 2;
      }
      tables = counted;
    }
    return tables;
  }

  /// As [#tableCount], without those of the operations, whose number is bounded.
  public int tableCountWithoutOperations() {
    int refs = values.tags.size() + values.branches.size();
    int properties =
        snapshots.propertyCount() + (values.metadata == null ? 0 : values.metadata.count());
    return 2 + refs + snapshots.size() + properties;
  }

  /// Whether [#tableCount] is more than so many. Where it is far from that nothing is counted.
  public boolean hasMoreTablesThan(int most) {
    long operations = (long) MOST_TABLES_OF_OPERATION * values.latestUpdates.size();
    return tableCountWithoutOperations() + operations > most && tableCount() > most;
  }

  /// Whether there is a snapshot of this id.
  public boolean hasSnapshot(SnapshotId id) {
    return snapshots.find(id) >= 0;
  }

  /// A snapshot by its id.
  public Optional<SnapshotInfo> snapshot(SnapshotId id) {
    int at = snapshots.find(id);
    return at < 0 ? Optional.empty() : Optional.of(snapshots.entry(at).info());
  }

  /// The parent of a snapshot; empty if it has none, or is not here.
  public Optional<SnapshotId> parentOf(SnapshotId id) {
    int at = snapshots.find(id);
    return at < 0 ? Optional.empty() : Optional.ofNullable(snapshots.entry(at).parent());
  }

  /// Whether changes are accepted.
  public RepositoryStatus status() {
    return values.status;
  }

  /// The metadata of the repository; absent and empty differ in the file.
  public Optional<JsonObject> metadata() {
    return Optional.ofNullable(values.metadata).map(EncodedMetadata::decoded);
  }

  /// The newest operations, newest first.
  public List<Update> latestUpdates() {
    return values.latestUpdates;
  }

  /// The name, without `overwritten/`, of the saved file in which the operations go on.
  public Optional<String> repoBeforeUpdates() {
    return Optional.ofNullable(values.repoBeforeUpdates);
  }

  /// The persisted configuration as FlexBuffers, read-only, exactly as it was read.
  public Optional<MemorySegment> config() {
    return Optional.ofNullable(values.config);
  }

  /// The ids of flags that were switched on, sorted; absent and empty differ in the file.
  public Optional<List<Integer>> enabledFeatureFlags() {
    return Optional.ofNullable(values.enabledFeatureFlags);
  }

  /// The ids of flags that were switched off, sorted; absent and empty differ in the file.
  public Optional<List<Integer>> disabledFeatureFlags() {
    return Optional.ofNullable(values.disabledFeatureFlags);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RepoInfo that
        && values.sameAs(that.values)
        && snapshots().equals(that.snapshots());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(new Object[] {tags(), branches(), snapshots.size(), latestUpdates()});
  }

  @Override
  public String toString() {
    return "RepoInfo[branches=" + branches() + ", snapshots=" + snapshots.size() + "]";
  }

  private static final class Snapshots extends AbstractList<SnapshotInfo> implements RandomAccess {
    private final SnapshotTable table;

    Snapshots(SnapshotTable table) {
      this.table = table;
    }

    @Override
    public SnapshotInfo get(int index) {
      return table.entry(index).info();
    }

    @Override
    public int size() {
      return table.size();
    }
  }
}

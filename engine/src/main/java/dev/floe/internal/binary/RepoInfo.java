package dev.floe.internal.binary;

import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.RepositoryStatus;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.format.Update;
import java.lang.foreign.MemorySegment;
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
  private final RepoInfoBuilder values;
  private final SnapshotEntry[] snapshots;

  RepoInfo(RepoInfoBuilder values, SnapshotEntry[] snapshots) {
    this.values = values;
    this.snapshots = snapshots;
  }

  /// A builder that begins with everything in here.
  public RepoInfoBuilder toBuilder() {
    return new RepoInfoBuilder(this);
  }

  SnapshotEntry[] entries() {
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
    return snapshots.length;
  }

  /// Whether there is a snapshot of this id.
  public boolean hasSnapshot(SnapshotId id) {
    return find(id) >= 0;
  }

  /// A snapshot by its id.
  public Optional<SnapshotInfo> snapshot(SnapshotId id) {
    int at = find(id);
    return at < 0 ? Optional.empty() : Optional.of(snapshots[at].info());
  }

  /// The parent of a snapshot; empty if it has none, or is not here.
  public Optional<SnapshotId> parentOf(SnapshotId id) {
    int at = find(id);
    return at < 0 ? Optional.empty() : Optional.ofNullable(snapshots[at].parent());
  }

  private int find(SnapshotId id) {
    return find(snapshots, id);
  }

  static int find(SnapshotEntry[] entries, SnapshotId id) {
    int low = 0;
    int high = entries.length - 1;
    while (low <= high) {
      int middle = low + high >>> 1;
      int order = entries[middle].id().compareTo(id);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1 - low;
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
    return Arrays.hashCode(new Object[] {tags(), branches(), snapshots.length, latestUpdates()});
  }

  @Override
  public String toString() {
    return "RepoInfo[branches=" + branches() + ", snapshots=" + snapshots.length + "]";
  }

  private static final class Snapshots extends AbstractList<SnapshotInfo> implements RandomAccess {
    private final SnapshotEntry[] entries;

    Snapshots(SnapshotEntry[] entries) {
      this.entries = entries;
    }

    @Override
    public SnapshotInfo get(int index) {
      return entries[index].info();
    }

    @Override
    public int size() {
      return entries.length;
    }
  }
}

package dev.floe.internal.binary;

import dev.floe.error.ErrorKind;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.RepositoryStatus;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.format.Update;
import dev.floe.format.Utf8Order;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Builds a [RepoInfo], from nothing or from another one. Every value that is not touched stays as
/// it is, absent ones absent and encoded ones in their very bytes. One thread.
public final class RepoInfoBuilder {
  SpecVersion specVersion = SpecVersion.V2;
  SortedMap<String, SnapshotId> tags = Collections.emptySortedMap();
  SortedMap<String, SnapshotId> branches = Collections.emptySortedMap();
  List<String> deletedTags = List.of();
  RepositoryStatus status;
  EncodedMetadata metadata;
  List<Update> latestUpdates = List.of();
  String repoBeforeUpdates;
  MemorySegment config;
  List<Integer> enabledFeatureFlags;
  List<Integer> disabledFeatureFlags;

  private SnapshotTable snapshots = SnapshotTable.EMPTY;
  private List<SnapshotEntry> added;
  private EncodedTables encoded;

  /// A builder of a repository without anything in it.
  public RepoInfoBuilder() {}

  RepoInfoBuilder(RepoInfo from) {
    copyValues(from.values());
    snapshots = from.table();
    encoded = from.encoded();
  }

  private RepoInfoBuilder(RepoInfoBuilder from) {
    copyValues(from);
  }

  private void copyValues(RepoInfoBuilder from) {
    specVersion = from.specVersion;
    tags = from.tags;
    branches = from.branches;
    deletedTags = from.deletedTags;
    status = from.status;
    metadata = from.metadata;
    latestUpdates = from.latestUpdates;
    repoBeforeUpdates = from.repoBeforeUpdates;
    config = from.config;
    enabledFeatureFlags = from.enabledFeatureFlags;
    disabledFeatureFlags = from.disabledFeatureFlags;
  }

  /// Sets the version of the format.
  public RepoInfoBuilder specVersion(SpecVersion version) {
    specVersion = Objects.requireNonNull(version, "version");
    return this;
  }

  /// Replaces the tags.
  public RepoInfoBuilder tags(Map<String, SnapshotId> refs) {
    tags = sorted(refs);
    return this;
  }

  /// Adds a tag, or points it elsewhere.
  public RepoInfoBuilder tag(String name, SnapshotId target) {
    tags = with(tags, name, target);
    return this;
  }

  /// Removes a tag. That it may never be used again is said by [#deletedTags].
  public RepoInfoBuilder removeTag(String name) {
    tags = without(tags, name);
    return this;
  }

  /// Replaces the branches.
  public RepoInfoBuilder branches(Map<String, SnapshotId> refs) {
    branches = sorted(refs);
    return this;
  }

  /// Adds a branch, or points it elsewhere.
  public RepoInfoBuilder branch(String name, SnapshotId target) {
    branches = with(branches, name, target);
    return this;
  }

  /// Removes a branch.
  public RepoInfoBuilder removeBranch(String name) {
    branches = without(branches, name);
    return this;
  }

  private static SortedMap<String, SnapshotId> sorted(Map<String, SnapshotId> refs) {
    TreeMap<String, SnapshotId> sorted = new TreeMap<>(Utf8Order.INSTANCE);
    sorted.putAll(refs);
    return Collections.unmodifiableSortedMap(sorted);
  }

  private static SortedMap<String, SnapshotId> with(
      Map<String, SnapshotId> refs, String name, SnapshotId target) {
    TreeMap<String, SnapshotId> sorted = new TreeMap<>(Utf8Order.INSTANCE);
    sorted.putAll(refs);
    sorted.put(name, Objects.requireNonNull(target, "target"));
    return Collections.unmodifiableSortedMap(sorted);
  }

  private static SortedMap<String, SnapshotId> without(Map<String, SnapshotId> refs, String name) {
    TreeMap<String, SnapshotId> sorted = new TreeMap<>(Utf8Order.INSTANCE);
    sorted.putAll(refs);
    sorted.remove(name);
    return Collections.unmodifiableSortedMap(sorted);
  }

  /// Replaces the names of deleted tags.
  public RepoInfoBuilder deletedTags(Collection<String> names) {
    List<String> sorted = new ArrayList<>(names);
    sorted.sort(Utf8Order.INSTANCE);
    deletedTags = List.copyOf(sorted);
    return this;
  }

  /// Adds a snapshot.
  public RepoInfoBuilder addSnapshot(SnapshotInfo info) {
    if (added == null) {
      added = new ArrayList<>();
    }
    added.add(SnapshotEntry.of(info));
    return this;
  }

  /// Replaces all snapshots. Entries that came out of a [RepoInfo] are encoded anew; where most
  /// stay, [#retainSnapshots] is cheaper.
  public RepoInfoBuilder snapshots(Collection<SnapshotInfo> infos) {
    snapshots = SnapshotTable.EMPTY;
    added = new ArrayList<>(infos.size());
    infos.forEach(this::addSnapshot);
    return this;
  }

  void snapshots(SnapshotTable table) {
    snapshots = table;
    added = null;
  }

  void encoded(EncodedTables tables) {
    encoded = tables;
  }

  /// Keeps only the snapshots that `keep` accepts.
  public RepoInfoBuilder retainSnapshots(Predicate<SnapshotId> keep) {
    mergeAdded();
    snapshots = snapshots.retained(keep);
    return this;
  }

  /// Gives a snapshot another parent and other pruned ancestor logs; the rest of it stays.
  public RepoInfoBuilder reparentSnapshot(
      SnapshotId id, Optional<SnapshotId> parent, List<SnapshotId> prunedAncestorLogs) {
    mergeAdded();
    SnapshotEntry old = snapshots.entry(snapshots.require(id));
    snapshots =
        snapshots.replaced(
            new SnapshotEntry(
                id,
                parent.orElse(null),
                old.flushedAt(),
                old.message(),
                old.metadata(),
                List.copyOf(prunedAncestorLogs)));
    return this;
  }

  /// Sets the status.
  public RepoInfoBuilder status(RepositoryStatus value) {
    status = Objects.requireNonNull(value, "status");
    return this;
  }

  /// Sets the metadata of the repository; empty removes the field from the file.
  public RepoInfoBuilder metadata(Optional<JsonObject> value) {
    metadata = value.map(EncodedMetadata::of).orElse(null);
    return this;
  }

  /// Replaces the newest operations, newest first.
  public RepoInfoBuilder latestUpdates(List<Update> updates) {
    latestUpdates = List.copyOf(updates);
    return this;
  }

  /// Sets the name of the saved file in which the operations go on.
  public RepoInfoBuilder repoBeforeUpdates(Optional<String> name) {
    repoBeforeUpdates = name.orElse(null);
    return this;
  }

  /// Sets the persisted configuration, as FlexBuffers; the bytes are copied.
  public RepoInfoBuilder config(Optional<MemorySegment> flexBuffer) {
    config =
        flexBuffer
            .map(bytes -> MemorySegment.ofArray(bytes.toArray(ValueLayout.JAVA_BYTE)).asReadOnly())
            .orElse(null);
    return this;
  }

  /// Sets the ids of flags that are switched on; absent and empty differ in the file.
  public RepoInfoBuilder enabledFeatureFlags(Optional<? extends Collection<Integer>> ids) {
    enabledFeatureFlags = ids.map(RepoInfoBuilder::flags).orElse(null);
    return this;
  }

  /// Sets the ids of flags that are switched off; absent and empty differ in the file.
  public RepoInfoBuilder disabledFeatureFlags(Optional<? extends Collection<Integer>> ids) {
    disabledFeatureFlags = ids.map(RepoInfoBuilder::flags).orElse(null);
    return this;
  }

  private static List<Integer> flags(Collection<Integer> ids) {
    return ids.stream().sorted().distinct().toList();
  }

  private void mergeAdded() {
    if (added == null) {
      return;
    }
    snapshots = snapshots.with(added);
    added = null;
  }

  /// The repository info. Every ref and every parent must be among the snapshots, and there must be
  /// a branch called `main`.
  public RepoInfo build() {
    RepoInfo info = buildUnchecked();
    if (!branches.containsKey(RepoInfo.MAIN_BRANCH)) {
      throw ErrorKind.BRANCH_NOT_FOUND.exception(
          "a repository needs the branch " + RepoInfo.MAIN_BRANCH);
    }
    branches.values().forEach(snapshots::require);
    tags.values().forEach(snapshots::require);
    snapshots.requireParents();
    return info;
  }

  RepoInfo buildUnchecked() {
    Objects.requireNonNull(status, "status");
    mergeAdded();
    return new RepoInfo(new RepoInfoBuilder(this), snapshots, encoded);
  }

  boolean sameAs(RepoInfoBuilder other) {
    return specVersion == other.specVersion
        && tags.equals(other.tags)
        && branches.equals(other.branches)
        && deletedTags.equals(other.deletedTags)
        && status.equals(other.status)
        && Objects.equals(json(metadata), json(other.metadata))
        && latestUpdates.equals(other.latestUpdates)
        && Objects.equals(repoBeforeUpdates, other.repoBeforeUpdates)
        && sameBytes(config, other.config)
        && Objects.equals(enabledFeatureFlags, other.enabledFeatureFlags)
        && Objects.equals(disabledFeatureFlags, other.disabledFeatureFlags);
  }

  private static JsonObject json(EncodedMetadata metadata) {
    return metadata == null ? null : metadata.decoded();
  }

  private static boolean sameBytes(MemorySegment a, MemorySegment b) {
    return a == null || b == null ? a == b : a.mismatch(b) == -1;
  }
}

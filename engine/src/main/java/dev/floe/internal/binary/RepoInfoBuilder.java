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

  private SnapshotEntry[] snapshots;
  private List<SnapshotEntry> added;

  /// A builder of a repository without anything in it.
  public RepoInfoBuilder() {
    snapshots = new SnapshotEntry[0];
  }

  RepoInfoBuilder(RepoInfo from) {
    copyValues(from.values());
    snapshots = from.entries();
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
    snapshots = new SnapshotEntry[0];
    added = new ArrayList<>(infos.size());
    infos.forEach(this::addSnapshot);
    return this;
  }

  void entries(SnapshotEntry[] sorted) {
    snapshots = sorted;
    added = null;
  }

  /// Keeps only the snapshots that `keep` accepts.
  public RepoInfoBuilder retainSnapshots(java.util.function.Predicate<SnapshotId> keep) {
    mergeAdded();
    snapshots =
        java.util.Arrays.stream(snapshots)
            .filter(entry -> keep.test(entry.id()))
            .toArray(SnapshotEntry[]::new);
    return this;
  }

  /// Gives a snapshot another parent and other pruned ancestor logs; the rest of it stays.
  public RepoInfoBuilder reparentSnapshot(
      SnapshotId id, Optional<SnapshotId> parent, List<SnapshotId> prunedAncestorLogs) {
    mergeAdded();
    int at = RepoInfo.find(snapshots, id);
    if (at < 0) {
      throw ErrorKind.SNAPSHOT_NOT_FOUND.exception("snapshot " + id + " is not in the repository");
    }
    SnapshotEntry old = snapshots[at];
    snapshots = snapshots.clone();
    snapshots[at] =
        new SnapshotEntry(
            id,
            parent.orElse(null),
            old.flushedAt(),
            old.message(),
            old.metadata(),
            List.copyOf(prunedAncestorLogs));
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
    added.sort((a, b) -> a.id().compareTo(b.id()));
    SnapshotEntry[] all = new SnapshotEntry[snapshots.length + added.size()];
    int from = 0;
    int at = 0;
    for (SnapshotEntry entry : added) {
      while (from < snapshots.length && snapshots[from].id().compareTo(entry.id()) < 0) {
        all[at++] = snapshots[from++];
      }
      if (from < snapshots.length && snapshots[from].id().equals(entry.id())
          || at > 0 && all[at - 1].id().equals(entry.id())) {
        throw ErrorKind.DUPLICATE_SNAPSHOT_ID.exception("snapshot " + entry.id() + " twice");
      }
      all[at++] = entry;
    }
    System.arraycopy(snapshots, from, all, at, snapshots.length - from);
    snapshots = all;
    added = null;
  }

  /// The repository info. Every ref and every parent must be among the snapshots, and there must be
  /// a branch called `main`.
  public RepoInfo build() {
    RepoInfo info = buildUnchecked();
    if (!branches.containsKey("main")) {
      throw ErrorKind.BRANCH_NOT_FOUND.exception("a repository needs the branch main");
    }
    branches.values().forEach(id -> requireSnapshot(info, id));
    tags.values().forEach(id -> requireSnapshot(info, id));
    for (SnapshotEntry entry : info.entries()) {
      if (entry.parent() != null) {
        requireSnapshot(info, entry.parent());
      }
    }
    return info;
  }

  RepoInfo buildUnchecked() {
    Objects.requireNonNull(status, "status");
    mergeAdded();
    return new RepoInfo(new RepoInfoBuilder(this), snapshots);
  }

  private static void requireSnapshot(RepoInfo info, SnapshotId id) {
    if (!info.hasSnapshot(id)) {
      throw ErrorKind.SNAPSHOT_NOT_FOUND.exception("snapshot " + id + " is not in the repository");
    }
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

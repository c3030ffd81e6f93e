package dev.floe.internal.commit;

import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.internal.binary.RepoInfo;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Refs and snapshots of format 2: all of them are in the repository file, so one read shows one
/// moment.
public record RepoInfoHistory(RepoInfo info) implements History {
  @Override
  public SortedMap<String, SnapshotId> branches() {
    return info.branches();
  }

  @Override
  public SortedMap<String, SnapshotId> tags() {
    return info.tags();
  }

  @Override
  public SortedSet<String> deletedTags() {
    TreeSet<String> names = new TreeSet<>(dev.floe.format.Utf8Order.INSTANCE);
    names.addAll(info.deletedTags());
    return Collections.unmodifiableSortedSet(names);
  }

  @Override
  public SnapshotId branch(String name) {
    SnapshotId tip = info.branches().get(name);
    if (tip == null) {
      throw History.missingRef("branch", name);
    }
    return tip;
  }

  @Override
  public SnapshotId tag(String name) {
    SnapshotId target = info.tags().get(name);
    if (target == null) {
      throw History.missingRef("tag", name);
    }
    return target;
  }

  @Override
  public SnapshotInfo snapshot(SnapshotId id) {
    return info.snapshot(id).orElseThrow(() -> History.missingSnapshot(id));
  }

  @Override
  public Stream<SnapshotInfo> ancestry(SnapshotId id) {
    // A file that names a snapshot as its own ancestor ends here and not never.
    return Stream.iterate(
            snapshot(id),
            java.util.Objects::nonNull,
            child -> child.parentId().flatMap(info::snapshot).orElse(null))
        .limit(info.snapshotCount());
  }

  @Override
  public Set<SnapshotId> reachable() {
    return reachablePlaces().stream()
        .mapToObj(info::idAt)
        .collect(Collectors.toCollection(HashSet::new));
  }

  /// The places, in the repository file, of the snapshots that refs reach; nothing else of a
  /// snapshot is looked at.
  BitSet reachablePlaces() {
    BitSet reached = new BitSet();
    targets()
        .forEach(tip -> {
          int at = info.indexOf(tip);
          if (at < 0) {
            throw History.missingSnapshot(tip);
          }
          while (at >= 0 && !reached.get(at)) {
            reached.set(at);
            at = info.parentPlaceAt(at);
          }
        });
    return reached;
  }
}

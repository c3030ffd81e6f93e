package dev.floe.maintenance;

import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.internal.asset.Asset;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.FileType;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.binary.SnapshotView;
import dev.floe.internal.binary.SnapshotWriter;
import dev.floe.internal.commit.RepoUpdate;
import dev.floe.internal.commit.V1History;
import dev.floe.internal.commit.V1Updates;
import dev.floe.internal.concurrent.Futures;
import dev.floe.internal.concurrent.Sources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/// Expiration in format 1, where a parent is inside the snapshot's file: of each ref the oldest
/// snapshot that is not old is written again below the first of all, or the ref's own where all are
/// old. Sessions and commits go on meanwhile; handles that read a snapshot before may still take
/// its old parent for it. One use, one thread.
final class V1Expiration {
  private final AssetManager assets;
  private final Sources sources;
  private final V1History history;
  private final Instant olderThan;
  private final ExpireOptions options;

  /// Snapshots as they are now.
  private final Map<SnapshotId, SnapshotInfo> known = new HashMap<>();

  private final TreeSet<SnapshotId> edited = new TreeSet<>();

  /// @param assets without a cache
  V1Expiration(AssetManager assets, Sources sources, Instant olderThan, ExpireOptions options) {
    this.assets = assets;
    this.sources = sources;
    this.history = new V1History(assets);
    this.olderThan = olderThan;
    this.options = options;
  }

  ExpireResult run() {
    SortedMap<String, SnapshotId> tags = history.tags();
    SortedMap<String, SnapshotId> branches = history.branches();
    List<SnapshotId> targets = new ArrayList<>(tags.values());
    targets.addAll(branches.values());
    Set<SnapshotId> before = reached(targets);
    List<String> oldTags = options.deleteTags() ? old(tags) : List.of();
    List<String> oldBranches = options.deleteBranches() ? old(branches) : List.of();
    List<String> deletedTags = oldTags.stream().filter(this::deleteTag).toList();
    List<String> deletedBranches =
        oldBranches.stream().filter(name -> deleteBranch(name, branches.get(name))).toList();
    List<SnapshotId> staying = new ArrayList<>(without(tags, deletedTags));
    staying.addAll(without(branches, deletedBranches));
    staying.forEach(this::shorten);
    Set<SnapshotId> after = reached(staying);
    List<SnapshotId> released = before.stream().filter(id -> !after.contains(id)).sorted().toList();
    return new ExpireResult(released, List.copyOf(edited), deletedBranches, deletedTags);
  }

  private List<String> old(SortedMap<String, SnapshotId> refs) {
    return refs.entrySet().stream()
        .filter(ref -> isOld(snapshot(ref.getValue())))
        .map(Map.Entry::getKey)
        .toList();
  }

  private boolean deleteTag(String name) {
    new V1Updates(assets, sources).run(new RepoUpdate.DeleteTag(name));
    return true;
  }

  /// A branch that somebody committed to since is not old any more.
  private boolean deleteBranch(String name, SnapshotId tip) {
    if (name.equals(RepoInfo.MAIN_BRANCH) || !history.branch(name).equals(tip)) {
      return false;
    }
    new V1Updates(assets, sources).run(new RepoUpdate.DeleteBranch(name));
    return true;
  }

  private static List<SnapshotId> without(SortedMap<String, SnapshotId> refs, List<String> names) {
    return refs.entrySet().stream()
        .filter(ref -> !names.contains(ref.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  private boolean isOld(SnapshotInfo snapshot) {
    return snapshot.parentId().isPresent() && snapshot.flushedAt().isBefore(olderThan);
  }

  private SnapshotInfo snapshot(SnapshotId id) {
    return known.computeIfAbsent(id, history::snapshot);
  }

  private Set<SnapshotId> reached(List<SnapshotId> targets) {
    Set<SnapshotId> reached = new HashSet<>();
    for (SnapshotId target : targets) {
      Optional<SnapshotId> at = Optional.of(target);
      while (at.isPresent() && reached.add(at.get())) {
        at = snapshot(at.get()).parentId();
      }
    }
    return reached;
  }

  /// Puts what is to stay of a ref's history below its first snapshot.
  private void shorten(SnapshotId tip) {
    Set<SnapshotId> seen = new HashSet<>();
    SnapshotInfo editable = snapshot(tip);
    SnapshotInfo at = editable;
    while (seen.add(at.id()) && at.parentId().isPresent()) {
      if (!isOld(at)) {
        editable = at;
      }
      at = snapshot(at.parentId().get());
    }
    SnapshotId root = at.id();
    boolean longer = editable.parentId().filter(parent -> !parent.equals(root)).isPresent();
    if (longer && at.parentId().isEmpty() && at.flushedAt().isBefore(olderThan)) {
      SnapshotInfo below = editable.withParent(Optional.of(root));
      rewrite(below);
      known.put(below.id(), below);
      edited.add(below.id());
    }
  }

  /// Writes a snapshot again as it is, but for its parent.
  private void rewrite(SnapshotInfo info) {
    Asset<SnapshotView> asset = assets.snapshot(info.id());
    try (SnapshotWriter writer =
        new SnapshotWriter(SpecVersion.V1, asset.value().body().byteSize() + 4096)) {
      SnapshotView view = asset.value();
      for (int i = 0; i < view.nodeCount(); i++) {
        writer.node(view, i);
      }
      SnapshotWriter.Header header =
          new SnapshotWriter.Header(
              info.id(), info.parentId(), info.flushedAt(), info.message(), info.metadata());
      Futures.await(
          assets
              .write(
                  FileType.SNAPSHOT, info.id().key(), writer.finish(header, view.manifestFiles()))
              .stored());
    } finally {
      asset.unpin();
    }
  }
}

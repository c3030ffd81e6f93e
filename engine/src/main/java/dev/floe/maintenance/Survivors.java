package dev.floe.maintenance;

import dev.floe.error.ErrorKind;
import dev.floe.error.NotFoundException;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.commit.DroppedSnapshots;
import dev.floe.internal.commit.RepoInfoHistory;
import dev.floe.internal.commit.RepoInfoUpdates;
import dev.floe.internal.commit.RepoUpdate;
import dev.floe.internal.commit.RepoUpdateLoop;
import dev.floe.internal.commit.V1History;
import dev.floe.internal.concurrent.Sources;
import dev.floe.storage.ObjectInfo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Finds what a garbage collection must keep, and lets the snapshots that go leave the repository
/// file.
final class Survivors {
  /// What is kept.
  ///
  /// @param all the snapshot files that there were before anything else was looked at
  record Found(
      List<ObjectInfo> all,
      Set<SnapshotId> snapshots,
      Set<SnapshotId> logs,
      ReachedObjects objects) {
    Stream<ObjectInfo> listed() {
      return all.stream();
    }

    boolean hasSnapshot(SnapshotId id) {
      return snapshots.contains(id);
    }

    boolean hasLog(SnapshotId id) {
      return logs.contains(id);
    }
  }

  private final AssetManager assets;
  private final RepoUpdateLoop updates;
  private final Sources sources;
  private final GcOptions options;

  Survivors(AssetManager assets, RepoUpdateLoop updates, Sources sources, GcOptions options) {
    this.assets = assets;
    this.updates = updates;
    this.sources = sources;
    this.options = options;
  }

  void requireOnline() {
    if (assets.specVersion() == SpecVersion.V2) {
      RepoInfoUpdates.requireOnline(repoInfo().status());
    }
  }

  private RepoInfo repoInfo() {
    return assets
        .repoInfo()
        .orElseThrow(() ->
            new NotFoundException(
                ErrorKind.REPOSITORY_NOT_FOUND,
                "repository in " + assets.storage().location() + ": there is none"))
        .info();
  }

  /// Snapshots are listed before the repository is read: what is not in the list came later.
  Found find() {
    List<ObjectInfo> listed;
    try (Stream<ObjectInfo> objects = assets.storage().list("snapshots/")) {
      listed = objects.toList();
    }
    return switch (assets.specVersion()) {
      case V1 -> ofRefs(listed);
      case V2 -> ofRepositoryFile(listed);
    };
  }

  /// Format 1: what refs reach is kept, and nothing else knows of snapshots.
  private Found ofRefs(List<ObjectInfo> listed) {
    Set<SnapshotId> kept = new V1History(assets).reachable();
    ReachedObjects objects = new ReachedObjects(assets, sources.executor());
    objects.add(kept);
    return new Found(listed, kept, kept, objects);
  }

  private Found ofRepositoryFile(List<ObjectInfo> listed) {
    RepoInfo info = repoInfo();
    Set<SnapshotId> kept = new RepoInfoHistory(info).reachable();
    kept.addAll(tooNew(info, listed));
    Set<SnapshotId> dropped = new HashSet<>();
    info.snapshots().stream()
        .map(SnapshotInfo::id)
        .filter(id -> !kept.contains(id))
        .forEach(dropped::add);
    ReachedObjects objects = new ReachedObjects(assets, sources.executor());
    objects.add(kept);
    Set<SnapshotId> snapshots = new HashSet<>();
    Set<SnapshotId> logs = new HashSet<>();
    for (RepoInfo after : written(info, new RepoUpdate.DropSnapshots(kept, dropped))) {
      for (SnapshotInfo snapshot : after.snapshots()) {
        snapshots.add(snapshot.id());
        logs.add(snapshot.id());
        logs.addAll(snapshot.prunedAncestorLogs());
      }
    }
    objects.add(snapshots);
    return new Found(listed, snapshots, logs, objects);
  }

  /// Snapshots of the repository whose files are not older than the cut-off, by the store's clock.
  private Set<SnapshotId> tooNew(RepoInfo info, List<ObjectInfo> listed) {
    Map<SnapshotId, ObjectInfo> files = new HashMap<>();
    for (ObjectInfo file : listed) {
      SnapshotId id = GarbageCollector.id(file.key(), SnapshotId::parse);
      if (id != null) {
        files.put(id, file);
      }
    }
    Set<SnapshotId> ids = new HashSet<>();
    for (SnapshotInfo snapshot : info.snapshots()) {
      ObjectInfo file = files.get(snapshot.id());
      if (file == null || !file.lastModified().isBefore(options.olderThan())) {
        ids.add(snapshot.id());
      }
    }
    return ids;
  }

  /// States of the repository without the snapshots that go: the one that was written, and the
  /// newest that is known.
  private List<RepoInfo> written(RepoInfo read, RepoUpdate.DropSnapshots drop) {
    if (options.dryRun()) {
      return List.of(DroppedSnapshots.from(read, drop));
    }
    RepoUpdateLoop.Done done = updates.run(drop);
    return List.of(DroppedSnapshots.from(done.base(), drop), done.info());
  }
}

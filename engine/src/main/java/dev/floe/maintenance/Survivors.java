package dev.floe.maintenance;

import dev.floe.error.ErrorKind;
import dev.floe.error.NotFoundException;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.commit.DroppedSnapshots;
import dev.floe.internal.commit.RepoInfoHistory;
import dev.floe.internal.commit.RepoInfoUpdates;
import dev.floe.internal.commit.RepoUpdate;
import dev.floe.internal.commit.RepoUpdateLoop;
import dev.floe.internal.commit.V1History;
import dev.floe.storage.ObjectInfo;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Finds the snapshots that a garbage collection must keep, and lets those that go leave the
/// repository file.
final class Survivors {
  /// What is kept.
  record Found(Set<SnapshotId> snapshots, Set<SnapshotId> logs) {
    boolean hasSnapshot(SnapshotId id) {
      return snapshots.contains(id);
    }

    boolean hasLog(SnapshotId id) {
      return logs.contains(id);
    }
  }

  /// The files of those of some snapshots that have one.
  interface Files {
    Map<SnapshotId, ObjectInfo> of(Set<SnapshotId> snapshots);
  }

  private final AssetManager assets;
  private final RepoUpdateLoop updates;
  private final GcOptions options;

  Survivors(AssetManager assets, RepoUpdateLoop updates, GcOptions options) {
    this.assets = assets;
    this.updates = updates;
    this.options = options;
  }

  void requireOnline() {
    if (assets.specVersion() == SpecVersion.V2) {
      RepoInfoUpdates.requireOnline(repoInfo().status());
    }
  }

  RepoInfo repoInfo() {
    return assets
        .repoInfo()
        .orElseThrow(() ->
            new NotFoundException(
                ErrorKind.REPOSITORY_NOT_FOUND,
                "repository in " + assets.storage().location() + ": there is none"))
        .info();
  }

  /// Finds them.
  ///
  /// @param files a snapshot of the repository that these do not know is taken for a new one
  /// @param reading takes note of what is kept, before anything changes and once more afterwards
  Found find(Files files, Consumer<Collection<SnapshotId>> reading) {
    return switch (assets.specVersion()) {
      case V1 -> ofRefs(reading);
      case V2 -> ofRepositoryFile(repoInfo(), files, reading);
    };
  }

  /// Format 1: what refs reach is kept, and nothing else knows of snapshots.
  private Found ofRefs(Consumer<Collection<SnapshotId>> reading) {
    Set<SnapshotId> kept = new V1History(assets).reachable();
    reading.accept(kept);
    return new Found(kept, kept);
  }

  private Found ofRepositoryFile(
      RepoInfo info, Files files, Consumer<Collection<SnapshotId>> reading) {
    Set<SnapshotId> kept = new RepoInfoHistory(info).reachable();
    Set<SnapshotId> dropped = new HashSet<>();
    for (int i = 0; i < info.snapshotCount(); i++) {
      if (!kept.contains(info.idAt(i))) {
        dropped.add(info.idAt(i));
      }
    }
    Map<SnapshotId, ObjectInfo> found = files.of(dropped);
    dropped.removeIf(id -> {
      ObjectInfo file = found.get(id);
      return (file == null || !isOld(file)) && kept.add(id);
    });
    reading.accept(kept);
    Set<SnapshotId> snapshots = new HashSet<>();
    Set<SnapshotId> logs = new HashSet<>();
    for (RepoInfo after : written(info, new RepoUpdate.DropSnapshots(kept, dropped))) {
      for (int i = 0; i < after.snapshotCount(); i++) {
        snapshots.add(after.idAt(i));
        logs.add(after.idAt(i));
        logs.addAll(after.prunedAncestorLogsAt(i));
      }
    }
    reading.accept(snapshots);
    return new Found(snapshots, logs);
  }

  /// Whether an object may go if nothing needs it, by the store's clock.
  boolean isOld(ObjectInfo object) {
    return object.lastModified().isBefore(options.olderThan());
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

package dev.floe.maintenance;

import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.asset.StoredRepoInfo;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.commit.LoggedOperation;
import dev.floe.internal.commit.OperationsHistory;
import dev.floe.internal.commit.V1History;
import dev.floe.storage.ObjectInfo;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Verifies refs, parents and the operations log, and hands on every snapshot.
final class VerifiedHistory {
  private final Verifier verifier;
  private final AssetManager assets;

  VerifiedHistory(Verifier verifier, AssetManager assets) {
    this.verifier = verifier;
    this.assets = assets;
  }

  /// Format 2: everything is in the repository file.
  void ofRepositoryFile(VerifiedSnapshots snapshots) {
    Optional<StoredRepoInfo> stored = assets.repoInfo();
    if (stored.isEmpty()) {
      verifier.error(AssetManager.REPO_KEY, "expected a repository, found none");
      return;
    }
    RepoInfo info = stored.get().info();
    if (!info.branches().containsKey(RepoInfo.MAIN_BRANCH)) {
      verifier.error(AssetManager.REPO_KEY, "expected a branch main, found none");
    }
    Set<SnapshotId> prunedLogs = new HashSet<>();
    Set<SnapshotId> rooted = new HashSet<>();
    for (SnapshotInfo snapshot : info.snapshots()) {
      parents(info, snapshot, rooted);
      prunedLogs.addAll(snapshot.prunedAncestorLogs());
      snapshots.check(snapshot.id(), Optional.of(snapshot));
    }
    prunedLogs.stream().filter(id -> !info.hasSnapshot(id)).forEach(verifier::transactionLog);
    verifier.checked("operations log", () -> operations(info));
  }

  /// Follows the parents up to one that is known to lead to a root; then all on the way do.
  private void parents(RepoInfo info, SnapshotInfo snapshot, Set<SnapshotId> rooted) {
    Set<SnapshotId> way = new HashSet<>();
    Optional<SnapshotId> at = Optional.of(snapshot.id());
    while (at.isPresent() && !rooted.contains(at.get())) {
      SnapshotId above = at.get();
      if (!info.hasSnapshot(above)) {
        verifier.error(snapshot.id().key(), "its ancestor " + above + " is not in the repository");
        return;
      }
      if (!way.add(above)) {
        verifier.error(snapshot.id().key(), "it is an ancestor of itself");
        return;
      }
      at = info.parentOf(above);
    }
    rooted.addAll(way);
  }

  private void operations(RepoInfo info) {
    Set<String> saved = savedFiles();
    OperationsHistory log = new OperationsHistory(info, assets::repoInfoBackup);
    Instant later = Instant.MAX;
    while (log.hasNext()) {
      LoggedOperation operation = log.next();
      if (!operation.time().isBefore(later)) {
        verifier.error(
            "operations log", "expected an entry before " + later + ", found " + operation.time());
      }
      later = operation.time();
      operation
          .backup()
          .filter(name -> !saved.contains(name))
          .ifPresent(name ->
              verifier.error(
                  AssetManager.BACKUP_PREFIX + name,
                  "the operations log names this saved repository file, and it is gone"));
    }
    if (!log.isComplete()) {
      verifier.error(
          "operations log",
          "it is cut short after " + later + ": a saved file that it needs is gone");
    }
  }

  private Set<String> savedFiles() {
    try (Stream<ObjectInfo> objects = assets.storage().list(AssetManager.BACKUP_PREFIX)) {
      return objects
          .map(object -> object.key().substring(AssetManager.BACKUP_PREFIX.length()))
          .collect(Collectors.toSet());
    }
  }

  /// Format 1: refs are files, and parents are in snapshots.
  void ofRefs(VerifiedSnapshots snapshots) {
    V1History history = new V1History(assets);
    Deque<SnapshotId> todo = new ArrayDeque<>();
    Set<SnapshotId> seen = new HashSet<>();
    verifier.checked(
        "refs/",
        () -> {
          Map<String, SnapshotId> branches = history.branches();
          todo.addAll(branches.values());
          todo.addAll(history.tags().values());
          if (!branches.containsKey(RepoInfo.MAIN_BRANCH)) {
            verifier.error(
                V1History.branchKey(RepoInfo.MAIN_BRANCH), "expected a branch main, found none");
          }
        });
    while (!todo.isEmpty()) {
      SnapshotId id = todo.pop();
      if (seen.add(id)) {
        snapshots.check(id, Optional.empty()).ifPresent(todo::push);
      }
    }
  }
}

package dev.floe.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Repository;
import dev.floe.Version;
import dev.floe.format.Diff;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.Update;
import dev.floe.maintenance.Problem;
import dev.floe.maintenance.VerifyScope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What must be true of the files of a repository, whatever was done to it: everything verifies;
/// the repository file lists the snapshots that were made; each of their logs says what became
/// different from the parent; the operations log has every operation once, newest first, each older
/// than the one before it, and names for each an older file that is there.
final class FileRules {
  private final Repository repository;
  private final ModelledRepository modelled;
  private final RepositoryModel model;

  FileRules(ModelledRepository modelled) {
    this.modelled = modelled;
    this.repository = modelled.repository;
    this.model = modelled.model;
  }

  void check() {
    verify();
    snapshots();
    operations();
  }

  /// The operations log of an upgraded repository is made up from its snapshots.
  void checkUpgraded() {
    verify();
    snapshots();
    List<Update> operations = repository.operations().toList();
    for (int i = 1; i < operations.size(); i++) {
      assertOlder(operations.get(i), operations.get(i - 1));
    }
  }

  void verify() {
    List<Problem> problems = new ArrayList<>();
    repository.verify(VerifyScope.STANDARD, problems::add);
    // A node in no group breaks a rule of Zarr's, and nothing is lost by it.
    problems.removeIf(problem -> problem.severity() == Problem.Severity.WARNING);
    assertEquals(List.of(), problems);
  }

  private void snapshots() {
    Set<SnapshotId> found = new HashSet<>();
    try (Stream<SnapshotInfo> snapshots = repository.snapshots()) {
      snapshots.map(SnapshotInfo::id).forEach(found::add);
    }
    assertEquals(model.versions.keySet(), found);
    model.versions.forEach((id, version) -> {
      if (version.parent() != null) {
        RepositoryModel.Version parent = model.versions.get(version.parent());
        // What was pruned may have moved anything; where it is now is new to the first snapshot.
        Optional<RepositoryModel.Move> moved =
            version.edited() ? Optional.empty() : version.moved();
        moved.ifPresent(move -> moves(id, version, parent, move));
        log(id, version, moved.map(move -> parent.moved(null, "", move)).orElse(parent));
      }
    });
  }

  private void operations() {
    List<Update> operations = repository.operations().toList();
    List<String> names =
        new ArrayList<>(operations.stream().map(update -> update.type().shortName()).toList());
    Collections.reverse(names);
    assertEquals(model.operations, names);
    for (int i = 1; i < operations.size(); i++) {
      Update newer = operations.get(i - 1);
      Update older = operations.get(i);
      assertOlder(older, newer);
      String key = "overwritten/" + older.backupPath().orElseThrow();
      assertTrue(modelled.storage.head(key).join().isPresent(), key);
    }
    assertTrue(operations.getFirst().backupPath().isEmpty());
  }

  /// The log of a move has it for the node and for each node below it.
  private void moves(
      SnapshotId id,
      RepositoryModel.Version now,
      RepositoryModel.Version before,
      RepositoryModel.Move move) {
    Diff diff = repository.diff(Version.snapshot(now.parent()), Version.snapshot(id));
    Set<String> told = new TreeSet<>();
    diff.movedNodes().forEach(moved -> told.add(moved.from().text() + " " + moved.to().text()));
    Set<String> meant = new TreeSet<>();
    for (String path : documents(before)) {
      String moved = path.equals("/") ? path : "/" + move.of(path.substring(1));
      if (!moved.equals(path)) {
        meant.add(path + " " + moved);
      }
    }
    assertEquals(meant, told, () -> id + ": " + diff);
  }

  private static void assertOlder(Update older, Update newer) {
    assertTrue(
        older.updatedAt().isBefore(newer.updatedAt()), () -> older + " is older than " + newer);
  }

  private void log(SnapshotId id, RepositoryModel.Version now, RepositoryModel.Version before) {
    Diff diff = repository.diff(Version.snapshot(now.parent()), Version.snapshot(id));
    Set<String> created = new TreeSet<>(documents(now));
    created.removeAll(documents(before));
    Set<String> deleted = new TreeSet<>(documents(before));
    deleted.removeAll(documents(now));
    Set<String> newNodes = union(diff.newGroups(), diff.newArrays());
    Set<String> goneNodes = union(diff.deletedGroups(), diff.deletedArrays());
    assertTrue(newNodes.containsAll(created), () -> id + ": " + created + " in " + diff);
    assertTrue(goneNodes.containsAll(deleted), () -> id + ": " + deleted + " in " + diff);
    Set<String> replaced = new TreeSet<>(newNodes);
    replaced.removeAll(created);
    assertTrue(goneNodes.containsAll(replaced), () -> id + ": made anew without a cause: " + diff);
    Set<String> changed = changed(now, before);
    Set<String> told = new TreeSet<>(chunkKeys(diff));
    Set<String> documentsTold = union(diff.updatedGroups(), diff.updatedArrays());
    documentsTold.addAll(newNodes);
    for (String key : changed) {
      String path = path(key);
      boolean said = key.endsWith("zarr.json") ? documentsTold.contains(path) : told.contains(key);
      assertTrue(said, () -> id + ": " + key + " changed, in " + diff);
    }
  }

  private static Set<String> documents(RepositoryModel.Version version) {
    Set<String> paths = new TreeSet<>();
    version.keys().keySet().stream()
        .filter(key -> key.endsWith("zarr.json"))
        .forEach(key -> paths.add(path(key)));
    return paths;
  }

  private static String path(String documentKey) {
    int end = documentKey.lastIndexOf('/');
    return end < 0 ? "/" : "/" + documentKey.substring(0, end);
  }

  /// Keys of the later version that are new or hold something else.
  private static Set<String> changed(RepositoryModel.Version now, RepositoryModel.Version before) {
    Set<String> changed = new TreeSet<>();
    for (Map.Entry<String, Integer> entry : now.keys().entrySet()) {
      if (!entry.getValue().equals(before.keys().get(entry.getKey()))) {
        changed.add(entry.getKey());
      }
    }
    return changed;
  }

  private static Set<String> chunkKeys(Diff diff) {
    Set<String> keys = new TreeSet<>();
    diff.updatedChunks()
        .forEach((path, chunks) ->
            chunks.forEach(at -> keys.add(path.text().substring(1) + "/c/" + at.at(0))));
    return keys;
  }

  private static Set<String> union(SortedSet<NodePath> some, SortedSet<NodePath> others) {
    Set<String> paths = new TreeSet<>();
    some.forEach(path -> paths.add(path.text()));
    others.forEach(path -> paths.add(path.text()));
    return paths;
  }
}

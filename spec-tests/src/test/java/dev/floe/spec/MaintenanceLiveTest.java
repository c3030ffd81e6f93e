package dev.floe.spec;

import static java.util.Comparator.comparing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.maintenance.ExpireOptions;
import dev.floe.maintenance.GcOptions;
import dev.floe.maintenance.GcSummary;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Floe expires and collects as the reference does, and each finds nothing left to do after the
/// other.
@Tag("live")
class MaintenanceLiveTest {
  private static final Instant LATER = Instant.parse("2999-01-01T00:00:00Z");
  private static final GcSummary NOTHING =
      new GcSummary(0, 0, 0, 0, 0, 0, 0, List.of(), Optional.empty());

  private static byte[] file;

  @TempDir Path directory;

  @BeforeAll
  static void placeForeignData() throws IOException {
    ForeignData.place();
    file = Files.readAllBytes(GoldenRepository.resource("golden-data").resolve("numbers.bin"));
  }

  /// What an expiration leaves of a repository.
  private record Left(
      List<SnapshotInfo> snapshots,
      SortedMap<String, SnapshotId> branches,
      SortedMap<String, SnapshotId> tags,
      SortedSet<String> deletedTags) {
    static Left of(Path path) {
      try (Storage storage = Storage.localFilesystem(path);
          Repository repository = Repository.open(storage)) {
        return new Left(
            repository.snapshots().sorted(comparing(SnapshotInfo::id)).toList(),
            repository.branches(),
            repository.tags(),
            repository.deletedTags());
      }
    }
  }

  /// Repositories with branches, tags, amended and detached commits.
  private List<Path> repositories() {
    List<Path> all = new ArrayList<>();
    for (long seed = 1; seed <= 3; seed++) {
      Path path = directory.resolve("random-" + seed);
      try (Storage storage = Storage.localFilesystem(path);
          Repository repository =
              Repository.create(
                  storage, FloeWritesLiveTest.withConfig(RepositoryOptions.STANDARD))) {
        new RandomFloeHistory(repository, file, seed).write();
      }
      all.add(path);
    }
    for (GoldenRepository golden : GoldenRepository.all()) {
      if (List.of("v2-history", "v2-amended", "v2-expired").contains(golden.name())) {
        all.add(Copies.of(golden.path(), directory.resolve(golden.name())));
      }
    }
    return all;
  }

  @Test
  void expirationsLeaveTheSame() {
    for (Path path : repositories()) {
      List<Instant> times =
          Left.of(path).snapshots().stream().map(SnapshotInfo::flushedAt).sorted().toList();
      for (boolean delete : new boolean[] {false, true}) {
        for (Instant time : List.of(times.get(times.size() / 2), times.getLast().plusSeconds(1))) {
          expireBoth(path, time, delete);
        }
      }
    }
  }

  /// In format 1 the reference says that it released what it kept too, and not all that went with
  /// refs; the repositories are the same.
  @Test
  void expirationsOfTheFirstFormatLeaveTheSame() {
    for (GoldenRepository golden : GoldenRepository.all()) {
      if (golden.name().startsWith("v1") && !golden.name().contains("odd-names")) {
        Path path = Copies.of(golden.path(), directory.resolve(golden.name()));
        List<Instant> times =
            Left.of(path).snapshots().stream().map(SnapshotInfo::flushedAt).sorted().toList();
        for (boolean delete : new boolean[] {false, true}) {
          expireBoth(path, times.get(times.size() / 2), delete);
          expireBoth(path, LATER, delete);
        }
      }
    }
  }

  /// The reference reads the operations log out of the one file that is left of many, and goes on.
  @Test
  void savedFilesAreTrimmed() {
    for (String name : List.of("v2-history", "v2-long-log", "v2-migrated", "v2-amended")) {
      GoldenRepository golden = GoldenRepository.named(name);
      Path path = Copies.of(golden.path(), directory.resolve(name));
      long before;
      try (Storage storage = Storage.localFilesystem(path);
          Repository repository = Repository.open(storage)) {
        before = repository.operations().count();
        GcOptions options = GcOptions.olderThan(LATER).withAcceptOpenSessions(true);
        assertTrue(
            repository.collectGarbage(options.withTrimBackups(true)).backupsDeleted() > 0, name);
        assertEquals(before + 2, repository.operations().count());
      }
      Reference.NEWER.check(List.of(path), ForeignData.PREFIX);
      assertEquals(NOTHING, referenceCollects(path));
      Reference.NEWER.run("commit_on_top.py", path, "--authorize=" + ForeignData.PREFIX);
      Reference.NEWER.check(List.of(path), ForeignData.PREFIX);
    }
  }

  /// Of copies of one repository the same goes, by count and bytes, and neither finds anything left
  /// after the other.
  @Test
  void collectionsDeleteTheSame() {
    List<Path> all = repositories();
    for (GoldenRepository golden : GoldenRepository.all()) {
      boolean first = golden.name().startsWith("v1") || golden.name().startsWith("v2-migrated");
      // The reference does not find branches again whose names are encoded in keys.
      if (first && !golden.name().contains("odd-names")) {
        all.add(Copies.of(golden.path(), directory.resolve(golden.name())));
      }
    }
    long deleted = 0;
    for (Path path : all) {
      deleted += collectBoth(path);
      expire(path);
      deleted += collectBoth(path);
    }
    assertTrue(deleted > 0);
  }

  private static void expire(Path path) {
    try (Storage storage = Storage.localFilesystem(path);
        Repository repository = Repository.open(storage)) {
      repository.expireSnapshots(Instant.MAX, ExpireOptions.STANDARD);
    }
  }

  private long collectBoth(Path path) {
    Path ours = Copies.of(path, directory.resolve("ours"));
    Path theirs = Copies.of(path, directory.resolve("theirs"));
    GcSummary summary = collect(ours);
    assertEquals(summary, referenceCollects(theirs), path.toString());
    assertEquals(Left.of(theirs), Left.of(ours));
    assertEquals(files(theirs), files(ours));
    assertEquals(NOTHING, referenceCollects(ours));
    assertEquals(NOTHING, collect(theirs));
    Reference.NEWER.check(List.of(ours), ForeignData.PREFIX);
    Copies.delete(ours);
    Copies.delete(theirs);
    return summary.snapshotsDeleted() + summary.chunksDeleted();
  }

  private static GcSummary collect(Path path) {
    try (Storage storage = Storage.localFilesystem(path);
        Repository repository = Repository.open(storage)) {
      return repository.collectGarbage(GcOptions.olderThan(LATER).withAcceptOpenSessions(true));
    }
  }

  private static GcSummary referenceCollects(Path path) {
    JsonNode said = Reference.NEWER.run("maintain.py", "gc", path, LATER).getFirst();
    return new GcSummary(
        said.get("bytes_deleted").asLong(),
        said.get("chunks_deleted").asLong(),
        said.get("manifests_deleted").asLong(),
        said.get("snapshots_deleted").asLong(),
        said.get("attributes_deleted").asLong(),
        said.get("transaction_logs_deleted").asLong(),
        0,
        List.of(),
        Optional.empty());
  }

  private static List<String> files(Path path) {
    try (Storage storage = Storage.localFilesystem(path);
        Stream<ObjectInfo> objects = storage.list("")) {
      return objects
          .map(ObjectInfo::key)
          .filter(key -> !key.startsWith("overwritten/"))
          .sorted()
          .toList();
    }
  }

  private void expireBoth(Path path, Instant time, boolean delete) {
    Path ours = Copies.of(path, directory.resolve("ours"));
    Path theirs = Copies.of(path, directory.resolve("theirs"));
    List<String> released = new ArrayList<>();
    try (Storage storage = Storage.localFilesystem(ours);
        Repository repository = Repository.open(storage)) {
      repository
          .expireSnapshots(time, new ExpireOptions(delete, delete))
          .released()
          .forEach(id -> released.add(id.text()));
    }
    List<Object> arguments = new ArrayList<>(List.of("expire", theirs, time));
    if (delete) {
      arguments.addAll(List.of("--delete-branches", "--delete-tags"));
    }
    JsonNode said = Reference.NEWER.run("maintain.py", arguments.toArray()).getFirst();
    List<String> saidReleased = new ArrayList<>();
    said.get("released").forEach(id -> saidReleased.add(id.stringValue()));
    if (ours.resolve("repo").toFile().exists()) {
      assertEquals(saidReleased, released);
    } else if (!delete) {
      assertTrue(saidReleased.containsAll(released));
    }
    assertEquals(Left.of(theirs), Left.of(ours));
    collect(theirs);
    collect(ours);
    assertEquals(files(theirs), files(ours));
    Reference.NEWER.check(List.of(ours), ForeignData.PREFIX);
    Copies.delete(ours);
    Copies.delete(theirs);
  }
}

package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.maintenance.ExpireOptions;
import dev.floe.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Floe expires and collects as the reference does, and each finds nothing left to do after the
/// other.
@Tag("live")
class MaintenanceLiveTest {
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
            repository.snapshots().toList(),
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
    assertEquals(saidReleased, released);
    assertEquals(Left.of(theirs), Left.of(ours));
    Reference.NEWER.check(List.of(ours), ForeignData.PREFIX);
    Copies.delete(ours);
    Copies.delete(theirs);
  }
}

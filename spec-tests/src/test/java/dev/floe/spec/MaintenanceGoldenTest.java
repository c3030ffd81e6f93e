package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Repository;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.format.Update;
import dev.floe.format.UpdateType;
import dev.floe.maintenance.ExpireOptions;
import dev.floe.maintenance.ExpireResult;
import dev.floe.maintenance.GcOptions;
import dev.floe.maintenance.GcSummary;
import dev.floe.storage.Storage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Maintenance of copies of the golden repositories: whatever goes, the rest is sound.
class MaintenanceGoldenTest {
  @TempDir private Path directory;

  private Stream<GoldenRepository> writable() {
    return GoldenRepository.all().stream().filter(golden -> !golden.name().contains("read-only"));
  }

  @TestFactory
  Stream<DynamicTest> expiredToTheLast() {
    return writable()
        .map(golden ->
            DynamicTest.dynamicTest(
                golden.name(),
                () -> {
                  Path copy = Copies.of(golden.path(), directory.resolve(golden.name()));
                  expire(copy);
                  golden.at(copy).requireSound();
                }));
  }

  @TestFactory
  Stream<DynamicTest> collected() {
    return writable()
        .map(golden ->
            DynamicTest.dynamicTest(
                golden.name(),
                () -> {
                  Path copy = Copies.of(golden.path(), directory.resolve(golden.name()));
                  collect(copy);
                  golden.at(copy).requireSound();
                  expire(copy);
                  collect(copy);
                  golden.at(copy).requireSound();
                }));
  }

  /// A dry run says what the real one does, and after that nothing is left to do.
  private static void collect(Path path) {
    GcOptions options =
        GcOptions.olderThan(Instant.parse("2999-01-01T00:00:00Z")).withAcceptOpenSessions(true);
    try (Storage storage = Storage.localFilesystem(path);
        Repository repository = Repository.open(storage)) {
      GcSummary dry = repository.collectGarbage(options.withDryRun(true));
      assertEquals(dry, repository.collectGarbage(options));
      assertEquals(
          new GcSummary(0, 0, 0, 0, 0, 0, 0, List.of(), Optional.empty()),
          repository.collectGarbage(options.withDryRun(true)));
    }
  }

  @TestFactory
  Stream<DynamicTest> withoutSavedFiles() {
    return writable()
        .map(golden ->
            DynamicTest.dynamicTest(
                golden.name(),
                () -> {
                  Path copy = Copies.of(golden.path(), directory.resolve(golden.name()));
                  trim(copy);
                  golden.at(copy).requireSound();
                }));
  }

  private static void trim(Path path) {
    GcOptions options =
        GcOptions.olderThan(Instant.parse("2999-01-01T00:00:00Z"))
            .withAcceptOpenSessions(true)
            .withTrimBackups(true);
    try (Storage storage = Storage.localFilesystem(path);
        Repository repository = Repository.open(storage)) {
      boolean second = repository.specVersion() == SpecVersion.V2;
      List<UpdateType> before =
          second ? repository.operations().map(Update::type).toList() : List.of();
      GcSummary summary = repository.collectGarbage(options);
      if (second) {
        List<UpdateType> after = repository.operations().map(Update::type).toList();
        assertEquals(before, after.subList(after.size() - before.size(), after.size()));
        assertTrue(summary.backupsDeleted() > 0);
      } else {
        assertEquals(0, summary.backupsDeleted());
      }
    }
  }

  private static void expire(Path path) {
    try (Storage storage = Storage.localFilesystem(path);
        Repository repository = Repository.open(storage)) {
      List<SnapshotInfo> before = repository.snapshots().toList();
      ExpireResult result = repository.expireSnapshots(Instant.MAX, new ExpireOptions(true, true));
      List<SnapshotInfo> after = repository.snapshots().toList();
      assertEquals(before.size() - result.released().size(), after.size());
      assertEquals(1, repository.branches().size());
      assertTrue(repository.tags().values().stream().noneMatch(result.released()::contains));
      assertTrue(repository.deletedTags().containsAll(result.deletedTags()));
      ExpireResult again = repository.expireSnapshots(Instant.MAX, new ExpireOptions(true, true));
      assertEquals(new ExpireResult(List.of(), List.of(), List.of(), List.of()), again);
    }
  }
}

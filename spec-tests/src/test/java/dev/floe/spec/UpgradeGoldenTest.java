package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.floe.Repository;
import dev.floe.error.ErrorKind;
import dev.floe.error.SessionStateException;
import dev.floe.format.SpecVersion;
import dev.floe.format.Update;
import dev.floe.format.UpdateType;
import dev.floe.maintenance.Problem;
import dev.floe.maintenance.UpgradeOptions;
import dev.floe.maintenance.UpgradeReport;
import dev.floe.maintenance.VerifyScope;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Repositories that the reference wrote in format 1, brought to format 2 by Floe: as the reference
/// brings them there.
class UpgradeGoldenTest {
  @TempDir Path directory;

  /// The reference migrated the same repository and then made one commit.
  @Test
  void theOperationsLogIsTheOneThatTheReferenceMakesUp() throws IOException {
    GoldenRepository.named("v1-history-by-1.1.21").copy(directory);
    List<Update> expected;
    Path migrated = GoldenRepository.named("v2-migrated").path();
    try (Storage storage = Storage.localFilesystem(migrated);
        Repository theirs = Repository.open(storage);
        Stream<Update> operations = theirs.operations()) {
      expected = operations.skip(1).toList();
    }
    try (Storage storage = Storage.localFilesystem(directory)) {
      UpgradeReport report = Repository.upgrade(storage, UpgradeOptions.STANDARD);
      assertEquals(SpecVersion.V2, report.to());
      assertEquals(expected.size(), report.operations());
      try (Repository ours = Repository.open(storage);
          Stream<Update> operations = ours.operations()) {
        List<Update> log = operations.toList();
        assertInstanceOf(UpdateType.RepoMigrated.class, log.getFirst().type());
        assertEquals(expected.getFirst().type(), log.getFirst().type());
        assertEquals(expected.subList(1, expected.size()), log.subList(1, log.size()));
      }
      try (Stream<ObjectInfo> refs = storage.list("refs/")) {
        assertEquals(0, refs.count());
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> everyOneReadsAsItDid() {
    return GoldenRepository.all().stream()
        .filter(golden -> golden.name().startsWith("v1-"))
        .map(golden -> DynamicTest.dynamicTest(golden.name(), () -> upgrade(golden)));
  }

  private void upgrade(GoldenRepository golden) throws IOException {
    Path copy = Files.createDirectory(directory.resolve(golden.name()));
    golden.copy(copy);
    try (Storage storage = Storage.localFilesystem(copy)) {
      UpgradeReport planned =
          Repository.upgrade(storage, UpgradeOptions.STANDARD.asDryRun().keepingOldRefs());
      golden.check(copy);
      assertEquals(planned, Repository.upgrade(storage, UpgradeOptions.STANDARD));
      SessionStateException twice =
          assertThrows(
              SessionStateException.class,
              () -> Repository.upgrade(storage, UpgradeOptions.STANDARD));
      assertEquals(ErrorKind.INVALID_REPOSITORY_MIGRATION, twice.kind());
      try (Repository repository = Repository.open(storage)) {
        assertEquals(SpecVersion.V2, repository.specVersion());
        List<Problem> problems = new ArrayList<>();
        repository.verify(new VerifyScope(true, false), problems::add);
        problems.removeIf(problem -> problem.severity() == Problem.Severity.WARNING);
        assertEquals(List.of(), problems);
      }
    }
    golden.checkContent(copy);
  }
}

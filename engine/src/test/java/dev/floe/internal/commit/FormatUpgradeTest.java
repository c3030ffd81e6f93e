package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Version;
import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.SessionStateException;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.commit.FaultyStorage.Fault;
import dev.floe.maintenance.UpgradeOptions;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// An upgrade that is disturbed leaves a repository of one format or the other, with everything.
class FormatUpgradeTest {
  private final Storage memory = Storage.inMemory();
  private final FaultyStorage storage = new FaultyStorage(memory);
  private final SnapshotId tip = create();

  private SnapshotId create() {
    RepositoryOptions first = RepositoryOptions.STANDARD.withSpecVersion(SpecVersion.V1);
    try (Repository repository = Repository.create(memory, first)) {
      SnapshotId one = commit(repository, "one");
      repository.createTag("kept", one);
      repository.createTag("gone", one);
      repository.deleteTag("gone");
      repository.createBranch("side", one);
      return commit(repository, "two");
    }
  }

  private static SnapshotId commit(Repository repository, String name) {
    byte[] group = "{\"zarr_format\":3,\"node_type\":\"group\"}".getBytes(StandardCharsets.UTF_8);
    return repository.transaction(
        "main", name, store -> store.set(name + "/zarr.json", MemorySegment.ofArray(group)));
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private void requireAll(SpecVersion version) {
    try (Repository repository = Repository.open(memory)) {
      assertEquals(version, repository.specVersion());
      assertEquals(tip, repository.resolve(Version.MAIN));
      assertEquals(List.of("main", "side"), List.copyOf(repository.branches().keySet()));
      assertEquals(List.of("kept"), List.copyOf(repository.tags().keySet()));
      assertEquals(List.of("gone"), List.copyOf(repository.deletedTags()));
      assertTrue(repository.readonlySession(Version.MAIN).store().exists("one/zarr.json"));
    }
  }

  @Test
  void aDryRunWritesNothing() {
    Repository.upgrade(storage, UpgradeOptions.STANDARD.asDryRun());
    assertTrue(storage.requests.stream().noneMatch(request -> request.startsWith("put")));
    requireAll(SpecVersion.V1);
  }

  @Test
  void theOldRefsGoOrStay() {
    Repository.upgrade(storage, UpgradeOptions.STANDARD.keepingOldRefs());
    requireAll(SpecVersion.V2);
    try (var refs = memory.list("refs/")) {
      assertEquals(5, refs.count());
    }
    SessionStateException twice =
        assertThrows(
            SessionStateException.class,
            () -> Repository.upgrade(storage, UpgradeOptions.STANDARD));
    assertEquals(ErrorKind.INVALID_REPOSITORY_MIGRATION, twice.kind());
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"FAIL", "DENY", "LOSE_ANSWER"})
  void afterAnyFailureItIsOneOrTheOther(Fault fault) {
    storage.next("put repo", fault);
    boolean took;
    try {
      Repository.upgrade(storage, UpgradeOptions.STANDARD);
      took = true;
    } catch (IcechunkException e) {
      took = false;
    }
    assertEquals(fault == Fault.LOSE_ANSWER, took);
    requireAll(took ? SpecVersion.V2 : SpecVersion.V1);
    if (!took) {
      Repository.upgrade(storage, UpgradeOptions.STANDARD);
      requireAll(SpecVersion.V2);
    }
  }

  @Test
  void ofTwoUpgradesOneFails() {
    storage.before("put repo", () -> Repository.upgrade(memory, UpgradeOptions.STANDARD));
    ConflictException conflict =
        assertThrows(
            ConflictException.class, () -> Repository.upgrade(storage, UpgradeOptions.STANDARD));
    assertEquals(ErrorKind.REPO_INFO_UPDATED, conflict.kind());
    requireAll(SpecVersion.V2);
  }

  /// Both write the same file then, and the second must not take it for its own.
  @Test
  void twoUpgradesAtOneMomentLoseNothing() {
    try (TestRepository repository = new TestRepository(1, SpecVersion.V1).create();
        AssetManager second = repository.manager(repository.storage, SpecVersion.V2)) {
      repository.storage.before(
          "put repo",
          () -> {
            try (AssetManager calm = repository.manager(repository.memory, SpecVersion.V1);
                AssetManager upgraded = repository.manager(repository.memory, SpecVersion.V2)) {
              FormatUpgrade faster = upgrade(repository, calm, upgraded);
              faster.run();
              faster.deleteRefs();
            }
          });
      FormatUpgrade slower = upgrade(repository, repository.assets, second);
      ConflictException conflict = assertThrows(ConflictException.class, slower::run);
      assertEquals(ErrorKind.REPO_INFO_UPDATED, conflict.kind());
      assertEquals(SnapshotId.INITIAL, repository.info().branches().get("main"));
    }
  }

  private static FormatUpgrade upgrade(
      TestRepository repository, AssetManager first, AssetManager second) {
    return new FormatUpgrade(first, second, repository.sources, Optional.empty());
  }

  /// The last moment at which a writer of format 1 can be seen.
  @Test
  void aCommitOfTheOldFormatMeanwhileIsCarriedOver() {
    SnapshotId[] late = new SnapshotId[1];
    storage.before(
        "put repo",
        () -> {
          try (Repository old = Repository.open(memory)) {
            late[0] = commit(old, "late");
          }
        });
    Repository.upgrade(storage, UpgradeOptions.STANDARD);
    try (Repository repository = Repository.open(memory)) {
      assertEquals(SpecVersion.V2, repository.specVersion());
      assertEquals(late[0], repository.resolve(Version.MAIN));
      assertEquals(Optional.of(tip), repository.lookupSnapshot(late[0]).parentId());
    }
  }

  @Test
  void refsThatNeverRestEndTheUpgrade() {
    int[] number = {0};
    for (int i = 0; i < 100; i++) {
      storage.before(
          "get refs/branch.main",
          () -> {
            try (Repository old = Repository.open(memory)) {
              commit(old, "n" + number[0]++);
            }
          });
    }
    ConflictException conflict =
        assertThrows(
            ConflictException.class, () -> Repository.upgrade(storage, UpgradeOptions.STANDARD));
    assertTrue(conflict.getMessage().contains("refs that changed"), conflict.getMessage());
    try (Repository repository = Repository.open(memory)) {
      assertEquals(SpecVersion.V1, repository.specVersion());
    }
  }
}

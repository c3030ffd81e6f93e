package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.CommitUnknownException;
import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.StorageException;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.format.Update;
import dev.floe.format.UpdateType;
import dev.floe.internal.asset.Asset;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.binary.SnapshotView;
import dev.floe.internal.commit.FaultyStorage.Fault;
import dev.floe.storage.GetOptions;
import dev.floe.storage.PutOptions;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RepositoryCreationTest {
  private static void create(TestRepository repository) {
    new RepositoryCreation(repository.assets, repository.sources).create(Optional.empty(), true);
  }

  private static String text(TestRepository repository, String key) {
    byte[] bytes = new byte[64];
    var result =
        repository.memory.get(key, GetOptions.WHOLE, length -> MemorySegment.ofArray(bytes)).join();
    int length = (int) ((dev.floe.storage.GetResult.Modified) result).lengthBytes();
    return new String(bytes, 0, length, java.nio.charset.StandardCharsets.UTF_8);
  }

  @Test
  void format2BeginsWithThreeFiles() {
    try (TestRepository repository = new TestRepository(1).create()) {
      assertEquals(
          List.of("repo", "snapshots/1CECHNKREP0F1RSTCMT0", "transactions/1CECHNKREP0F1RSTCMT0"),
          repository.keys(""));
      RepoInfo info = repository.info();
      assertEquals(SpecVersion.V2, info.specVersion());
      assertEquals(Map.of("main", SnapshotId.INITIAL), info.branches());
      assertEquals(Map.of(), info.tags());
      assertEquals(Map.of(), info.metadata().orElseThrow().members());
      assertEquals(Optional.empty(), info.config());
      assertEquals(Optional.empty(), info.enabledFeatureFlags());
      assertEquals(Optional.empty(), info.disabledFeatureFlags());
      assertEquals(Optional.empty(), info.repoBeforeUpdates());
      assertEquals(
          List.of(
              new Update(new UpdateType.RepoInitialized(), TestRepository.START, Optional.empty())),
          info.latestUpdates());
      assertEquals(List.of(InitialState.snapshot(TestRepository.START)), info.snapshots());
      assertTrue(repository.assets.transactionLog(SnapshotId.INITIAL).isEmpty());
      assertEquals(Optional.of(SpecVersion.V2), RepositoryCreation.detect(repository.assets));
      Asset<SnapshotView> asset = repository.assets.snapshot(SnapshotId.INITIAL);
      assertEquals(
          InitialState.snapshot(TestRepository.START).metadata(), asset.value().metadata());
      assertEquals(0, asset.value().nodeCount());
      asset.unpin();
    }
  }

  @Test
  void theConfigurationIsKept() {
    try (TestRepository second = new TestRepository(1);
        TestRepository first = new TestRepository(1, SpecVersion.V1)) {
      MemorySegment config = TestRepository.bytes("config: bytes");
      for (TestRepository repository : List.of(first, second)) {
        new RepositoryCreation(repository.assets, repository.sources)
            .create(Optional.of(config), true);
      }
      assertEquals(-1, second.info().config().orElseThrow().mismatch(config));
      assertEquals("config: bytes", text(first, "config.yaml"));
      assertEquals(
          "{\"snapshot\":\"1CECHNKREP0F1RSTCMT0\"}", text(first, "refs/branch.main/ref.json"));
      assertEquals(3, first.keys("").size());
    }
  }

  @Test
  void whatIsThereIsNotOverwritten() {
    try (TestRepository repository = new TestRepository(1)) {
      assertEquals(Optional.empty(), RepositoryCreation.detect(repository.assets));
      repository.memory.put("other/thing", TestRepository.bytes("x"), PutOptions.chunk()).join();
      IcechunkException refused = assertThrows(IcechunkException.class, () -> create(repository));
      assertEquals(ErrorKind.PARENT_DIRECTORY_NOT_CLEAN, refused.kind());
      RepositoryCreation creation = new RepositoryCreation(repository.assets, repository.sources);
      creation.create(Optional.empty(), false);
      repository.pass(Duration.ofSeconds(1));
      ConflictException again =
          assertThrows(ConflictException.class, () -> creation.create(Optional.empty(), false));
      assertEquals(ErrorKind.REPO_INFO_UPDATED, again.kind());
    }
  }

  private static String rootKey(SpecVersion version) {
    return version == SpecVersion.V1 ? "put refs/branch.main/ref.json" : "put repo";
  }

  @ParameterizedTest
  @EnumSource
  void lostAnswersAreLookedUp(SpecVersion version) {
    for (Fault fault : List.of(Fault.LOSE_ANSWER, Fault.REFUSE_AFTER)) {
      try (TestRepository repository = new TestRepository(1, version)) {
        repository.storage.next(rootKey(version), fault);
        create(repository);
        assertEquals(Optional.of(version), RepositoryCreation.detect(repository.assets));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void failuresAreFailures(SpecVersion version) {
    for (String request : List.of(rootKey(version), "put snapshots/")) {
      try (TestRepository repository = new TestRepository(1, version)) {
        repository.storage.next(request, Fault.FAIL);
        assertThrows(StorageException.class, () -> create(repository));
        assertEquals(Optional.empty(), RepositoryCreation.detect(repository.assets));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void nobodyKnowsWhenTheLookFails(SpecVersion version) {
    try (TestRepository repository = new TestRepository(1, version)) {
      repository.storage.next(rootKey(version), Fault.LOSE_ANSWER);
      repository.storage.next(version == SpecVersion.V1 ? "head refs/" : "get repo", Fault.FAIL);
      assertThrows(CommitUnknownException.class, () -> create(repository));
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofTwoCreationsOneSucceeds(SpecVersion version) {
    try (TestRepository repository = new TestRepository(1, version)) {
      repository.storage.before(
          rootKey(version),
          () -> {
            try (var assets = repository.manager(repository.memory, version)) {
              repository.pass(Duration.ofMillis(1));
              new RepositoryCreation(assets, repository.sources).create(Optional.empty(), false);
            }
          });
      ConflictException lost = assertThrows(ConflictException.class, () -> create(repository));
      assertEquals(ErrorKind.REPO_INFO_UPDATED, lost.kind());
    }
  }
}

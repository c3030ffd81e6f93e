package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Version;
import dev.floe.error.IcechunkException;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.internal.commit.FaultyStorage.Fault;
import dev.floe.maintenance.ExpireOptions;
import dev.floe.maintenance.ExpireResult;
import dev.floe.maintenance.GcOptions;
import dev.floe.maintenance.GcSummary;
import dev.floe.maintenance.Problem;
import dev.floe.maintenance.VerifyScope;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// first ─ s0 ─ s1 ─ s2 ─ s3 main s1: tag t s2: branch b
class V1ExpirationTest {
  private static final Instant LATER = Instant.parse("2999-01-01T00:00:00Z");

  private final Storage memory = Storage.inMemory();
  private final FaultyStorage storage = new FaultyStorage(memory);
  private final Repository repository =
      Repository.create(storage, RepositoryOptions.STANDARD.withSpecVersion(SpecVersion.V1));
  private final List<SnapshotId> s = new ArrayList<>();

  @BeforeEach
  void write() {
    for (String group : List.of("", "a/", "b/", "c/")) {
      s.add(
          repository.transaction(
              "main",
              "group " + group,
              store ->
                  store.set(
                      group + "zarr.json",
                      MemorySegment.ofArray(
                          "{\"zarr_format\":3,\"node_type\":\"group\",\"attributes\":{}}"
                              .getBytes(StandardCharsets.UTF_8)))));
    }
    repository.createTag("t", s.get(1));
    repository.createBranch("b", s.get(2));
  }

  @AfterEach
  void close() {
    repository.close();
    memory.close();
  }

  private List<SnapshotId> ancestry(Version version) {
    return repository.ancestry(version).map(SnapshotInfo::id).toList();
  }

  private static List<SnapshotId> sorted(SnapshotId... ids) {
    return java.util.Arrays.stream(ids).sorted().toList();
  }

  private void requireSound(long expectedSnapshots) {
    GcOptions options = GcOptions.olderThan(LATER).withAcceptOpenSessions(true);
    GcSummary dry = repository.collectGarbage(options.withDryRun(true));
    assertEquals(dry, repository.collectGarbage(options));
    List<Problem> problems = new ArrayList<>();
    try (Repository fresh = Repository.open(memory)) {
      fresh.verify(VerifyScope.STANDARD, problems::add);
      assertEquals(expectedSnapshots, fresh.snapshots().count());
    }
    assertEquals(List.of(), problems);
    try (var objects = memory.list("snapshots/")) {
      assertEquals(expectedSnapshots, objects.count());
    }
  }

  @Test
  void historiesBecomeShort() {
    Instant cutOff = repository.lookupSnapshot(s.get(3)).flushedAt();
    ExpireResult result = repository.expireSnapshots(cutOff, ExpireOptions.STANDARD);
    assertEquals(sorted(s.get(0)), result.released());
    assertEquals(sorted(s.get(1), s.get(2), s.get(3)), result.edited());
    for (Version version : List.of(Version.MAIN, Version.tag("t"), Version.branch("b"))) {
      assertEquals(List.of(repository.resolve(version), SnapshotId.INITIAL), ancestry(version));
    }
    assertEquals("group c/", repository.lookupSnapshot(s.get(3)).message());
    assertTrue(repository.readonlySession(Version.MAIN).store().exists("c/zarr.json"));
    ExpireResult again = repository.expireSnapshots(cutOff, ExpireOptions.STANDARD);
    assertEquals(new ExpireResult(List.of(), List.of(), List.of(), List.of()), again);
    requireSound(4);
  }

  @Test
  void whatIsNotOldStaysAsItIs() {
    Instant cutOff = repository.lookupSnapshot(s.get(2)).flushedAt();
    ExpireResult result =
        repository.expireSnapshots(cutOff, ExpireOptions.STANDARD.withDeleteTags(true));
    assertEquals(sorted(s.get(0), s.get(1)), result.released());
    assertEquals(List.of(s.get(2)), result.edited());
    assertEquals(List.of("t"), result.deletedTags());
    assertEquals(List.of(s.get(3), s.get(2), SnapshotId.INITIAL), ancestry(Version.MAIN));
    assertEquals(Set.of("t"), repository.deletedTags());
    requireSound(3);
  }

  @Test
  void refsGoWhereTheyMay() {
    ExpireResult result = repository.expireSnapshots(LATER, new ExpireOptions(true, true));
    assertEquals(sorted(s.get(0), s.get(1), s.get(2)), result.released());
    assertEquals(List.of("b"), result.deletedBranches());
    assertEquals(Set.of("main"), repository.branches().keySet());
    assertEquals(Set.of(), repository.tags().keySet());
    requireSound(2);
  }

  @Test
  void aBranchThatWasCommittedToMeanwhileStays() {
    Instant cutOff = repository.lookupSnapshot(s.get(3)).flushedAt();
    storage.before("get refs/branch.main", () -> {});
    storage.before(
        "put refs/tag.t",
        () -> {
          try (Repository other = Repository.open(memory)) {
            other.resetBranch("b", s.get(3), java.util.Optional.empty());
          }
        });
    ExpireResult result = repository.expireSnapshots(cutOff, new ExpireOptions(true, true));
    assertEquals(List.of(), result.deletedBranches());
    assertEquals(s.get(3), repository.lookupBranch("b"));
  }

  /// What was done before a failure stays done, and the rest is done the next time.
  @Test
  void aFailureBetweenLeavesEverythingReadable() {
    storage.next("put snapshots/" + s.get(3), Fault.DENY);
    assertThrows(
        IcechunkException.class, () -> repository.expireSnapshots(LATER, ExpireOptions.STANDARD));
    assertEquals(s.get(3), ancestry(Version.MAIN).getFirst());
    repository.expireSnapshots(LATER, ExpireOptions.STANDARD);
    requireSound(4);
  }
}

package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.format.FeatureFlag;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.RepositoryStatus;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.Update;
import dev.floe.format.UpdateType;
import dev.floe.internal.binary.RepoInfo;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class RepoInfoUpdatesTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final SnapshotId INITIAL = SnapshotId.INITIAL;
  private static final SnapshotId A = new SnapshotId(1, 1);
  private static final SnapshotId B = new SnapshotId(-1, 2);
  private static final SnapshotId UNKNOWN = new SnapshotId(77, 7);

  private static RepoInfo initial() {
    return InitialState.repoInfo(InitialState.snapshot(START), Optional.empty());
  }

  private static SnapshotInfo snapshot(SnapshotId id, SnapshotId parent) {
    return new SnapshotInfo(id, Optional.of(parent), START, "m", JsonObject.EMPTY, List.of());
  }

  private static RepoInfo apply(RepoInfo old, RepoUpdate... updates) {
    RepoInfo info = old;
    for (RepoUpdate update : updates) {
      Instant now = info.latestUpdates().getFirst().updatedAt().plusMillis(1);
      info =
          RepoInfoUpdates.apply(
              info, update, new RepoInfoUpdates.Stamp(now, "backup-" + now.toEpochMilli(), 1000));
    }
    return info;
  }

  private static RepoUpdate commit(SnapshotId base, SnapshotId id) {
    return new RepoUpdate.NewCommit("main", base, snapshot(id, base));
  }

  private static RepoUpdate flag(FeatureFlag flag, Boolean value) {
    return new RepoUpdate.SetFeatureFlag(flag, Optional.ofNullable(value));
  }

  private static RepositoryStatus status(RepositoryStatus.Availability availability) {
    return new RepositoryStatus(availability, START, Optional.of("moving house"));
  }

  private static final RepoUpdate READ_ONLY =
      new RepoUpdate.SetStatus(status(RepositoryStatus.Availability.READ_ONLY));

  private static RepoUpdate reset(String name, SnapshotId to, SnapshotId from) {
    return new RepoUpdate.ResetBranch(name, to, Optional.ofNullable(from));
  }

  /// What was done before, what is tried, and what comes of it.
  private record Refusal(ErrorKind kind, List<RepoUpdate> before, Function<RepoInfo, ?> attempt) {
    static Refusal of(ErrorKind kind, RepoUpdate update, RepoUpdate... before) {
      return new Refusal(kind, List.of(before), info -> apply(info, update));
    }
  }

  @TestFactory
  Stream<DynamicTest> refusals() {
    Map<String, Refusal> cases = new LinkedHashMap<>();
    RepoUpdate branchB = new RepoUpdate.CreateBranch("b", INITIAL);
    RepoUpdate tagT = new RepoUpdate.CreateTag("t", INITIAL);
    cases.put(
        "commit to a branch that is not there",
        Refusal.of(
            ErrorKind.BRANCH_NOT_FOUND,
            new RepoUpdate.NewCommit("b", INITIAL, snapshot(A, INITIAL))));
    cases.put(
        "commit on an old base",
        Refusal.of(ErrorKind.COMMIT_CONFLICT, commit(INITIAL, B), commit(INITIAL, A)));
    cases.put(
        "commit of a snapshot that is there",
        Refusal.of(
            ErrorKind.DUPLICATE_SNAPSHOT_ID,
            new RepoUpdate.NewCommit("main", INITIAL, snapshot(INITIAL, INITIAL))));
    cases.put(
        "commit below a parent that is not there",
        Refusal.of(
            ErrorKind.SNAPSHOT_NOT_FOUND,
            new RepoUpdate.NewCommit("main", INITIAL, snapshot(A, UNKNOWN))));
    cases.put(
        "branch at an unknown snapshot",
        Refusal.of(ErrorKind.SNAPSHOT_NOT_FOUND, new RepoUpdate.CreateBranch("main", UNKNOWN)));
    cases.put(
        "branch that is there", Refusal.of(ErrorKind.BRANCH_ALREADY_EXISTS, branchB, branchB));
    cases.put(
        "deletion of main",
        Refusal.of(ErrorKind.CANNOT_DELETE_MAIN, new RepoUpdate.DeleteBranch("main")));
    cases.put(
        "deletion of a branch that is not there",
        Refusal.of(ErrorKind.REF_NOT_FOUND, new RepoUpdate.DeleteBranch("b")));
    cases.put(
        "reset of a branch that is not there",
        Refusal.of(ErrorKind.REF_NOT_FOUND, reset("b", UNKNOWN, null)));
    cases.put(
        "reset of a branch that is not there, expected somewhere",
        Refusal.of(ErrorKind.BRANCH_NOT_FOUND, reset("b", UNKNOWN, INITIAL)));
    cases.put(
        "reset of a branch that is elsewhere",
        Refusal.of(
            ErrorKind.BRANCH_UPDATE_CONFLICT, reset("main", UNKNOWN, INITIAL), commit(INITIAL, A)));
    cases.put(
        "reset to an unknown snapshot",
        Refusal.of(ErrorKind.SNAPSHOT_NOT_FOUND, reset("main", UNKNOWN, INITIAL)));
    cases.put(
        "tag at an unknown snapshot, tags being off",
        Refusal.of(
            ErrorKind.SNAPSHOT_NOT_FOUND,
            new RepoUpdate.CreateTag("t", UNKNOWN),
            flag(FeatureFlag.CREATE_TAG, false)));
    cases.put(
        "tag that is there, tags being off",
        Refusal.of(
            ErrorKind.FEATURE_FLAG_DISABLED, tagT, tagT, flag(FeatureFlag.CREATE_TAG, false)));
    cases.put("tag that is there", Refusal.of(ErrorKind.TAG_ALREADY_EXISTS, tagT, tagT));
    cases.put(
        "tag that was deleted",
        Refusal.of(ErrorKind.TAG_PREVIOUSLY_DELETED, tagT, tagT, new RepoUpdate.DeleteTag("t")));
    cases.put(
        "deletion of a tag that is not there",
        Refusal.of(ErrorKind.REF_NOT_FOUND, new RepoUpdate.DeleteTag("t")));
    cases.put(
        "deletion of a tag that is not there, deletions being off",
        Refusal.of(
            ErrorKind.FEATURE_FLAG_DISABLED,
            new RepoUpdate.DeleteTag("t"),
            flag(FeatureFlag.DELETE_TAG, false)));
    for (RepoUpdate update :
        List.of(
            commit(INITIAL, A),
            branchB,
            new RepoUpdate.DeleteBranch("main"),
            tagT,
            new RepoUpdate.SetMetadata(JsonObject.EMPTY),
            new RepoUpdate.UpdateMetadata(JsonObject.EMPTY),
            new RepoUpdate.SetConfig(MemorySegment.ofArray(new byte[1])),
            flag(FeatureFlag.MOVE_NODE, null))) {
      cases.put(
          update.getClass().getSimpleName() + " of a read-only repository",
          Refusal.of(ErrorKind.READ_ONLY_REPOSITORY, update, READ_ONLY));
    }
    for (String name : List.of("", "/", ".", "..", "a//b", "a/", "/a", "a/../b", "a\nb", "\0")) {
      cases.put(
          "branch called " + name.replace('\0', '0'),
          new Refusal(
              ErrorKind.INVALID_REF_NAME,
              List.of(),
              info -> new RepoUpdate.CreateBranch(name, INITIAL)));
      cases.put(
          "tag called " + name.replace('\0', '0'),
          new Refusal(
              ErrorKind.INVALID_REF_NAME,
              List.of(),
              info -> new RepoUpdate.CreateTag(name, INITIAL)));
    }
    return cases.entrySet().stream()
        .map(entry ->
            DynamicTest.dynamicTest(
                entry.getKey(),
                () -> {
                  Refusal refusal = entry.getValue();
                  RepoInfo info = apply(initial(), refusal.before.toArray(RepoUpdate[]::new));
                  IcechunkException thrown =
                      assertThrows(IcechunkException.class, () -> refusal.attempt.apply(info));
                  assertEquals(refusal.kind, thrown.kind(), thrown.getMessage());
                }));
  }

  @Test
  void aConflictNamesBothSides() {
    RepoInfo info = apply(initial(), commit(INITIAL, A));
    ConflictException conflict =
        assertThrows(ConflictException.class, () -> apply(info, commit(INITIAL, B)));
    assertEquals(Optional.of(INITIAL.text()), conflict.expectedParent());
    assertEquals(Optional.of(A.text()), conflict.actualParent());
    ConflictException moved =
        assertThrows(ConflictException.class, () -> apply(info, reset("main", A, INITIAL)));
    assertEquals(Optional.of(INITIAL.text()), moved.expectedParent());
    assertEquals(Optional.of(A.text()), moved.actualParent());
  }

  @Test
  void whatEachUpdateDoesAndLogs() {
    RepoInfo info =
        apply(
            initial(),
            commit(INITIAL, B),
            commit(B, A),
            new RepoUpdate.CreateBranch("dev/x", B),
            new RepoUpdate.CreateTag("v1", A),
            new RepoUpdate.CreateTag("v2", A),
            new RepoUpdate.DeleteTag("v1"),
            reset("dev/x", INITIAL, B),
            new RepoUpdate.CreateBranch("gone", B),
            new RepoUpdate.DeleteBranch("gone"),
            new RepoUpdate.SetMetadata(JsonObject.of(Map.of("a", JsonValue.of(1)))),
            new RepoUpdate.UpdateMetadata(JsonObject.of(Map.of("b", JsonValue.of(2)))),
            new RepoUpdate.SetConfig(MemorySegment.ofArray(new byte[] {5})),
            READ_ONLY,
            new RepoUpdate.SetStatus(status(RepositoryStatus.Availability.ONLINE)),
            flag(FeatureFlag.MOVE_NODE, false));
    assertEquals(Map.of("main", A, "dev/x", INITIAL), info.branches());
    assertEquals(Map.of("v2", A), info.tags());
    assertEquals(List.of("v1"), info.deletedTags());
    assertEquals(Optional.of(B), info.parentOf(A));
    assertEquals(3, info.snapshotCount());
    assertEquals(
        Optional.of(JsonObject.of(Map.of("a", JsonValue.of(1), "b", JsonValue.of(2)))),
        info.metadata());
    assertEquals(-1, info.config().orElseThrow().mismatch(MemorySegment.ofArray(new byte[] {5})));
    assertEquals(Optional.empty(), info.enabledFeatureFlags());
    assertEquals(Optional.of(List.of(3)), info.disabledFeatureFlags());
    List<UpdateType> expected =
        List.of(
            new UpdateType.FeatureFlagChanged(3, Optional.of(false)),
            new UpdateType.RepoStatusChanged(status(RepositoryStatus.Availability.ONLINE)),
            new UpdateType.RepoStatusChanged(status(RepositoryStatus.Availability.READ_ONLY)),
            new UpdateType.ConfigChanged(),
            new UpdateType.MetadataChanged(),
            new UpdateType.MetadataChanged(),
            new UpdateType.BranchDeleted("gone", B),
            new UpdateType.BranchCreated("gone"),
            new UpdateType.BranchReset("dev/x", B),
            new UpdateType.TagDeleted("v1", A),
            new UpdateType.TagCreated("v2"),
            new UpdateType.TagCreated("v1"),
            new UpdateType.BranchCreated("dev/x"),
            new UpdateType.NewCommit("main", A),
            new UpdateType.NewCommit("main", B),
            new UpdateType.RepoInitialized());
    assertEquals(expected, info.latestUpdates().stream().map(Update::type).toList());
    for (int i = 0; i < expected.size(); i++) {
      Optional<String> path = info.latestUpdates().get(i).backupPath();
      Optional<String> name =
          i == 0
              ? Optional.empty()
              : Optional.of("backup-" + info.latestUpdates().get(i - 1).updatedAt().toEpochMilli());
      assertEquals(name, path);
    }
  }

  @Test
  void flagsComeGoAndStayPresent() {
    RepoInfo info = apply(initial(), flag(FeatureFlag.CREATE_TAG, null));
    assertEquals(Optional.empty(), info.disabledFeatureFlags());
    info = apply(info, flag(FeatureFlag.CREATE_TAG, false), flag(FeatureFlag.MOVE_NODE, false));
    assertEquals(Optional.of(List.of(3, 4)), info.disabledFeatureFlags());
    assertEquals(false, RepoInfoUpdates.isEnabled(info, FeatureFlag.CREATE_TAG));
    info = apply(info, flag(FeatureFlag.CREATE_TAG, true), flag(FeatureFlag.MOVE_NODE, null));
    assertEquals(Optional.of(List.of()), info.disabledFeatureFlags());
    assertEquals(Optional.of(List.of(4)), info.enabledFeatureFlags());
    assertTrue(RepoInfoUpdates.isEnabled(info, FeatureFlag.CREATE_TAG));
    assertTrue(RepoInfoUpdates.isEnabled(info, FeatureFlag.MOVE_NODE));
  }

  private static Instant stampedAt(Duration clockAfterLatest) {
    Instant now = START.plus(clockAfterLatest);
    RepoInfo info =
        RepoInfoUpdates.apply(
            initial(), commit(INITIAL, A), new RepoInfoUpdates.Stamp(now, "n", 1000));
    return info.latestUpdates().getFirst().updatedAt();
  }

  @Test
  void timeAlwaysGoesOnAndRealDriftIsRefused() {
    Instant next = START.plusNanos(1000);
    assertEquals(next, stampedAt(Duration.ZERO));
    assertEquals(next, stampedAt(Duration.ofNanos(999)));
    assertEquals(next, stampedAt(Duration.ofNanos(1999)));
    assertEquals(START.plusNanos(2000), stampedAt(Duration.ofNanos(2000)));
    assertEquals(next, stampedAt(Timestamps.TOLERANCE.negated()));
    IcechunkException refused =
        assertThrows(
            IcechunkException.class,
            () -> stampedAt(Timestamps.TOLERANCE.negated().minusNanos(1000)));
    assertEquals(ErrorKind.SNAPSHOT_TIMESTAMP, refused.kind());
  }

  /// However the limit changes between updates, the chain of files leads through every entry.
  @Property(tries = 200)
  void theWholeLogStaysReachable(@ForAll @Size(max = 60) List<@IntRange(max = 12) Integer> limits) {
    Map<String, RepoInfo> saved = new LinkedHashMap<>();
    RepoInfo info = initial();
    List<UpdateType> expected = new ArrayList<>();
    expected.add(new UpdateType.RepoInitialized());
    int step = 0;
    for (int limit : limits) {
      String name = "backup-" + ++step;
      saved.put(name, info);
      Instant now = START.plusMillis(step);
      info =
          RepoInfoUpdates.apply(
              info,
              new RepoUpdate.CreateBranch("b" + step, INITIAL),
              new RepoInfoUpdates.Stamp(now, name, limit));
      expected.addFirst(new UpdateType.BranchCreated("b" + step));
      assertTrue(info.latestUpdates().size() <= Math.max(1, limit));
    }
    List<UpdateType> reached = new ArrayList<>();
    RepoInfo file = info;
    while (file != null) {
      for (Update entry : file.latestUpdates()) {
        reached.add(entry.type());
        entry
            .backupPath()
            .ifPresent(name ->
                assertEquals(entry.type(), saved.get(name).latestUpdates().getFirst().type()));
      }
      file = file.repoBeforeUpdates().map(saved::get).orElse(null);
    }
    assertEquals(expected, reached);
  }
}

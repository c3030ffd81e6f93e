package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.format.UpdateType;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.binary.RepoInfoBuilder;
import dev.floe.internal.commit.FaultyStorage.Fault;
import dev.floe.maintenance.Expiration;
import dev.floe.maintenance.ExpireOptions;
import dev.floe.maintenance.ExpireResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ExpirationTest {
  private static final Instant START = TestRepository.START;
  private static final SnapshotId ROOT = SnapshotId.INITIAL;
  private static final ExpireOptions ALL = new ExpireOptions(true, true);

  private static SnapshotId id(int n) {
    return new SnapshotId(n, n);
  }

  private static Instant time(int n) {
    return START.plusSeconds(n);
  }

  /// A history in which snapshot `n` was written at second `n`.
  ///
  /// @param parents of snapshots 1, 2, …; 0 is the first of all
  private static RepoInfo history(int[] parents, Map<String, Integer> branches, int... tags) {
    RepoInfoBuilder builder =
        InitialState.repoInfo(InitialState.snapshot(START), Optional.empty()).toBuilder();
    for (int n = 1; n <= parents.length; n++) {
      SnapshotId parent = parents[n - 1] == 0 ? ROOT : id(parents[n - 1]);
      builder.addSnapshot(
          new SnapshotInfo(
              id(n), Optional.of(parent), time(n), "s" + n, JsonObject.EMPTY, List.of()));
    }
    branches.forEach((name, tip) -> builder.branch(name, tip == 0 ? ROOT : id(tip)));
    for (int tag : tags) {
      builder.tag("t" + tag, id(tag));
    }
    return builder.build();
  }

  private static RepoInfo expired(RepoInfo info, int olderThan, ExpireOptions how) {
    return RepoInfoUpdates.apply(
        info,
        new RepoUpdate.Expire(time(olderThan), how.deleteBranches(), how.deleteTags()),
        new RepoInfoUpdates.Stamp(START.plusSeconds(100), "backup", 1000));
  }

  /// Each snapshot as `n<parent(logs)`, the first of all left out.
  private static String drawn(RepoInfo info) {
    List<String> all = new ArrayList<>();
    for (SnapshotInfo snapshot : info.snapshots()) {
      if (snapshot.parentId().isPresent()) {
        String logs =
            snapshot.prunedAncestorLogs().isEmpty()
                ? ""
                : snapshot.prunedAncestorLogs().stream().map(SnapshotId::low).toList().toString();
        SnapshotId parent = snapshot.parentId().get();
        String above = parent.equals(ROOT) ? "0" : "" + parent.low();
        all.add(snapshot.id().low() + "<" + above + logs);
      }
    }
    return String.join(" ", all);
  }

  /// 0 ─ 1 ─ 2 ─ 3 ─ 4 main 3: tagged ╲ ╲ ╲ 5 6 7 branches b5, b6, b7
  private static RepoInfo tree() {
    return history(
        new int[] {0, 1, 2, 3, 1, 2, 3}, Map.of("main", 4, "b5", 5, "b6", 6, "b7", 7), 3);
  }

  @Test
  void keptSnapshotsGoBelowTheFirstThroughTaggedOnes() {
    RepoInfo info = expired(tree(), 6, ExpireOptions.STANDARD);
    assertEquals("3<0[1, 2] 4<3 5<0[1] 6<0[1, 2] 7<3", drawn(info));
    assertEquals(Set.of("main", "b5", "b6", "b7"), info.branches().keySet());
    assertEquals(new UpdateType.ExpirationRan(), info.latestUpdates().getFirst().type());
  }

  @Test
  void refsGoWhereTheyMay() {
    RepoInfo info = expired(tree(), 6, ALL);
    assertEquals("4<0[1, 2, 3] 6<0[1, 2] 7<0[1, 2, 3]", drawn(info));
    assertEquals(Set.of("main", "b6", "b7"), info.branches().keySet());
    assertEquals(Set.of(), info.tags().keySet());
    assertEquals(List.of("t3"), info.deletedTags());
    info = expired(tree(), 6, ExpireOptions.STANDARD.withDeleteBranches(true));
    assertEquals("3<0[1, 2] 4<3 6<0[1, 2] 7<3", drawn(info));
  }

  @Test
  void theCutOffIsNotOld() {
    assertEquals(drawn(tree()), drawn(expired(tree(), 1, ALL)));
    assertEquals("2<0[1] 3<2 4<3 5<0[1] 6<2 7<3", drawn(expired(tree(), 2, ALL)));
    RepoInfo everything = expired(tree(), 8, ALL);
    assertEquals("4<0[1, 2, 3]", drawn(everything));
    assertEquals(Set.of("main"), everything.branches().keySet());
  }

  @Test
  void whoAsksAgainForTheSameStateGetsThePlanThatWasMade() {
    RepoUpdate.Expire request = new RepoUpdate.Expire(time(7), true, true);
    RepoInfo info = tree();
    ExpirationPlan plan = ExpirationPlan.of(info, request);
    assertSame(plan, ExpirationPlan.of(info, request));
    RepoInfo other = expired(tree(), 3, ExpireOptions.STANDARD);
    assertEquals(List.of(), ExpirationPlan.of(expired(tree(), 8, ALL), request).released());
    assertNotEquals(plan.released(), ExpirationPlan.of(other, request).released());
    assertEquals(plan.released(), ExpirationPlan.of(info, request).released());
  }

  /// The lists of logs that are there already go on.
  @Test
  void expiredAgain() {
    RepoInfo once = expired(tree(), 3, ExpireOptions.STANDARD);
    assertEquals("3<0[1, 2] 4<3 5<0[1] 6<0[1, 2] 7<3", drawn(once));
    RepoInfo twice =
        RepoInfoUpdates.apply(
            once,
            new RepoUpdate.Expire(time(7), true, true),
            new RepoInfoUpdates.Stamp(START.plusSeconds(200), "backup-2", 1000));
    assertEquals("4<0[1, 2, 3] 7<0[1, 2, 3]", drawn(twice));
  }

  @Test
  void aBranchOfItsOwnRootStaysThere() {
    RepoInfoBuilder builder = history(new int[] {0, 1}, Map.of("main", 2)).toBuilder();
    builder.addSnapshot(
        new SnapshotInfo(id(10), Optional.empty(), time(0), "", JsonObject.EMPTY, List.of()));
    for (int n = 11; n <= 12; n++) {
      builder.addSnapshot(
          new SnapshotInfo(
              id(n), Optional.of(id(n - 1)), time(n), "", JsonObject.EMPTY, List.of()));
    }
    RepoInfo info = builder.branch("other", id(12)).build();
    assertEquals("2<0[1] 12<10[11]", drawn(expired(info, 12, ExpireOptions.STANDARD)));
    // What no ref reaches goes below the first snapshot of all.
    RepoInfo adrift = info.toBuilder().removeBranch("other").build();
    assertEquals("2<0[1] 12<0[11]", drawn(expired(adrift, 12, ExpireOptions.STANDARD)));
  }

  @Test
  void aRefGoesThoughAnotherKeepsItsSnapshot() {
    RepoInfoBuilder builder = history(new int[] {0, 1}, Map.of("main", 2), 2).toBuilder();
    RepoInfo info = expired(builder.deletedTags(Set.of("spent")).build(), 5, ALL);
    assertEquals("2<0[1]", drawn(info));
    assertEquals(Set.of(), info.tags().keySet());
    assertEquals(List.of("spent", "t2"), info.deletedTags(), "no name is free again");
  }

  @Test
  void withoutTheFirstOfAllWhatNoRefReachesStaysBelowItsOwnRoot() {
    RepoInfoBuilder builder = history(new int[] {0}, Map.of("main", 1)).toBuilder();
    int[][] withParents = {{5, 0}, {6, 5}, {13, 6}, {10, 0}, {11, 10}, {12, 11}};
    for (int[] snapshot : withParents) {
      Optional<SnapshotId> parent =
          snapshot[1] == 0 ? Optional.empty() : Optional.of(id(snapshot[1]));
      builder.addSnapshot(
          new SnapshotInfo(
              id(snapshot[0]), parent, time(snapshot[0]), "", JsonObject.EMPTY, List.of()));
    }
    RepoInfo info =
        builder
            .branch("main", id(12))
            .retainSnapshots(id -> !id.equals(ROOT) && !id.equals(id(1)))
            .build();
    assertEquals("12<10[11] 13<5[6]", drawn(expired(info, 12, ExpireOptions.STANDARD)));
  }

  @Test
  void aCircleOfParentsIsAnError() {
    RepoInfo sound = history(new int[] {0, 1, 2, 3}, Map.of("main", 4));
    RepoInfo circle =
        sound.toBuilder().reparentSnapshot(id(1), Optional.of(id(2)), List.of()).build();
    IcechunkException e =
        assertThrows(IcechunkException.class, () -> expired(circle, 4, ExpireOptions.STANDARD));
    assertEquals(ErrorKind.INVALID_FILE_FORMAT, e.kind());
  }

  /// Whatever goes, each snapshot that stays has the same logs between it and its root, in the same
  /// order, and every ref that stays points to one.
  @Property(tries = 300)
  void noLogIsLost(@ForAll long seed) {
    Random random = new Random(seed);
    int[] parents = new int[1 + random.nextInt(12)];
    for (int n = 1; n <= parents.length; n++) {
      parents[n - 1] = random.nextInt(3) == 0 ? random.nextInt(n) : n - 1;
    }
    Map<String, Integer> branches = new TreeMap<>(Map.of("main", parents.length));
    for (int i = random.nextInt(3); i > 0; i--) {
      branches.put("b" + i, random.nextInt(parents.length + 1));
    }
    RepoInfo info = history(parents, branches, 1 + random.nextInt(parents.length));
    for (int round = 0; round < 3; round++) {
      RepoInfo next =
          RepoInfoUpdates.apply(
              info,
              new RepoUpdate.Expire(
                  time(random.nextInt(14)), random.nextBoolean(), random.nextBoolean()),
              new RepoInfoUpdates.Stamp(START.plusSeconds(100 + round), "b" + round, 1000));
      for (SnapshotInfo snapshot : next.snapshots()) {
        assertEquals(logs(info, snapshot.id()), logs(next, snapshot.id()));
      }
      Set<SnapshotId> targets = new HashSet<>(next.branches().values());
      targets.addAll(next.tags().values());
      targets.forEach(target -> assertTrue(next.hasSnapshot(target)));
      assertTrue(next.branches().containsKey("main"));
      info = next;
    }
  }

  private static List<SnapshotId> logs(RepoInfo info, SnapshotId id) {
    List<SnapshotId> logs = new ArrayList<>();
    for (SnapshotInfo at = info.snapshot(id).orElseThrow(); at.parentId().isPresent(); ) {
      logs.add(at.id());
      logs.addAll(at.prunedAncestorLogs().reversed());
      at = info.snapshot(at.parentId().get()).orElseThrow();
    }
    return logs.reversed();
  }

  private static final class Setting implements AutoCloseable {
    private final TestRepository repository = new TestRepository(5).create();

    Setting() {
      SnapshotId parent = ROOT;
      for (int n = 1; n <= 3; n++) {
        repository.pass(Duration.ofSeconds(1));
        change(
            new RepoUpdate.NewCommit(
                "main",
                parent,
                new SnapshotInfo(
                    id(n),
                    Optional.of(parent),
                    repository.now(),
                    "s" + n,
                    JsonObject.EMPTY,
                    List.of())));
        parent = id(n);
      }
      repository.pass(Duration.ofSeconds(1));
    }

    void change(RepoUpdate update) {
      try (var others = repository.manager(repository.memory, SpecVersion.V2)) {
        repository.loop(others).run(update);
      }
    }

    ExpireResult expire() {
      return new Expiration(repository.assets, repository.loop(), repository.sources)
          .run(repository.now(), ALL);
    }

    @Override
    public void close() {
      repository.close();
    }
  }

  @Test
  void whatIsToldIsWhatTookEffect() {
    try (Setting setting = new Setting()) {
      setting.repository.storage.before(
          "put repo", () -> setting.change(new RepoUpdate.CreateBranch("late", id(1))));
      ExpireResult result = setting.expire();
      assertEquals(List.of(id(1), id(2)), result.released());
      assertEquals(List.of(id(3)), result.edited());
      assertEquals(List.of("late"), result.deletedBranches());
      assertEquals(Set.of("main"), setting.repository.info().branches().keySet());
    }
  }

  @Test
  void soItIsWhenTheAnswerIsLostAndOthersWroteSince() {
    try (Setting setting = new Setting()) {
      setting.repository.storage.next("put repo", Fault.LOSE_ANSWER);
      setting.repository.storage.before("get repo", () -> {});
      setting.repository.storage.before(
          "get repo", () -> setting.change(new RepoUpdate.CreateBranch("late", id(3))));
      ExpireResult result = setting.expire();
      assertEquals(List.of(id(1), id(2)), result.released());
      assertEquals(List.of(), result.deletedBranches());
      assertEquals("3<0[1, 2]", drawn(setting.repository.info()));
      assertEquals(
          1,
          OperationsHistory.stream(
                  setting.repository.info(), setting.repository.assets::repoInfoBackup)
              .filter(entry -> entry.type() instanceof UpdateType.ExpirationRan)
              .count());
    }
  }

  @Test
  void aRepositoryThatIsNotOnlineIsLeftAlone() {
    try (Setting setting = new Setting()) {
      setting.change(
          new RepoUpdate.SetStatus(
              new dev.floe.format.RepositoryStatus(
                  dev.floe.format.RepositoryStatus.Availability.READ_ONLY,
                  setting.repository.now(),
                  Optional.empty())));
      IcechunkException e = assertThrows(IcechunkException.class, setting::expire);
      assertEquals(ErrorKind.READ_ONLY_REPOSITORY, e.kind());
    }
  }
}

package dev.floe.fuzz;

import static dev.floe.fuzz.RepositoryModel.pick;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.ForkSession;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.config.RepositoryConfig;
import dev.floe.error.ConflictException;
import dev.floe.error.IcechunkException;
import dev.floe.format.FeatureFlag;
import dev.floe.format.NodePath;
import dev.floe.format.RepositoryStatus.Availability;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.memory.SegmentLease;
import dev.floe.spec.storage.FaultyStorage;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Sessions of a modelled repository that stay open while other things are done to it, and what
/// else takes more than one call: forks, crashes, switches that refuse changes for a while.
final class ModelledSessions {
  private static final int MOST_OPEN = 4;
  private static final int LATEST_CRASH = 14;

  /// A session with what it has changed so far.
  private record Writer(
      Session session, String branch, SnapshotId base, ModelledChanges changes, int since) {}

  /// A session with what it must read for as long as its snapshot is there.
  private record Reader(Session session, SortedMap<String, Integer> keys, int since) {}

  private final ModelledRepository modelled;
  private final List<Writer> writers = new ArrayList<>();
  private final List<Reader> readers = new ArrayList<>();

  ModelledSessions(ModelledRepository modelled) {
    this.modelled = modelled;
  }

  private RepositoryModel model() {
    return modelled.model;
  }

  private Repository repository() {
    return modelled.repository;
  }

  private String branch(Random chance) {
    return pick(model().branches.keySet(), chance);
  }

  /// Opens one that writes; it has changed something already.
  void open(Random chance) {
    if (writers.size() < MOST_OPEN) {
      String branch = branch(chance);
      Session session = repository().writableSession(branch);
      ModelledChanges changes =
          new ModelledChanges(session.store(), model().tip(branch), chance).make(model().next());
      assertEquals(model().branches.get(branch), session.snapshotId());
      writers.add(
          new Writer(session, branch, session.snapshotId(), changes, model().operations.size()));
    }
  }

  /// Opens one that reads.
  void read(Random chance) {
    if (readers.size() < MOST_OPEN) {
      String branch = branch(chance);
      Session session = repository().readonlySession(Version.branch(branch));
      readers.add(new Reader(session, model().tip(branch).keys(), model().operations.size()));
    }
  }

  /// One that is open changes more, unless what it began on may be gone.
  void goOn(Random chance) {
    if (writers.isEmpty()) {
      return;
    }
    Writer writer = pick(writers, chance);
    if (!isOutlived(writer.since)) {
      writer.changes.make(model().next());
    }
  }

  /// One that is open commits: it may if its branch is where it began, and else must not.
  void end(Random chance) {
    if (writers.isEmpty()) {
      return;
    }
    Writer writer = pick(writers, chance);
    writers.remove(writer);
    if (isOutlived(writer.since)) {
      return;
    }
    SnapshotId tip = model().branches.get(writer.branch);
    if (tip == null) {
      assertThrows(IcechunkException.class, () -> writer.session.commit("too late"));
    } else if (!tip.equals(writer.base)) {
      assertThrows(ConflictException.class, () -> writer.session.commit("second"));
    } else {
      String message = "ended " + model().next();
      SnapshotId id = writer.session.commit(message);
      made(writer.branch, id, writer.changes.version(tip, message));
    }
  }

  private void made(String branch, SnapshotId id, RepositoryModel.Version version) {
    model().versions.put(id, version);
    model().branches.put(branch, id);
    model().operations.add("NewCommit");
  }

  /// Whether what a session refers to may have been collected.
  private boolean isOutlived(int since) {
    List<String> later = model().operations.subList(since, model().operations.size());
    return later.contains("GCRan") || later.contains("ExpirationRan");
  }

  /// Every reader sees what it saw at first.
  void check() {
    readers.removeIf(reader -> isOutlived(reader.since));
    for (Reader reader : readers) {
      assertEquals(reader.keys, keys(reader.session.store()));
    }
  }

  private static SortedMap<String, Integer> keys(Store store) {
    SortedMap<String, Integer> keys = new TreeMap<>();
    try (Stream<String> listed = store.list()) {
      listed.forEach(key -> {
        try (SegmentLease lease = store.get(key).orElseThrow()) {
          keys.put(key, Arrays.hashCode(lease.segment().toArray(ValueLayout.JAVA_BYTE)));
        }
      });
    }
    return keys;
  }

  /// The process ends, and another one goes on. What was not committed is lost.
  void reopen(Random chance) {
    writers.clear();
    readers.clear();
    repository().close();
    modelled.repository = Repository.open(modelled.storage);
  }

  /// Another process commits and dies on the way, or the store loses a request or an answer of it.
  void crash(Random chance) {
    String branch = branch(chance);
    int number = model().next();
    CrashPlan.Moment moment =
        CrashPlan.Moment.values()[chance.nextInt(CrashPlan.Moment.values().length)];
    CrashPlan plan = new CrashPlan(moment, 1 + chance.nextInt(LATEST_CRASH));
    boolean acknowledged = false;
    ModelledChanges changes;
    SnapshotId before = model().branches.get(branch);
    try (Repository other = Repository.open(new FaultyStorage(modelled.storage, plan))) {
      Session session = other.writableSession(branch);
      changes = new ModelledChanges(session.store(), model().tip(branch), chance).make(number);
      plan.arm();
      try {
        session.commit("crashed " + number);
        acknowledged = true;
      } catch (IcechunkException e) {
        assertTrue(e.getMessage() != null, "a failure without a reason");
      }
    }
    SnapshotId after = repository().lookupBranch(branch);
    if (!after.equals(before)) {
      made(branch, after, changes.version(before, "crashed " + number));
    } else {
      assertTrue(!acknowledged, () -> "acknowledged and lost: " + plan.hit());
    }
  }

  /// Two forks, as objects or as bytes, write chunks of one array, and are merged.
  void fork(Random chance) {
    String branch = branch(chance);
    SortedMap<String, Integer> wide = new TreeMap<>(model().tip(branch).lengths());
    wide.values().removeIf(length -> length < 2);
    if (wide.isEmpty()) {
      return;
    }
    String path = pick(wide.keySet(), chance);
    Session session = repository().writableSession(branch);
    SortedMap<String, Integer> keys = new TreeMap<>(model().tip(branch).keys());
    Set<SnapshotId> before = snapshots();
    ForkSession[] forks = new ForkSession[2];
    for (int i = 0; i < forks.length; i++) {
      ForkSession fork = session.fork();
      String key = path + "/c/" + (i == 0 ? 0 : wide.get(path) - 1);
      byte[] bytes = new byte[chance.nextBoolean() ? 9 : 900];
      chance.nextBytes(bytes);
      fork.store().set(key, MemorySegment.ofArray(bytes));
      keys.put(key, Arrays.hashCode(bytes));
      forks[i] = chance.nextBoolean() ? repository().openFork(fork.toBytes()) : fork;
    }
    session.merge(forks);
    noteForkPoints(branch, before);
    SnapshotId id = session.commit("forked");
    made(branch, id, version(branch, "forked", keys));
  }

  /// Where forks of a session without changes started are snapshots of no branch, with what the tip
  /// has.
  private void noteForkPoints(String branch, Set<SnapshotId> before) {
    RepositoryModel.Version tip = model().tip(branch);
    for (SnapshotId point : snapshots()) {
      if (!before.contains(point)) {
        SnapshotInfo info = repository().lookupSnapshot(point);
        RepositoryModel.Version version =
            new RepositoryModel.Version(
                info.parentId().orElseThrow(), info.message(), tip.keys(), tip.lengths());
        model().versions.put(point, version);
        model().operations.add("NewDetachedSnapshot");
      }
    }
  }

  private Set<SnapshotId> snapshots() {
    try (Stream<SnapshotInfo> all = repository().snapshots()) {
      return all.map(SnapshotInfo::id).collect(Collectors.toSet());
    }
  }

  private RepositoryModel.Version version(
      String branch, String message, SortedMap<String, Integer> keys) {
    return new RepositoryModel.Version(
        model().branches.get(branch), message, keys, model().tip(branch).lengths());
  }

  /// The chunks of an array move along it; those that would leave it are gone.
  void shift(Random chance) {
    String branch = branch(chance);
    SortedMap<String, Integer> lengths = model().tip(branch).lengths();
    if (lengths.isEmpty()) {
      return;
    }
    String path = pick(lengths.keySet(), chance);
    int offset = chance.nextInt(-2, 3);
    Session session = repository().writableSession(branch);
    session.shiftArray(NodePath.of("/" + path), offset);
    SortedMap<String, Integer> keys = new TreeMap<>();
    String chunks = path + "/c/";
    for (Map.Entry<String, Integer> old : model().tip(branch).keys().entrySet()) {
      if (!old.getKey().startsWith(chunks)) {
        keys.put(old.getKey(), old.getValue());
        continue;
      }
      int at = Integer.parseInt(old.getKey().substring(chunks.length())) + offset;
      if (at >= 0 && at < lengths.get(path)) {
        keys.put(chunks + at, old.getValue());
      }
    }
    String document =
        "{\"zarr_format\":3,\"node_type\":\"group\",\"attributes\":{\"s\":" + model().next() + "}}";
    byte[] group = document.getBytes(StandardCharsets.UTF_8);
    session.store().set("zarr.json", MemorySegment.ofArray(group));
    keys.put("zarr.json", Arrays.hashCode(group));
    assertEquals(keys, keys(session.store()));
    SnapshotId id = session.commit("shifted");
    made(branch, id, version(branch, "shifted", keys));
  }

  /// Another configuration, which holds from when the repository is opened again.
  void configure(Random chance) {
    repository()
        .saveConfig(
            RepositoryConfig.builder()
                .numUpdatesPerRepoInfoFile(1 + chance.nextInt(4))
                .inlineChunkThresholdBytes(model().next())
                .build());
    model().operations.add("ConfigChanged");
  }

  /// Nothing is changed while that is not allowed.
  void forbid(Random chance) {
    SnapshotId at = pick(model().versions.keySet(), chance);
    if (chance.nextBoolean()) {
      repository().setStatus(Availability.READ_ONLY, Optional.of("a while"));
      assertThrows(IcechunkException.class, () -> repository().createBranch("forbidden", at));
      repository().setStatus(Availability.ONLINE, Optional.empty());
      model().operations.addAll(List.of("RepoStatusChanged", "RepoStatusChanged"));
    } else {
      repository().setFeatureFlag(FeatureFlag.CREATE_TAG, Optional.of(false));
      assertThrows(IcechunkException.class, () -> repository().createTag("forbidden", at));
      repository().setFeatureFlag(FeatureFlag.CREATE_TAG, Optional.empty());
      model().operations.addAll(List.of("FeatureFlagChanged", "FeatureFlagChanged"));
    }
  }
}

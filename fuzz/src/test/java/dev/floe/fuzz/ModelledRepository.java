package dev.floe.fuzz;

import static dev.floe.fuzz.RepositoryModel.pick;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.floe.CommitOptions;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.config.RepositoryConfig;
import dev.floe.conflict.ConflictDetector;
import dev.floe.conflict.RebaseFailedException;
import dev.floe.error.ConflictException;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.maintenance.ExpireOptions;
import dev.floe.maintenance.GcOptions;
import dev.floe.maintenance.UpgradeOptions;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// A repository in memory, its model, and everything that is done to both.
final class ModelledRepository implements AutoCloseable {
  private static final int UPDATES_PER_FILE = 3;

  final Storage storage = Storage.inMemory();
  Repository repository;
  final RepositoryModel model = new RepositoryModel();
  final ModelledSessions sessions = new ModelledSessions(this);

  /// A repository of format 2.
  ModelledRepository() {
    this(SpecVersion.V2);
  }

  ModelledRepository(SpecVersion version) {
    RepositoryConfig config =
        RepositoryConfig.builder().numUpdatesPerRepoInfoFile(UPDATES_PER_FILE).build();
    repository =
        Repository.create(
            storage, RepositoryOptions.STANDARD.withSpecVersion(version).withConfig(config));
  }

  void commit(Random chance) {
    String branch = pick(model.branches.keySet(), chance);
    int number = model.next();
    Session session = repository.writableSession(branch);
    ModelledChanges changes = changes(session, branch, chance, number);
    SnapshotId id = session.commit("commit " + number);
    made(id, changes.version(model.branches.get(branch), "commit " + number), "NewCommit");
    model.branches.put(branch, id);
  }

  private ModelledChanges changes(Session session, String branch, Random chance, int number) {
    return new ModelledChanges(session.store(), model.tip(branch), chance).make(number);
  }

  private void made(SnapshotId id, RepositoryModel.Version version, String operation) {
    model.versions.put(id, version);
    model.operations.add(operation);
  }

  void amend(Random chance) {
    String branch = pick(model.branches.keySet(), chance);
    if (model.tip(branch).parent() == null || model.tip(branch).moved().isPresent()) {
      return;
    }
    int number = model.next();
    Session session = repository.writableSession(branch);
    ModelledChanges changes = changes(session, branch, chance, number);
    SnapshotId id = session.amend("amended " + number, CommitOptions.STANDARD);
    SnapshotId parent = model.tip(branch).parent();
    made(id, changes.version(parent, "amended " + number), "CommitAmended");
    model.branches.put(branch, id);
  }

  void flush(Random chance) {
    String branch = pick(model.branches.keySet(), chance);
    int number = model.next();
    Session session = repository.writableSession(branch);
    ModelledChanges changes = changes(session, branch, chance, number);
    SnapshotId id = session.flush("aside " + number, CommitOptions.STANDARD);
    RepositoryModel.Version version =
        changes.version(model.branches.get(branch), "aside " + number);
    made(id, version, "NewDetachedSnapshot");
  }

  void rewriteManifests(Random chance) {
    String branch = pick(model.branches.keySet(), chance);
    RepositoryModel.Version tip = model.tip(branch);
    SnapshotId id = repository.rewriteManifests(branch, "rewritten", CommitOptions.STANDARD);
    made(
        id,
        new RepositoryModel.Version(
            model.branches.get(branch), "rewritten", tip.keys(), tip.lengths()),
        "NewCommit");
    model.branches.put(branch, id);
  }

  /// Moves an array, or the group with what is in it.
  void move(Random chance) {
    String branch = pick(model.branches.keySet(), chance);
    List<String> paths = new ArrayList<>(model.tip(branch).lengths().keySet());
    if (model.tip(branch).keys().containsKey("g/zarr.json")) {
      paths.add("g");
    }
    if (paths.isEmpty()) {
      return;
    }
    RepositoryModel.Move move =
        new RepositoryModel.Move(pick(paths, chance), "moved-" + model.next());
    Session session = repository.rearrangeSession(branch);
    session.move(NodePath.of("/" + move.from()), NodePath.of("/" + move.to()));
    SnapshotId id = session.commit("moved");
    SnapshotId base = model.branches.get(branch);
    made(id, model.tip(branch).moved(base, "moved", move), "NewCommit");
    model.branches.put(branch, id);
  }

  /// Two sessions on one snapshot: the second is refused, and goes on over the first where they
  /// touched different chunks.
  void rival(Random chance) {
    String branch = pick(model.branches.keySet(), chance);
    SortedMap<String, Integer> wide = new TreeMap<>(model.tip(branch).lengths());
    wide.values().removeIf(length -> length < 2);
    if (wide.isEmpty()) {
      return;
    }
    String path = pick(wide.keySet(), chance);
    boolean same = chance.nextBoolean();
    Session first = repository.writableSession(branch);
    Session second = repository.writableSession(branch);
    String theirs = path + "/c/0";
    String ours = path + "/c/" + (same ? 0 : wide.get(path) - 1);
    int hashOfTheirs = set(first, theirs, chance);
    int hashOfOurs = set(second, ours, chance);
    oneMore(branch, first.commit("first"), "first", theirs, hashOfTheirs);
    assertThrows(ConflictException.class, () -> second.commit("second"));
    CommitOptions rebase = CommitOptions.rebaseWith(new ConflictDetector());
    if (same) {
      assertThrows(RebaseFailedException.class, () -> second.commit("second", rebase));
    } else {
      oneMore(branch, second.commit("second", rebase), "second", ours, hashOfOurs);
    }
  }

  private static int set(Session session, String key, Random chance) {
    byte[] bytes = new byte[chance.nextBoolean() ? 9 : 900];
    chance.nextBytes(bytes);
    session.store().set(key, MemorySegment.ofArray(bytes));
    return Arrays.hashCode(bytes);
  }

  private void oneMore(String branch, SnapshotId id, String message, String key, int hash) {
    RepositoryModel.Version tip = model.tip(branch);
    SortedMap<String, Integer> keys = new TreeMap<>(tip.keys());
    keys.put(key, hash);
    made(
        id,
        new RepositoryModel.Version(model.branches.get(branch), message, keys, tip.lengths()),
        "NewCommit");
    model.branches.put(branch, id);
  }

  void createBranch(Random chance) {
    String name = "branch-" + model.next();
    SnapshotId at = pick(model.versions.keySet(), chance);
    repository.createBranch(name, at);
    model.branches.put(name, at);
    model.operations.add("BranchCreated");
  }

  void deleteBranch(Random chance) {
    List<String> names = new ArrayList<>(model.branches.keySet());
    names.remove("main");
    if (!names.isEmpty()) {
      String name = pick(names, chance);
      repository.deleteBranch(name);
      model.branches.remove(name);
      model.operations.add("BranchDeleted");
    }
  }

  void resetBranch(Random chance) {
    String name = pick(model.branches.keySet(), chance);
    SnapshotId at = pick(model.versions.keySet(), chance);
    repository.resetBranch(name, at, Optional.of(model.branches.get(name)));
    model.branches.put(name, at);
    model.operations.add("BranchReset");
  }

  void createTag(Random chance) {
    String name = "tag-" + model.next();
    SnapshotId at = pick(model.versions.keySet(), chance);
    repository.createTag(name, at);
    model.tags.put(name, at);
    model.operations.add("TagCreated");
  }

  void deleteTag(Random chance) {
    if (!model.tags.isEmpty()) {
      String name = pick(model.tags.keySet(), chance);
      repository.deleteTag(name);
      model.tags.remove(name);
      model.deletedTags.add(name);
      model.operations.add("TagDeleted");
    }
  }

  /// Expires what is older than one of the snapshots.
  void expire(Random chance) {
    SnapshotId oldest = pick(model.versions.keySet(), chance);
    Instant cutOff = repository.lookupSnapshot(oldest).flushedAt();
    Set<SnapshotId> expired = new HashSet<>();
    model.versions.forEach((id, version) -> {
      boolean old = repository.lookupSnapshot(id).flushedAt().isBefore(cutOff);
      if (old && version.parent() != null) {
        expired.add(id);
      }
    });
    ExpireOptions options = new ExpireOptions(chance.nextBoolean(), chance.nextBoolean());
    repository.expireSnapshots(cutOff, options);
    model.expire(expired, options.deleteBranches(), options.deleteTags());
  }

  void collectGarbage(Random chance) {
    repository.collectGarbage(GcOptions.olderThan(Instant.MAX).withAcceptOpenSessions(true));
    model.collectGarbage();
  }

  /// Makes it one of format 2, with what refs reach.
  void upgrade() {
    repository.close();
    Repository.upgrade(storage, UpgradeOptions.STANDARD);
    repository = Repository.open(storage);
    model.retainReached();
    assertEquals(model.contents(), Contents.of(repository));
    new FileRules(this).checkUpgraded();
  }

  void updateMetadata(Random chance) {
    String name = "m" + chance.nextInt(3);
    int value = model.next();
    repository.updateMetadata(JsonObject.of(Map.of(name, JsonValue.of(value))));
    model.updateMetadata(name, value);
  }

  /// Compares everything, files included.
  void check() {
    sessions.check();
    assertEquals("", model.contents().differences(Contents.of(repository)));
    assertEquals(model.contents(), Contents.of(repository));
    if (repository.specVersion() == SpecVersion.V1) {
      new FileRules(this).verify();
    } else {
      new FileRules(this).check();
    }
  }

  @Override
  public void close() {
    repository.close();
    storage.close();
  }
}

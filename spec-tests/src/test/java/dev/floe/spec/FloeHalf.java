package dev.floe.spec;

import dev.floe.CommitOptions;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.conflict.ConflictDetector;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.maintenance.ExpireOptions;
import dev.floe.maintenance.GcOptions;
import dev.floe.maintenance.Problem;
import dev.floe.maintenance.VerifyScope;
import dev.floe.memory.SegmentLease;
import dev.floe.storage.Storage;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Floe's half.
final class FloeHalf implements Half {
  private final Storage storage;
  private final Repository repository;
  private Session session;

  FloeHalf(Path directory) {
    storage = Storage.localFilesystem(directory);
    repository = Repository.open(storage);
  }

  @Override
  public void begin(String branch, List<Change> changes) {
    session = repository.writableSession(branch);
    Store store = session.store();
    for (Change change : changes) {
      switch (change.kind()) {
        case "set" -> store.set(change.key(), MemorySegment.ofArray(change.bytes()));
        case "delete" -> store.delete(change.key());
        case "delete_dir" -> store.deleteDirectory(change.key());
        default -> throw new IllegalArgumentException(change.kind());
      }
    }
  }

  @Override
  public String finish(How how, String message) {
    SnapshotId id =
        switch (how) {
          case COMMIT -> session.commit(message);
          case AMEND -> session.amend(message, CommitOptions.STANDARD);
          case FLUSH -> session.flush(message, CommitOptions.STANDARD);
          case REBASE -> session.commit(message, CommitOptions.rebaseWith(new ConflictDetector()));
        };
    return id.text();
  }

  @Override
  public String move(String branch, String from, String to, String message) {
    Session moving = repository.rearrangeSession(branch);
    moving.move(NodePath.of(from), NodePath.of(to));
    return moving.commit(message).text();
  }

  @Override
  public void expire(Instant olderThan, boolean branches, boolean tags) {
    repository.expireSnapshots(olderThan, new ExpireOptions(branches, tags));
  }

  @Override
  public void collectGarbage() {
    repository.collectGarbage(GcOptions.olderThan(Instant.MAX).withAcceptOpenSessions(true));
  }

  /// When a snapshot was written, by the clock of who wrote it.
  Instant writtenAt(String id) {
    return repository.lookupSnapshot(SnapshotId.parse(id)).flushedAt();
  }

  @Override
  public void createBranch(String name, String at) {
    repository.createBranch(name, SnapshotId.parse(at));
  }

  @Override
  public void resetBranch(String name, String at) {
    repository.resetBranch(name, SnapshotId.parse(at), Optional.empty());
  }

  @Override
  public void deleteBranch(String name) {
    repository.deleteBranch(name);
  }

  @Override
  public void createTag(String name, String at) {
    repository.createTag(name, SnapshotId.parse(at));
  }

  @Override
  public void deleteTag(String name) {
    repository.deleteTag(name);
  }

  @Override
  public void updateMetadata(Map<String, Long> values) {
    Map<String, JsonValue> members = new TreeMap<>();
    values.forEach((name, value) -> members.put(name, JsonValue.of(value)));
    repository.updateMetadata(JsonObject.of(members));
  }

  @Override
  public Seen seen() {
    try (Repository fresh = Repository.open(storage)) {
      Map<String, String> branches = texts(fresh.branches());
      Map<String, String> tags = texts(fresh.tags());
      Map<String, List<String>> histories = new TreeMap<>();
      Map<String, Map<String, String>> keys = new TreeMap<>();
      Stream.concat(branches.values().stream(), tags.values().stream())
          .distinct()
          .forEach(tip -> {
            Version version = Version.snapshot(SnapshotId.parse(tip));
            try (Stream<SnapshotInfo> ancestry = fresh.ancestry(version)) {
              histories.put(tip, ancestry.map(info -> info.id().text()).toList());
            }
            keys.put(tip, keys(fresh.readonlySession(version).store()));
          });
      Map<String, Long> metadata = new TreeMap<>();
      fresh
          .metadata()
          .members()
          .forEach((name, value) ->
              metadata.put(name, ((JsonValue.JsonInteger) value).value().longValue()));
      return new Seen(branches, tags, metadata, histories, keys);
    }
  }

  private static Map<String, String> texts(Map<String, SnapshotId> refs) {
    Map<String, String> texts = new TreeMap<>();
    refs.forEach((name, id) -> texts.put(name, id.text()));
    return texts;
  }

  private static Map<String, String> keys(Store store) {
    Map<String, String> keys = new TreeMap<>();
    try (Stream<String> listed = store.list()) {
      listed.forEach(key -> {
        try (SegmentLease lease = store.get(key).orElseThrow()) {
          byte[] bytes = lease.segment().toArray(ValueLayout.JAVA_BYTE);
          keys.put(key, VersionView.sha256(bytes));
        }
      });
    }
    return keys;
  }

  /// What is wrong with the files.
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    repository.verify(VerifyScope.STANDARD, problems::add);
    problems.removeIf(problem -> problem.severity() == Problem.Severity.WARNING);
    return problems;
  }

  @Override
  public void close() {
    repository.close();
    storage.close();
  }
}

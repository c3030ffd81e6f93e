package dev.floe.spec.scenario;

import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.conflict.RebaseFailedException;
import dev.floe.error.ConflictException;
import dev.floe.error.IcechunkException;
import dev.floe.format.SnapshotId;
import dev.floe.storage.Storage;
import dev.floe.zarr.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the steps of a scenario work with: a repository in memory, its sessions by name, and its
/// snapshots by message.
final class World implements AutoCloseable {
  private static final List<String> BEFORE_IT_EXISTS = List.of("spec", "config");

  final Storage storage = Storage.inMemory();
  final Map<String, Session> sessions = new HashMap<>();
  RepositoryOptions options = RepositoryOptions.STANDARD;
  private final Map<String, SnapshotId> snapshots = new HashMap<>();
  private final Map<SnapshotId, String> labels = new HashMap<>();
  private final List<Repository> opened = new ArrayList<>();

  World() {
    remember(SnapshotId.INITIAL, "init");
  }

  /// Does a step and says what came of it.
  String outcome(List<String> words) {
    try {
      if (opened.isEmpty() && !BEFORE_IT_EXISTS.contains(words.getFirst())) {
        opened.add(Repository.create(storage, options));
      }
      String value = Steps.run(this, words);
      return value == null ? "ok" : "=> " + (value.isEmpty() ? "nothing" : value);
    } catch (RebaseFailedException e) {
      String conflicts = Texts.conflicts(e.conflicts());
      return "!! " + e.kind().code() + " at " + label(e.snapshot()) + ": " + conflicts;
    } catch (ConflictException e) {
      return "!! " + e.kind().code() + between(e);
    } catch (IcechunkException e) {
      return "!! " + e.kind().code();
    }
  }

  private String between(ConflictException e) {
    if (e.expectedParent().isEmpty() && e.actualParent().isEmpty()) {
      return "";
    }
    String expected = e.expectedParent().map(SnapshotId::parse).map(this::label).orElse("none");
    return " "
        + expected
        + " -> "
        + e.actualParent().map(SnapshotId::parse).map(this::label).orElse("none");
  }

  Repository repository() {
    return opened.getLast();
  }

  boolean isOpen() {
    return !opened.isEmpty();
  }

  /// Another handle; sessions of those before stay as they are.
  void reopen() {
    opened.add(Repository.open(storage, options));
  }

  Session session(String name) {
    Session session = sessions.get(name);
    if (session == null) {
      throw new IllegalArgumentException("no session " + name);
    }
    return session;
  }

  Store store(String name) {
    return session(name).store();
  }

  void remember(SnapshotId id, String label) {
    snapshots.put(label, id);
    labels.put(id, label);
  }

  Version version(String at) {
    if (at.startsWith("branch:")) {
      return Version.branch(at.substring(7));
    }
    if (at.startsWith("tag:")) {
      return Version.tag(at.substring(4));
    }
    return Version.snapshot(id(at));
  }

  SnapshotId id(String at) {
    if (at.startsWith("branch:")) {
      return repository().lookupBranch(at.substring(7));
    }
    if (at.startsWith("tag:")) {
      return repository().lookupTag(at.substring(4));
    }
    SnapshotId known = snapshots.get(at);
    return known == null ? SnapshotId.parse(at) : known;
  }

  /// The message of a snapshot.
  String label(SnapshotId id) {
    return labels.computeIfAbsent(id, unknown -> repository().lookupSnapshot(unknown).message());
  }

  /// When a snapshot was written.
  Instant time(String at) {
    return repository().lookupSnapshot(id(at)).flushedAt();
  }

  @Override
  public void close() {
    opened.forEach(Repository::close);
    storage.close();
  }
}

package dev.floe.spec;

import dev.floe.CommitOptions;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.format.JsonValue;
import dev.floe.format.SnapshotId;
import dev.floe.format.Utf8Order;
import dev.floe.virtual.VirtualChunk;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Writes through Floe and keeps beside it, in plain maps, what every version must hold.
final class ModelledWriter {
  private final Repository repository;
  private final Map<String, TreeMap<String, byte[]>> branches = new TreeMap<>();
  private final Map<SnapshotId, Map<String, byte[]>> versions = new LinkedHashMap<>();
  private final Map<String, Predicate<String>> resized = new TreeMap<>();
  private String branch = "main";
  private Session session;
  private TreeMap<String, byte[]> keys;

  ModelledWriter(Repository repository) {
    this.repository = repository;
    branches.put("main", new TreeMap<>(Utf8Order.INSTANCE));
  }

  /// What each committed snapshot must hold.
  Map<SnapshotId, Map<String, byte[]>> versions() {
    return versions;
  }

  /// What is to be written next, before it is committed.
  TreeMap<String, byte[]> keys() {
    return keys;
  }

  Map<String, TreeMap<String, byte[]>> branches() {
    return branches;
  }

  ModelledWriter on(String name) {
    branch = name;
    session = repository.writableSession(name);
    keys = new TreeMap<>(branches.get(name));
    resized.clear();
    return this;
  }

  ModelledWriter document(String path, String text) {
    return set(path.isEmpty() ? "zarr.json" : path + "/zarr.json", text);
  }

  ModelledWriter set(String key, String text) {
    return set(key, text.getBytes(StandardCharsets.UTF_8));
  }

  ModelledWriter set(String key, byte[] bytes) {
    session.store().set(key, MemorySegment.ofArray(bytes));
    keys.put(key, bytes);
    return this;
  }

  /// A reference into the foreign file `numbers.bin`.
  ModelledWriter reference(String key, VirtualChunk chunk, byte[] file) {
    session.store().setVirtualRef(key, chunk);
    int from = Math.toIntExact(chunk.offset());
    keys.put(key, Arrays.copyOfRange(file, from, from + (int) chunk.lengthBytes()));
    return this;
  }

  ModelledWriter delete(String key) {
    session.store().delete(key);
    keys.remove(key);
    return this;
  }

  ModelledWriter deleteDirectory(String path) {
    session.store().deleteDirectory(path);
    keys.keySet().removeIf(key -> key.startsWith(path + "/"));
    resized.remove(path);
    return this;
  }

  /// Another document for an array. Chunks that the grid does not have when the session commits are
  /// gone; those that it lacks only for a while are not.
  ModelledWriter resize(String path, String text, Predicate<String> outside) {
    document(path, text);
    resized.put(path, outside);
    return this;
  }

  boolean hasChanges() {
    return session.hasUncommittedChanges();
  }

  SnapshotId commit(String message) {
    CommitOptions options = CommitOptions.STANDARD.with("writer", JsonValue.of("Floe"));
    SnapshotId id = session.commit(message, options);
    resized.forEach((path, outside) ->
        keys.keySet().removeIf(key -> key.startsWith(path + "/c") && outside.test(key)));
    branches.put(branch, keys);
    versions.put(id, Map.copyOf(keys));
    return id;
  }

  /// A new branch at a snapshot that was committed here.
  void createBranch(String name, SnapshotId at) {
    repository.createBranch(name, at);
    TreeMap<String, byte[]> copy = new TreeMap<>(Utf8Order.INSTANCE);
    copy.putAll(versions.get(at));
    branches.put(name, copy);
  }
}

package dev.floe.fuzz;

import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.SnapshotId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a repository must hold after everything that was done to it, in plain maps.
final class RepositoryModel {
  /// A snapshot.
  ///
  /// @param parent null of the first
  /// @param keys with the hashes of what they hold
  /// @param lengths of its arrays, which have one dimension, in chunks
  /// @param moved what was moved where since the parent, if that is what was done
  /// @param edited whether its parent is gone and it goes on from another one
  record Version(
      SnapshotId parent,
      String message,
      SortedMap<String, Integer> keys,
      SortedMap<String, Integer> lengths,
      Optional<Move> moved,
      boolean edited) {
    Version(
        SnapshotId parent,
        String message,
        SortedMap<String, Integer> keys,
        SortedMap<String, Integer> lengths) {
      this(parent, message, keys, lengths, Optional.empty(), false);
    }

    /// The same with the first snapshot of all as its parent.
    Version belowTheFirst() {
      return new Version(SnapshotId.INITIAL, message, keys, lengths, moved, true);
    }

    /// The same with another path for a node and all below it.
    Version moved(SnapshotId base, String text, Move move) {
      SortedMap<String, Integer> newKeys = new TreeMap<>();
      keys.forEach((key, hash) -> newKeys.put(move.of(key), hash));
      SortedMap<String, Integer> newLengths = new TreeMap<>();
      lengths.forEach((path, length) -> newLengths.put(move.of(path), length));
      return new Version(base, text, newKeys, newLengths, Optional.of(move), false);
    }
  }

  /// A move of a node with all below it.
  record Move(String from, String to) {
    /// Where a key or a path is afterwards.
    String of(String key) {
      return (key + "/").startsWith(from + "/") ? to + key.substring(from.length()) : key;
    }
  }

  /// In the order in which they were made.
  final Map<SnapshotId, Version> versions = new LinkedHashMap<>();

  final SortedMap<String, SnapshotId> branches = new TreeMap<>();
  final SortedMap<String, SnapshotId> tags = new TreeMap<>();
  final SortedSet<String> deletedTags = new TreeSet<>();

  /// The names of what the operations log must say, oldest first.
  final List<String> operations = new ArrayList<>();

  private JsonObject metadata = JsonObject.EMPTY;
  private int number;

  RepositoryModel() {
    versions.put(
        SnapshotId.INITIAL,
        new Version(null, "Repository initialized", new TreeMap<>(), new TreeMap<>()));
    branches.put("main", SnapshotId.INITIAL);
    operations.add("RepoInitialized");
  }

  /// A number that was not given before.
  int next() {
    return ++number;
  }

  Version tip(String branch) {
    return versions.get(branches.get(branch));
  }

  void updateMetadata(String name, int value) {
    metadata = metadata.overlaidWith(JsonObject.of(Map.of(name, JsonValue.of(value))));
    operations.add("MetadataChanged");
  }

  /// Snapshots leave the history, and refs to them where they may.
  ///
  /// @param expired those that are old enough
  void expire(Set<SnapshotId> expired, boolean deleteBranches, boolean deleteTags) {
    Set<SnapshotId> released = new HashSet<>(expired);
    branches.forEach((name, tip) -> {
      if (!deleteBranches || name.equals("main")) {
        released.remove(tip);
      }
    });
    if (!deleteTags) {
      released.removeAll(tags.values());
    }
    if (deleteBranches) {
      branches
          .entrySet()
          .removeIf(
              branch -> !branch.getKey().equals("main") && expired.contains(branch.getValue()));
    }
    if (deleteTags) {
      tags.forEach((name, target) -> {
        if (expired.contains(target)) {
          deletedTags.add(name);
        }
      });
      tags.values().removeIf(expired::contains);
    }
    versions.keySet().removeAll(released);
    versions.replaceAll(
        (_, version) -> released.contains(version.parent) ? version.belowTheFirst() : version);
    operations.add("ExpirationRan");
  }

  /// What no ref reaches is gone.
  void collectGarbage() {
    retainReached();
    operations.add("GCRan");
  }

  void retainReached() {
    Set<SnapshotId> reached = new HashSet<>(Set.of(SnapshotId.INITIAL));
    List<SnapshotId> tips = new ArrayList<>(branches.values());
    tips.addAll(tags.values());
    for (SnapshotId tip : tips) {
      for (SnapshotId id = tip; id != null; id = versions.get(id).parent) {
        reached.add(id);
      }
    }
    versions.keySet().retainAll(reached);
  }

  /// One of some, which must not be none.
  static <T> T pick(Collection<T> some, Random chance) {
    return new ArrayList<>(some).get(chance.nextInt(some.size()));
  }

  /// As the repository's users must see it.
  Contents contents() {
    SortedMap<String, List<String>> branchMessages = new TreeMap<>();
    SortedMap<String, List<String>> tagMessages = new TreeMap<>();
    SortedMap<String, SortedMap<String, Integer>> keys = new TreeMap<>();
    branches.forEach((name, id) -> {
      branchMessages.put(name, messages(id));
      keys.put("branch " + name, versions.get(id).keys);
    });
    tags.forEach((name, id) -> {
      tagMessages.put(name, messages(id));
      keys.put("tag " + name, versions.get(id).keys);
    });
    return new Contents(branchMessages, tagMessages, deletedTags, metadata, keys);
  }

  private List<String> messages(SnapshotId tip) {
    List<String> messages = new ArrayList<>();
    for (SnapshotId id = tip; id != null; id = versions.get(id).parent) {
      messages.add(versions.get(id).message);
    }
    return messages;
  }
}

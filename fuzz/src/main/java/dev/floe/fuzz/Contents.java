package dev.floe.fuzz;

import dev.floe.Repository;
import dev.floe.Version;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.memory.SegmentLease;
import dev.floe.zarr.Store;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Stream;

/// All that a repository's users can see of it, without ids and times: two repositories to which
/// the same was done have the same contents.
///
/// @param branches each with the messages of its commits, newest first
/// @param tags each with the messages of what it points to
/// @param deletedTags whose names are spent
/// @param metadata of the repository
/// @param keys of each branch and tag, with what they hold
record Contents(
    SortedMap<String, List<String>> branches,
    SortedMap<String, List<String>> tags,
    SortedSet<String> deletedTags,
    JsonObject metadata,
    SortedMap<String, SortedMap<String, Integer>> keys) {

  /// Reads everything.
  static Contents of(Repository repository) {
    SortedMap<String, List<String>> branches = new TreeMap<>();
    SortedMap<String, List<String>> tags = new TreeMap<>();
    SortedMap<String, SortedMap<String, Integer>> keys = new TreeMap<>();
    for (String name : repository.branches().keySet()) {
      branches.put(name, messages(repository, Version.branch(name)));
      keys.put("branch " + name, keys(repository, Version.branch(name)));
    }
    for (String name : repository.tags().keySet()) {
      tags.put(name, messages(repository, Version.tag(name)));
      keys.put("tag " + name, keys(repository, Version.tag(name)));
    }
    boolean first = repository.specVersion() == SpecVersion.V1;
    JsonObject metadata = first ? JsonObject.EMPTY : repository.metadata();
    return new Contents(branches, tags, repository.deletedTags(), metadata, keys);
  }

  private static List<String> messages(Repository repository, Version version) {
    try (Stream<SnapshotInfo> ancestry = repository.ancestry(version)) {
      return ancestry.map(SnapshotInfo::message).toList();
    }
  }

  /// Every key with the hash of its bytes.
  private static SortedMap<String, Integer> keys(Repository repository, Version version) {
    Store store = repository.readonlySession(version).store();
    SortedMap<String, Integer> keys = new TreeMap<>();
    try (Stream<String> listed = store.list()) {
      listed.forEach(key -> keys.put(key, hash(store, key)));
    }
    return keys;
  }

  private static int hash(Store store, String key) {
    try (SegmentLease lease = store.get(key).orElseThrow()) {
      return Arrays.hashCode(lease.segment().toArray(ValueLayout.JAVA_BYTE));
    }
  }

  /// Whether these are a stage of an expiration, ref by ref: of every history some of what is to go
  /// is gone, and some of the refs that are to go are.
  boolean isBetween(Contents before, Contents after) {
    return areBetween(branches, before.branches, after.branches)
        && areBetween(tags, before.tags, after.tags)
        && deletedTags.containsAll(before.deletedTags)
        && after.deletedTags.containsAll(deletedTags)
        && metadata.equals(before.metadata)
        && before.keys.entrySet().containsAll(keys.entrySet());
  }

  private static boolean areBetween(
      Map<String, List<String>> found,
      Map<String, List<String>> before,
      Map<String, List<String>> after) {
    return before.keySet().containsAll(found.keySet())
        && found.keySet().containsAll(after.keySet())
        && found.entrySet().stream()
            .allMatch(ref ->
                isPartOf(ref.getValue(), before.get(ref.getKey()))
                    && isPartOf(after.getOrDefault(ref.getKey(), List.of()), ref.getValue()));
  }

  /// Whether all of `some` are in `all`, in the same order.
  private static boolean isPartOf(List<String> some, List<String> all) {
    Iterator<String> rest = all.iterator();
    for (String one : some) {
      boolean found = false;
      while (!found && rest.hasNext()) {
        found = rest.next().equals(one);
      }
      if (!found) {
        return false;
      }
    }
    return true;
  }

  /// What another has that this has not, and the other way round, in words.
  String differences(Contents other) {
    StringBuilder text = new StringBuilder();
    compare(text, "branches", branches, other.branches);
    compare(text, "tags", tags, other.tags);
    compare(text, "keys", keys, other.keys);
    if (!deletedTags.equals(other.deletedTags)) {
      text.append(" deleted tags ").append(deletedTags).append(" and ").append(other.deletedTags);
    }
    if (!metadata.equals(other.metadata)) {
      text.append(" metadata ").append(metadata).append(" and ").append(other.metadata);
    }
    return text.toString();
  }

  private static <T> void compare(
      StringBuilder text, String what, Map<String, T> ours, Map<String, T> theirs) {
    Map<String, T> names = new TreeMap<>(ours);
    names.putAll(theirs);
    for (String name : names.keySet()) {
      T mine = ours.get(name);
      T other = theirs.get(name);
      if (mine == null || !mine.equals(other)) {
        text.append(' ').append(what).append(" of ").append(name).append(": ");
        text.append(mine).append(" and ").append(other).append(';');
      }
    }
  }
}

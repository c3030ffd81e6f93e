package dev.floe.spec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What a repository must look like after everything that was done to it, in plain maps.
final class ModelledHistory {
  static final String ROOT = "1CECHNKREP0F1RSTCMT0";

  /// A snapshot.
  ///
  /// @param parent null of the first
  /// @param keys and the hashes of what they hold
  /// @param arrays and how many chunks they have room for; all have one dimension
  /// @param moves whether it is a commit that moved nodes, which edits cannot amend
  record Version(
      String parent, Map<String, String> keys, Map<String, Integer> arrays, boolean moves) {}

  /// In the order in which they were made, which unlike ids is the same each time.
  final Map<String, Version> versions = new LinkedHashMap<>();

  final Map<String, String> branches = new TreeMap<>();
  final Map<String, String> tags = new TreeMap<>();
  final Map<String, Long> metadata = new TreeMap<>();

  ModelledHistory() {
    versions.put(ROOT, new Version(null, Map.of(), Map.of(), false));
    branches.put("main", ROOT);
  }

  Version tip(String branch) {
    return versions.get(branches.get(branch));
  }

  /// A session on a branch that made some changes has ended.
  ///
  /// @param id what it made
  /// @param arrays as the session left them
  void finished(
      Half.How how,
      String branch,
      String id,
      List<Half.Change> changes,
      Map<String, Integer> arrays) {
    String base = branches.get(branch);
    Map<String, String> keys = new TreeMap<>(versions.get(base).keys);
    changes.forEach(change -> apply(change, keys));
    arrays.forEach((path, length) -> keys.keySet().removeIf(key -> isOutside(key, path, length)));
    String parent = how == Half.How.AMEND ? versions.get(base).parent : base;
    versions.put(id, new Version(parent, keys, new TreeMap<>(arrays), false));
    if (how != Half.How.FLUSH) {
      branches.put(branch, id);
    }
  }

  /// A node was moved with all below it.
  void moved(String branch, String id, String from, String to) {
    Version base = tip(branch);
    Map<String, String> keys = new TreeMap<>();
    base.keys.forEach((key, hash) -> keys.put(moved(key, from, to), hash));
    Map<String, Integer> arrays = new TreeMap<>();
    base.arrays.forEach((path, length) -> arrays.put(moved(path, from, to), length));
    versions.put(id, new Version(branches.get(branch), keys, arrays, true));
    branches.put(branch, id);
  }

  private static String moved(String key, String from, String to) {
    return (key + "/").startsWith(from + "/") ? to + key.substring(from.length()) : key;
  }

  /// Snapshots have left the history, and refs to them where they may.
  ///
  /// @param expired those that are old enough
  void expired(Set<String> expired, boolean deleteBranches, boolean deleteTags) {
    Set<String> released = new HashSet<>(expired);
    branches.forEach((name, tip) -> {
      if (!deleteBranches || name.equals("main")) {
        released.remove(tip);
      }
    });
    if (!deleteTags) {
      released.removeAll(tags.values());
    }
    branches
        .entrySet()
        .removeIf(branch ->
            deleteBranches
                && !branch.getKey().equals("main")
                && expired.contains(branch.getValue()));
    tags.values().removeIf(target -> deleteTags && expired.contains(target));
    versions.keySet().removeAll(released);
    versions.replaceAll((_, version) ->
        released.contains(version.parent)
            ? new Version(ROOT, version.keys, version.arrays, version.moves)
            : version);
  }

  /// What no ref reaches is gone.
  void garbageCollected() {
    Set<String> reached = new HashSet<>(Set.of(ROOT));
    seen().histories().values().forEach(reached::addAll);
    versions.keySet().retainAll(reached);
  }

  private static void apply(Half.Change change, Map<String, String> keys) {
    switch (change.kind()) {
      case "set" -> keys.put(change.key(), VersionView.sha256(change.bytes()));
      case "delete" -> keys.remove(change.key());
      default -> keys.keySet().removeIf(key -> key.startsWith(change.key() + "/"));
    }
  }

  private static boolean isOutside(String key, String path, int length) {
    String chunks = path + "/c/";
    return key.startsWith(chunks) && Integer.parseInt(key.substring(chunks.length())) >= length;
  }

  /// As either half must see it.
  Half.Seen seen() {
    Map<String, List<String>> histories = new TreeMap<>();
    Map<String, Map<String, String>> keys = new TreeMap<>();
    List<String> tips = new ArrayList<>(branches.values());
    tips.addAll(tags.values());
    for (String tip : tips) {
      List<String> history = new ArrayList<>();
      for (String id = tip; id != null; id = versions.get(id).parent) {
        history.add(id);
      }
      histories.put(tip, history);
      keys.put(tip, versions.get(tip).keys);
    }
    return new Half.Seen(branches, tags, metadata, histories, keys);
  }
}

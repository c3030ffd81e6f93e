package dev.floe.spec;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// One of two libraries that write a history in turns.
interface Half extends AutoCloseable {
  /// How a session ends.
  enum How {
    COMMIT,
    AMEND,
    FLUSH,
    REBASE
  }

  /// What is done to one key.
  ///
  /// @param kind `set`, `delete` or `delete_dir`
  /// @param key or the directory
  /// @param bytes what is set, else empty
  record Change(String kind, String key, byte[] bytes) {}

  /// All that can be seen of a repository.
  ///
  /// @param branches and what they point to
  /// @param tags and what they point to
  /// @param metadata of the repository
  /// @param histories of everything that is pointed to, newest first
  /// @param keys of everything that is pointed to, with the hashes of what they hold
  record Seen(
      Map<String, String> branches,
      Map<String, String> tags,
      Map<String, Long> metadata,
      Map<String, List<String>> histories,
      Map<String, Map<String, String>> keys) {
    /// What is different in another one, a line each.
    List<String> differences(Seen other) {
      List<String> lines = new ArrayList<>();
      differences("branches", branches, other.branches, lines);
      differences("tags", tags, other.tags, lines);
      differences("metadata", metadata, other.metadata, lines);
      differences("histories", histories, other.histories, lines);
      for (String tip : keys.keySet()) {
        Map<String, String> others = other.keys.getOrDefault(tip, Map.of());
        differences("keys of " + tip, keys.get(tip), others, lines);
      }
      return lines;
    }

    private static <T> void differences(
        String what, Map<String, T> expected, Map<String, T> found, List<String> lines) {
      Set<String> names = new TreeSet<>(expected.keySet());
      names.addAll(found.keySet());
      for (String name : names) {
        if (!Objects.equals(expected.get(name), found.get(name))) {
          lines.add(
              what
                  + ", "
                  + name
                  + ": expected "
                  + expected.get(name)
                  + ", found "
                  + found.get(name));
        }
      }
    }
  }

  /// Opens a session and makes changes in it.
  void begin(String branch, List<Change> changes);

  /// Ends the session that was begun and answers the id of what it made.
  String finish(How how, String message);

  /// Moves a node with all below it, commits that and answers the id of the snapshot.
  String move(String branch, String from, String to, String message);

  /// Takes snapshots written before a time out of the history, and refs to them where that is said.
  void expire(Instant olderThan, boolean branches, boolean tags);

  /// Deletes all that nothing refers to.
  void collectGarbage();

  void createBranch(String name, String at);

  void resetBranch(String name, String at);

  void deleteBranch(String name);

  void createTag(String name, String at);

  void deleteTag(String name);

  void updateMetadata(Map<String, Long> values);

  /// Reads everything, with nothing remembered from before.
  Seen seen();

  @Override
  void close();
}

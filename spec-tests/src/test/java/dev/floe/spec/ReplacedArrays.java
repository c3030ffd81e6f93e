package dev.floe.spec;

import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A defect of the reference's diffs: where an array was deleted and another came to its path, it
/// keeps one set of updated chunks for the path, that of the one or the other by chance, and loses
/// the rest. Floe names those of both (decision "a diff over an array that was deleted and made
/// again"). Nothing else is forgiven.
final class ReplacedArrays {
  private ReplacedArrays() {}

  /// Whether another array is at a path where one was deleted.
  static boolean has(JsonNode diff, String path) {
    if (!contains(diff.get("deleted_arrays"), path)) {
      return false;
    }
    boolean moved = false;
    for (JsonNode move : diff.get("moved_nodes")) {
      moved |= move.get("to").stringValue().equals(path);
    }
    return moved || contains(diff.get("new_arrays"), path);
  }

  /// Gives the reference's diffs the chunks that it lost.
  ///
  /// @param reference its diffs, which are changed
  /// @param floe those of Floe, in the same order
  static void complete(JsonNode reference, JsonNode floe) {
    for (int i = 0; i < reference.size(); i++) {
      JsonNode theirs = reference.get(i);
      JsonNode ours = floe.get(i).get("updated_chunks");
      for (String path : theirs.get("updated_chunks").propertyNames()) {
        JsonNode some = theirs.get("updated_chunks").get(path);
        JsonNode all = ours.get(path);
        if (all != null && has(theirs, path) && set(all).containsAll(set(some))) {
          ((ObjectNode) theirs.get("updated_chunks")).set(path, all);
        }
      }
    }
  }

  private static Set<JsonNode> set(JsonNode array) {
    Set<JsonNode> set = new HashSet<>();
    array.forEach(set::add);
    return set;
  }

  private static boolean contains(JsonNode texts, String text) {
    boolean found = false;
    for (JsonNode one : texts) {
      found |= one.stringValue().equals(text);
    }
    return found;
  }
}

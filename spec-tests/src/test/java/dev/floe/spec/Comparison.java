package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.storage.Storage;
import dev.floe.virtual.VirtualChunkAccess;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What Floe reads in a repository against what the reference reads in it.
final class Comparison {
  /// Where a row of `chunks` says what it is, and where it begins in its object.
  private static final int KIND = 1;

  private static final int OFFSET = 4;

  private Comparison() {}

  /// @param expected the content of `expected.json`
  /// @param inspected the content of `inspect.json`
  static void check(Path path, JsonNode expected, JsonNode inspected) {
    check(path, expected, inspected, Set.of());
  }

  /// What is the same in every format: refs, history and everything in each version.
  static void checkContent(Path path, JsonNode expected, JsonNode inspected) {
    check(
        path,
        expected,
        inspected,
        Set.of("branches", "tags", "deleted_tags", "histories", "versions", "diffs"));
  }

  /// @param only the members that are compared; all if empty
  private static void check(Path path, JsonNode expected, JsonNode inspected, Set<String> only) {
    VirtualChunkAccess access = VirtualChunkAccess.none();
    for (JsonNode prefix : expected.get("authorize")) {
      access = access.and(prefix.stringValue());
    }
    RepositoryOptions options = RepositoryOptions.STANDARD.withVirtualChunkAccess(access);
    try (Storage storage = Storage.localFilesystem(path);
        Repository repository = Repository.open(storage, options)) {
      ObjectNode ready = Expectation.of(expected, inspected);
      ObjectNode view = RepositoryView.of(repository, expected);
      ReplacedArrays.complete(ready.get("diffs"), view.get("diffs"));
      if (!only.isEmpty()) {
        ready.retain(only);
        view.retain(only);
      }
      if (only.isEmpty() && isPacked(expected)) {
        countPackedChunks(ready, view);
      }
      List<String> differences = JsonDifferences.between(ready, view);
      assertEquals("", String.join("\n", differences), path.toString());
    }
  }

  /// Whether chunks share chunk objects, as Floe alone writes them.
  private static boolean isPacked(JsonNode expected) {
    for (JsonNode version : expected.get("versions")) {
      for (JsonNode array : version.get("chunks")) {
        for (JsonNode row : array) {
          if (row.get(KIND).asString().equals("native") && row.get(OFFSET).asLong() > 0) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /// The reference counts one chunk of each object, Floe all of them.
  private static void countPackedChunks(ObjectNode ready, ObjectNode view) {
    ObjectNode theirs = (ObjectNode) ready.get("stats");
    ObjectNode ours = (ObjectNode) view.get("stats");
    long more = ours.get("native_bytes").asLong() - theirs.get("native_bytes").asLong();
    assertTrue(more >= 0, "fewer bytes in chunk objects than the reference counts: " + more);
    for (String member : List.of("native_bytes", "total_bytes")) {
      ours.put(member, ours.get(member).asLong() - more);
    }
  }
}

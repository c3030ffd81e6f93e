package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
      if (!only.isEmpty()) {
        ready.retain(only);
        view.retain(only);
      }
      List<String> differences = JsonDifferences.between(ready, view);
      assertEquals("", String.join("\n", differences), path.toString());
    }
  }
}

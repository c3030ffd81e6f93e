package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.storage.Storage;
import dev.floe.virtual.VirtualChunkAccess;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What Floe reads in a repository against what the reference reads in it.
final class Comparison {
  private Comparison() {}

  /// @param expected the content of `expected.json`
  /// @param inspected the content of `inspect.json`
  static void check(Path path, JsonNode expected, JsonNode inspected) {
    VirtualChunkAccess access = VirtualChunkAccess.none();
    for (JsonNode prefix : expected.get("authorize")) {
      access = access.and(prefix.stringValue());
    }
    RepositoryOptions options = RepositoryOptions.STANDARD.withVirtualChunkAccess(access);
    try (Storage storage = Storage.localFilesystem(path);
        Repository repository = Repository.open(storage, options)) {
      ObjectNode ready = Expectation.of(expected, inspected);
      ObjectNode view = RepositoryView.of(repository, expected);
      List<String> differences = JsonDifferences.between(ready, view);
      assertEquals("", String.join("\n", differences), path.toString());
    }
  }
}

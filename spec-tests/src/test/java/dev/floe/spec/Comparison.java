package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.Repository;
import dev.floe.storage.Storage;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What Floe reads in a repository against what the reference reads in it.
final class Comparison {
  private Comparison() {}

  /// @param expected the content of `expected.json`
  /// @param inspected the content of `inspect.json`
  static void check(Path path, JsonNode expected, JsonNode inspected) {
    try (Storage storage = Storage.localFilesystem(path);
        Repository repository = Repository.open(storage)) {
      ObjectNode ready = Expectation.of(expected, inspected);
      ObjectNode view = RepositoryView.of(repository, expected);
      ignoreVirtualReads(ready, view);
      List<String> differences = JsonDifferences.between(ready, view);
      assertEquals("", String.join("\n", differences), path.toString());
    }
  }

  /// Until virtual chunks can be read: only their keys and lengths count.
  private static void ignoreVirtualReads(ObjectNode expected, ObjectNode view) {
    for (String version : view.get("versions").propertyNames()) {
      JsonNode rows = view.get("versions").get(version).get("keys");
      for (int i = 0; i < rows.size(); i++) {
        JsonNode row = expected.get("versions").get(version).get("keys").get(i);
        if (rows.get(i).size() == 4 && row != null) {
          shorten((ArrayNode) rows.get(i));
          shorten((ArrayNode) row);
        }
      }
    }
  }

  private static void shorten(ArrayNode row) {
    while (row.size() > 2) {
      row.remove(2);
    }
  }
}

package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What is forgiven, and what is not.
class ReplacedArraysTest {
  private static JsonNode diffs(String deleted, String created, String chunks) {
    return GoldenRepository.JSON.readTree(
        """
        [{"deleted_arrays":[%s],"new_arrays":[%s],"moved_nodes":[],"updated_chunks":{"/a":%s}}]
        """
            .formatted(deleted, created, chunks));
  }

  private static void check(String expected, String deleted, String created, String chunks) {
    JsonNode reference = diffs(deleted, created, chunks);
    ReplacedArrays.complete(reference, diffs(deleted, created, "[[0],[1],[4]]"));
    assertEquals(diffs(deleted, created, expected), reference);
  }

  @Test
  void onlyChunksOfReplacedArraysAreAdded() {
    check("[[0],[1],[4]]", "\"/a\"", "\"/a\"", "[[4]]");
    check("[[5]]", "\"/a\"", "\"/a\"", "[[5]]");
    check("[[4]]", "\"/a\"", "", "[[4]]");
    check("[[4]]", "", "\"/a\"", "[[4]]");
    check("[[4]]", "\"/b\"", "\"/b\"", "[[4]]");
  }
}

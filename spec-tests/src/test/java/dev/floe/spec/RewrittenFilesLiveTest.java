package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.internal.codec.Zstd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The reference sees in a repository whose metadata files Floe has written anew what it saw in the
/// original: all golden repositories, all of what their `expected.json` and `inspect.json` say.
@Tag("live")
class RewrittenFilesLiveTest {
  @TempDir Path directory;

  @Test
  void theReferenceSeesNoDifference() throws IOException {
    ForeignData.place();
    List<Path> originals = new ArrayList<>();
    List<Path> copies = new ArrayList<>();
    try (Zstd zstd = new Zstd(1)) {
      for (GoldenRepository golden : GoldenRepository.all()) {
        Path copy = directory.resolve(golden.name());
        RewrittenRepository.copy(golden.path(), copy, zstd);
        originals.add(golden.path());
        copies.add(copy);
      }
    }
    List<JsonNode> expected = seen(originals);
    List<JsonNode> found = seen(copies);
    for (int i = 0; i < originals.size(); i++) {
      assertEquals(
          List.of(),
          JsonDifferences.between(comparable(expected.get(i)), comparable(found.get(i))),
          originals.get(i).toString());
    }
  }

  private static List<JsonNode> seen(List<Path> repositories) {
    List<Object> arguments = new ArrayList<>(List.of("all"));
    arguments.addAll(repositories);
    arguments.add("--authorize=" + ForeignData.PREFIX);
    return Reference.NEWER.run("dump.py", arguments.toArray());
  }

  /// Without what must differ: who wrote a file, how long it is, which locations were compressed,
  /// and the order in which libraries before 2.0 left the chunks of a log.
  private static JsonNode comparable(JsonNode value) {
    if (value instanceof ObjectNode object) {
      object.remove(List.of("header", "size_bytes", "compression"));
      object.values().forEach(RewrittenFilesLiveTest::comparable);
      if (object.get("updated_chunks") instanceof ArrayNode updated) {
        MetadataFilesGoldenTest.sortChunks(updated);
      }
    } else if (value.isArray()) {
      value.forEach(RewrittenFilesLiveTest::comparable);
    }
    return value;
  }
}

package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What the `floe` command prints of repositories that the reference wrote is what the reference
/// says of them.
@Tag("live")
class CommandLineGoldenLiveTest {
  private static final List<String> CHUNK_FIELDS =
      List.of("coords", "kind", "id", "location", "offset", "length", "etag", "last_modified");

  @BeforeAll
  static void placeForeignData() throws IOException {
    ForeignData.place();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1-history-by-1.1.21", "v2-history", "v2-long-log", "v2-virtual"})
  void printsWhatTheReferenceSees(String name) {
    GoldenRepository golden =
        GoldenRepository.all().stream()
            .filter(g -> g.name().equals(name))
            .findFirst()
            .orElseThrow();
    List<String> differences = new ArrayList<>();
    info(golden, differences);
    log(golden, differences);
    operations(golden, differences);
    version(golden, differences);
    assertEquals("", String.join("\n", differences));
  }

  private static void info(GoldenRepository golden, List<String> differences) {
    ObjectNode info = (ObjectNode) FloeCommand.json("info", golden.path(), "--json").getFirst();
    ObjectNode expected = JsonNodeFactory.instance.objectNode();
    ObjectNode printed = JsonNodeFactory.instance.objectNode();
    for (String field :
        List.of(
            "spec_version",
            "branches",
            "tags",
            "deleted_tags",
            "status",
            "metadata",
            "feature_flags")) {
      expected.set(field, golden.expected().get(field));
      printed.set(field, info.get(field));
    }
    differences.addAll(JsonDifferences.between(expected, printed));
  }

  private static void log(GoldenRepository golden, List<String> differences) {
    ArrayNode expected = JsonNodeFactory.instance.arrayNode();
    for (JsonNode id : golden.expected().get("histories").get("branch:main")) {
      for (JsonNode snapshot : golden.expected().get("snapshots")) {
        if (snapshot.get("id").equals(id)) {
          expected.add(snapshot);
        }
      }
    }
    ArrayNode printed = array(FloeCommand.json("log", golden.path(), "--json"));
    differences.addAll(JsonDifferences.between(expected, printed));
  }

  private static void operations(GoldenRepository golden, List<String> differences) {
    if (golden.expected().get("ops").isArray()) {
      ArrayNode printed = array(FloeCommand.json("ops", golden.path(), "--json"));
      differences.addAll(JsonDifferences.between(golden.expected().get("ops"), printed));
    } else {
      assertEquals(1, FloeCommand.exitCode("ops", golden.path(), "--json"));
    }
  }

  /// Keys without those whose reading is not allowed, which `checksum` reports on the side.
  private static void version(GoldenRepository golden, List<String> differences) {
    String tip = golden.expected().get("branches").get("main").stringValue();
    JsonNode version =
        Expectation.of(golden.expected(), golden.inspected()).get("versions").get(tip);
    for (Map.Entry<String, JsonNode> array : version.get("chunks").properties()) {
      ArrayNode rows = JsonNodeFactory.instance.arrayNode();
      for (JsonNode line : FloeCommand.json("chunks", golden.path(), array.getKey(), "--json")) {
        ArrayNode row = rows.addArray();
        CHUNK_FIELDS.forEach(field -> row.add(line.get(field)));
      }
      differences.addAll(JsonDifferences.between(array.getValue(), rows));
    }
    List<Object> command = new ArrayList<>(List.of("checksum", golden.path(), "--json"));
    golden.expected().get("authorize").forEach(p -> command.add("--authorize=" + p.stringValue()));
    ArrayNode readable = JsonNodeFactory.instance.arrayNode();
    for (JsonNode row : version.get("keys")) {
      if (row.size() == 3) {
        readable
            .addObject()
            .set("key", row.get(0))
            .set("length", row.get(1))
            .set("sha256", row.get(2));
      }
    }
    List<String> lines = FloeCommand.anyway(command.toArray());
    List<JsonNode> sorted =
        lines.stream()
            .map(GoldenRepository.JSON::readTree)
            .sorted((a, b) -> a.get("key").stringValue().compareTo(b.get("key").stringValue()))
            .toList();
    differences.addAll(JsonDifferences.between(readable, array(sorted)));
  }

  private static ArrayNode array(List<JsonNode> rows) {
    return JsonNodeFactory.instance.arrayNode().addAll(rows);
  }
}

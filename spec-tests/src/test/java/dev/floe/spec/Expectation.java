package dev.floe.spec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What the reference sees, made ready to be compared with what Floe sees: without what only
/// describes the file, and with the differences that are meant.
///
/// * Keys are canonical: what the reference stored as `//lead` is `/lead`, and found under that
///   name.
/// * The references of an array are those of its grid: no others are shown, whatever their rank.
/// * A chunk without bytes is read as no bytes; the reference calls that an invalid range.
final class Expectation {
  private static final int LEAD_LENGTH = 278;
  private static final String LEAD_SHA256 =
      "e86ddf997a2be92443367a629380d2f7a1e26948e0a1dd98fd06a9ff562c312d";
  private static final String NO_BYTES = VersionView.sha256(new byte[0]);

  private Expectation() {}

  /// @param expected the content of `expected.json`
  /// @param inspected the content of `inspect.json`, which knows the shapes of arrays
  static ObjectNode of(JsonNode expected, JsonNode inspected) {
    ObjectNode ready = (ObjectNode) expected.deepCopy();
    for (String name : List.of("origin", "made_by", "authorize", "listed")) {
      ready.remove(name);
    }
    ready.set("config", withoutNulls(ready.get("config")));
    for (Map.Entry<String, JsonNode> version : ready.get("versions").properties()) {
      JsonNode snapshot = inspected.get("snapshots").get(version.getKey());
      Map<String, Integer> ranks = ranks(snapshot);
      ObjectNode chunks = JsonNodeFactory.instance.objectNode();
      version
          .getValue()
          .get("chunks")
          .properties()
          .forEach(array -> chunks.set(canonical(array.getKey()), ofRank(array, ranks)));
      ((ObjectNode) version.getValue())
          .set("chunks", chunks)
          .set("manifests", snapshot.get("manifests"))
          .set("nodes", snapshot.get("nodes"));
      version.getValue().get("keys").forEach(row -> amend((ArrayNode) row));
    }
    return ready;
  }

  /// Settings that are written as null are unset, like those that are not written.
  static JsonNode withoutNulls(JsonNode value) {
    if (value instanceof ObjectNode object) {
      List<String> unset = new ArrayList<>();
      object.properties().forEach(member -> withoutNulls(member.getValue()));
      object.properties().stream()
          .filter(member -> member.getValue().isNull())
          .forEach(member -> unset.add(member.getKey()));
      unset.forEach(object::remove);
    } else if (value instanceof ArrayNode array) {
      array.forEach(Expectation::withoutNulls);
    }
    return value;
  }

  private static Map<String, Integer> ranks(JsonNode snapshot) {
    Map<String, Integer> ranks = new HashMap<>();
    for (JsonNode node : snapshot.get("nodes")) {
      if (node.has("shape")) {
        ranks.put(node.get("path").stringValue(), node.get("shape").size());
      }
    }
    return ranks;
  }

  private static ArrayNode ofRank(Map.Entry<String, JsonNode> array, Map<String, Integer> ranks) {
    ArrayNode kept = JsonNodeFactory.instance.arrayNode();
    for (JsonNode row : array.getValue()) {
      if (row.get(0).size() == ranks.get(array.getKey())) {
        kept.add(row);
      }
    }
    return kept;
  }

  private static String canonical(String path) {
    return path.startsWith("//") ? path.substring(1) : path;
  }

  private static void amend(ArrayNode row) {
    if (row.size() == 4 && row.get(3).stringValue().equals("not-found")) {
      row.removeAll().add("lead/zarr.json").add(LEAD_LENGTH).add(LEAD_SHA256);
    } else if (row.size() == 4 && row.get(1).isIntegralNumber() && row.get(1).longValue() == 0) {
      row.set(2, JsonNodeFactory.instance.stringNode(NO_BYTES)).remove(3);
    }
  }
}

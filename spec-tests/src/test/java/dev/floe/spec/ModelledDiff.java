package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// The reference's diff of two versions against what the models of both say: nothing that changed
/// is left out, and nothing is called new or deleted that is not.
final class ModelledDiff {
  private final Map<String, byte[]> from;
  private final Map<String, byte[]> to;
  private final JsonNode diff;

  private ModelledDiff(Map<String, byte[]> from, Map<String, byte[]> to, JsonNode diff) {
    this.from = from;
    this.to = to;
    this.diff = diff;
  }

  static void check(Map<String, byte[]> from, Map<String, byte[]> to, JsonNode diff) {
    ModelledDiff check = new ModelledDiff(from, to, diff);
    check.nodes();
    check.chunks();
  }

  private void nodes() {
    Set<String> created = paths("new_groups", "new_arrays");
    Set<String> deleted = paths("deleted_groups", "deleted_arrays");
    Set<String> updated = paths("updated_groups", "updated_arrays");
    to.keySet().stream()
        .filter(ModelledDiff::isDocument)
        .forEach(key -> {
          String path = pathOf(key);
          if (!from.containsKey(key)) {
            assertTrue(created.contains(path), () -> key + " is new: " + diff);
          } else if (!Arrays.equals(from.get(key), to.get(key))) {
            assertTrue(updated.contains(path) || created.contains(path), () -> key + ": " + diff);
          }
        });
    from.keySet().stream()
        .filter(key -> isDocument(key) && !to.containsKey(key))
        .forEach(key -> assertTrue(deleted.contains(pathOf(key)), () -> key + " is gone: " + diff));
    created.forEach(path -> assertTrue(to.containsKey(document(path)), () -> path + ": " + diff));
    deleted.forEach(path -> assertTrue(from.containsKey(document(path)), () -> path + ": " + diff));
  }

  private void chunks() {
    Set<String> updated = new TreeSet<>();
    for (Map.Entry<String, JsonNode> array : diff.get("updated_chunks").properties()) {
      for (JsonNode coordinates : array.getValue()) {
        StringBuilder key = new StringBuilder(array.getKey().substring(1)).append("/c");
        coordinates.forEach(index -> key.append('/').append(index.longValue()));
        updated.add(key.toString());
      }
    }
    for (String key : to.keySet()) {
      if (!isDocument(key)
          && !Arrays.equals(from.get(key), to.get(key))
          && !ReplacedArrays.has(diff, "/" + key.replaceAll("/c(/\\d+)*$", ""))) {
        assertTrue(updated.contains(key), () -> key + " changed: " + diff);
      }
    }
  }

  private Set<String> paths(String... fields) {
    Set<String> paths = new TreeSet<>();
    for (String field : fields) {
      diff.get(field).forEach(path -> paths.add(path.stringValue()));
    }
    return paths;
  }

  private static boolean isDocument(String key) {
    return key.equals("zarr.json") || key.endsWith("/zarr.json");
  }

  private static String pathOf(String key) {
    return key.equals("zarr.json") ? "/" : "/" + key.substring(0, key.lastIndexOf('/'));
  }

  private static String document(String path) {
    return path.equals("/") ? "zarr.json" : path.substring(1) + "/zarr.json";
  }
}

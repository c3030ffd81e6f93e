package dev.floe.cli;

import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The path of a value inside JSON objects, such as `storage.retries.max_tries`. A key that has a
/// dot stands in double quotes: `virtual_chunk_containers."s3://a.b/".name`.
record KeyPath(List<String> keys) {
  KeyPath {
    keys = List.copyOf(keys);
  }

  /// Reads a path.
  ///
  /// @throws IllegalArgumentException if it is none
  static KeyPath parse(String text) {
    List<String> keys = new ArrayList<>();
    int at = 0;
    while (true) {
      int end;
      if (text.startsWith("\"", at)) {
        end = text.indexOf('"', at + 1);
        if (end < 0) {
          throw new IllegalArgumentException("a quote is not closed");
        }
        keys.add(text.substring(at + 1, end));
        end++;
      } else {
        end = text.indexOf('.', at);
        end = end < 0 ? text.length() : end;
        keys.add(text.substring(at, end));
      }
      if (keys.getLast().isEmpty()) {
        throw new IllegalArgumentException("a key is empty");
      }
      if (end == text.length()) {
        return new KeyPath(keys);
      }
      if (text.charAt(end) != '.') {
        throw new IllegalArgumentException("a dot is missing behind a quote");
      }
      at = end + 1;
    }
  }

  /// The object with the value at this path; what is missing or not an object on the way becomes
  /// one.
  JsonObject set(JsonObject into, JsonValue value) {
    return set(into, 0, value);
  }

  private JsonObject set(JsonObject into, int depth, JsonValue value) {
    String key = keys.get(depth);
    JsonValue inner = value;
    if (depth < keys.size() - 1) {
      JsonValue before = into.members().get(key);
      inner = set(before instanceof JsonObject o ? o : JsonObject.EMPTY, depth + 1, value);
    }
    return into.overlaidWith(JsonObject.of(Map.of(key, inner)));
  }
}

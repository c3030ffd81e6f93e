package dev.floe.internal.commit;

import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import java.util.Map;

/// What the library itself says of a snapshot, in one object among the snapshot's properties.
public final class LibraryProperties {
  /// The property that holds the object.
  public static final String KEY = "__icechunk";

  private LibraryProperties() {}

  /// The properties with one more member in the library's object. What was there and is no object
  /// is replaced.
  public static JsonObject with(JsonObject properties, String name, JsonValue value) {
    JsonObject known =
        properties.members().get(KEY) instanceof JsonObject object ? object : JsonObject.EMPTY;
    JsonObject extended = known.overlaidWith(JsonObject.of(Map.of(name, value)));
    return properties.overlaidWith(JsonObject.of(Map.of(KEY, extended)));
  }
}

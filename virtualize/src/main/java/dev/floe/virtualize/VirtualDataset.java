package dev.floe.virtualize;

import dev.floe.format.JsonValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A foreign dataset as a Zarr group of arrays whose chunks are references: what every reader of a
/// foreign format produces and the only thing the writer knows.
///
/// @param attributes of the group, in the order of the file
public record VirtualDataset(Map<String, JsonValue> attributes, List<VirtualArray> arrays) {
  public VirtualDataset {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    arrays = List.copyOf(arrays);
  }

  /// How many references there are in all arrays.
  public long referenceCount() {
    return arrays.stream().mapToLong(array -> array.references().count()).sum();
  }

  /// The bytes that all references cover.
  public long referencedBytes() {
    return arrays.stream().mapToLong(array -> array.references().totalBytes()).sum();
  }
}

package dev.floe.virtualize;

import dev.floe.error.AlreadyExistsException;
import dev.floe.error.ErrorKind;
import dev.floe.format.JsonValue;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

  /// Several datasets as one. No two may have an array of the same name; of the attributes those
  /// stay that do not contradict each other.
  public static VirtualDataset merged(List<VirtualDataset> datasets) {
    Map<String, JsonValue> attributes = new LinkedHashMap<>();
    Set<String> contradicted = new HashSet<>();
    Map<String, VirtualArray> arrays = new LinkedHashMap<>();
    for (VirtualDataset dataset : datasets) {
      dataset.attributes.forEach((name, value) -> {
        JsonValue other = attributes.putIfAbsent(name, value);
        if (other != null && !other.equals(value)) {
          contradicted.add(name);
        }
      });
      for (VirtualArray array : dataset.arrays) {
        VirtualArray other = arrays.putIfAbsent(array.name(), array);
        if (other != null) {
          throw new AlreadyExistsException(
              ErrorKind.NODE_ALREADY_EXISTS,
              "array \"%s\" is in %s and in %s; write them to different groups"
                  .formatted(
                      array.name(), other.references().location(), array.references().location()));
        }
      }
    }
    attributes.keySet().removeAll(contradicted);
    return new VirtualDataset(attributes, List.copyOf(arrays.values()));
  }
}

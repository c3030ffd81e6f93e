package dev.floe.virtualize;

import dev.floe.format.JsonValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What a Zarr v3 `zarr.json` says of an array with a regular grid.
///
/// @param chunkShape at least 1 along every axis
/// @param codecs the whole chain, in the order of encoding
/// @param attributes in the order in which they are to be written
public record ArrayMetadata(
    List<Long> shape,
    List<Long> chunkShape,
    String dataType,
    JsonValue fillValue,
    List<ZarrCodec> codecs,
    List<String> dimensionNames,
    Map<String, JsonValue> attributes) {
  public ArrayMetadata {
    shape = List.copyOf(shape);
    chunkShape = List.copyOf(chunkShape);
    Objects.requireNonNull(dataType, "dataType");
    Objects.requireNonNull(fillValue, "fillValue");
    codecs = List.copyOf(codecs);
    dimensionNames = List.copyOf(dimensionNames);
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    if (chunkShape.size() != shape.size() || dimensionNames.size() != shape.size()) {
      throw new IllegalArgumentException(
          "shape " + shape + ", chunks " + chunkShape + ", dimensions " + dimensionNames);
    }
  }
}

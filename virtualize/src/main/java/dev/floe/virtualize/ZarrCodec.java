package dev.floe.virtualize;

import dev.floe.format.JsonValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// One codec of an array's chain: its name and its configuration, which is left out of the document
/// where it is empty.
public record ZarrCodec(String name, Map<String, JsonValue> configuration) {
  /// Values as they lie, one byte each.
  public static final ZarrCodec BYTES = new ZarrCodec("bytes", Map.of());

  /// Values as they lie, the most significant byte first.
  public static final ZarrCodec BIG_ENDIAN_BYTES =
      new ZarrCodec("bytes", Map.of("endian", JsonValue.of("big")));

  public ZarrCodec {
    Objects.requireNonNull(name, "name");
    configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
  }
}

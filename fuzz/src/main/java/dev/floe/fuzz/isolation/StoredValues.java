package dev.floe.fuzz.isolation;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Values as bytes: a chunk is its elements as text, a document has them amongst its attributes.
final class StoredValues {
  /// Longer than what lies in manifests, so that some chunks are objects of their own.
  private static final int LONG = 700;

  /// How many chunks an array has.
  static final int CHUNKS = 8;

  private static final String BEFORE = "\"elements\":\"";

  private StoredValues() {}

  static byte[] chunk(List<String> elements, boolean isLong) {
    String text = String.join(",", elements);
    return (isLong ? text + " ".repeat(LONG) : text).getBytes(StandardCharsets.UTF_8);
  }

  static byte[] group(List<String> elements) {
    return ("{\"zarr_format\":3,\"node_type\":\"group\"," + attributes(elements) + "}")
        .getBytes(StandardCharsets.UTF_8);
  }

  static byte[] array(List<String> elements) {
    String text =
        """
        {"zarr_format":3,"node_type":"array","data_type":"uint8","shape":[%d],"chunk_grid":\
        {"name":"regular","configuration":{"chunk_shape":[1]}},"fill_value":0,\
        "codecs":[{"name":"bytes"}],%s}\
        """
            .formatted(CHUNKS, attributes(elements));
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String attributes(List<String> elements) {
    return "\"attributes\":{" + BEFORE + String.join(",", elements) + "\"}";
  }

  static List<String> elements(StoreKey key, byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8).strip();
    if (key.isDocument()) {
      int from = text.indexOf(BEFORE);
      if (from < 0) {
        return List.of("a document without elements: " + text);
      }
      text = text.substring(from + BEFORE.length());
      text = text.substring(0, text.indexOf('"'));
    }
    return List.of(text.split(","));
  }
}

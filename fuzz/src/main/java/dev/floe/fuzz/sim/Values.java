package dev.floe.fuzz.sim;

import dev.floe.memory.SegmentLease;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How chunks and documents hold lists of elements: a chunk is the elements with commas between
/// them and blanks after them, a document has the same text as its attribute `v`.
final class Values {
  /// Longer than what lies in a manifest by default.
  private static final int LONG_CHUNK = 700;

  private static final Pattern ATTRIBUTE = Pattern.compile("\"v\" *: *\"([^\"]*)\"");

  private Values() {}

  static MemorySegment chunk(List<String> elements, boolean isLong) {
    String text = String.join(",", elements);
    String padded = isLong ? text + " ".repeat(Math.max(0, LONG_CHUNK - text.length())) : text;
    return bytes(padded);
  }

  static MemorySegment group(List<String> elements) {
    return bytes(
        "{\"zarr_format\":3,\"node_type\":\"group\",\"attributes\":{\"v\":\""
            + String.join(",", elements)
            + "\"}}");
  }

  static MemorySegment array(int chunks, List<String> elements) {
    return bytes(
        """
        {"zarr_format":3,"node_type":"array","data_type":"uint8","shape":[%d],"chunk_grid":\
        {"name":"regular","configuration":{"chunk_shape":[1]}},"chunk_key_encoding":\
        {"name":"default","configuration":{"separator":"/"}},"fill_value":0,\
        "codecs":[{"name":"bytes"}],"attributes":{"v":"%s"}}\
        """
            .formatted(chunks, String.join(",", elements)));
  }

  private static MemorySegment bytes(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  /// What a key holds; empty if it is not there.
  static List<String> read(Store store, String key) {
    Optional<SegmentLease> found = store.get(key);
    if (found.isEmpty()) {
      return List.of();
    }
    String text;
    try (SegmentLease lease = found.get()) {
      text =
          new String(lease.segment().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8)
              .strip();
    }
    if (key.endsWith("zarr.json")) {
      Matcher attribute = ATTRIBUTE.matcher(text);
      text = attribute.find() ? attribute.group(1) : "";
    }
    return text.isEmpty() ? List.of() : List.of(text.split(","));
  }
}

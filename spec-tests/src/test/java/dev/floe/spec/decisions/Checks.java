package dev.floe.spec.decisions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.format.ByteRange;
import dev.floe.memory.SegmentLease;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;

/// What the rows of the table of decisions say in one word each.
final class Checks {
  static final String GROUP = "{\"zarr_format\":3,\"node_type\":\"group\"}";

  private Checks() {}

  static MemorySegment utf8(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The document of a byte array.
  static String array(String shape, String chunks) {
    return array(
        shape, "{\"name\":\"regular\",\"configuration\":{\"chunk_shape\":" + chunks + "}}", "");
  }

  /// The document of a byte array over any grid, with more members.
  static String array(String shape, String grid, String more) {
    return "{\"zarr_format\":3,\"node_type\":\"array\",\"data_type\":\"uint8\",\"shape\":"
        + shape
        + ",\"chunk_grid\":"
        + grid
        + more
        + "}";
  }

  static void set(Store store, String key, String value) {
    store.set(key, utf8(value));
  }

  static Optional<String> get(Store store, String key, ByteRange range) {
    Optional<SegmentLease> lease = store.get(key, range);
    return lease.map(held -> {
      try (held) {
        byte[] bytes = held.segment().toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes, StandardCharsets.UTF_8);
      }
    });
  }

  static Optional<String> get(Store store, String key) {
    return get(store, key, ByteRange.all());
  }

  static void refused(ErrorKind kind, Executable call) {
    assertEquals(kind, assertThrows(IcechunkException.class, call).kind());
  }

  static List<String> names(Stream<String> stream) {
    try (stream) {
      return stream.toList();
    }
  }
}

package dev.floe.internal.binary;

import dev.floe.format.JsonValue;
import java.lang.foreign.MemorySegment;

/// FlexBuffers ↔ JSON values: metadata of format 2 and the persisted configuration. Integers keep
/// all 64 bits, signed or unsigned. Safe on any thread.
///
/// ```
///  … children, keys …  | root value | type and width, 1 B | width, 1 B |
///  vector       | count | elements … | types, 1 B each |      everything `width` bytes wide
///  map          | keys ↶ | keys' width | count | values … | types |
///  typed vector | count | elements … |                        fixed-length ones have no count
///  packed type  = type · 4 + log₂ of the width of what it refers to
/// ```
///
/// Offsets (`↶`) count backwards from where they are stored.
public final class FlexBuffersCodec {
  /// How deep vectors and maps may nest.
  public static final int MAX_DEPTH = 256;

  private FlexBuffersCodec() {}

  /// The value of a buffer.
  public static JsonValue decode(MemorySegment bytes) {
    return decode(bytes, "a FlexBuffer");
  }

  /// The value of a buffer.
  ///
  /// @param object what messages call the buffer
  public static JsonValue decode(MemorySegment bytes, String object) {
    return new FlexBuffersReader(bytes, object).read();
  }

  /// A buffer that holds the value. Keys must not contain NUL; integers must fit 64 bits, signed or
  /// unsigned.
  public static byte[] encode(JsonValue value) {
    return new FlexBuffersWriter().write(value);
  }
}

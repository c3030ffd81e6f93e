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
  static final int NULL = 0;
  static final int INT = 1;
  static final int UINT = 2;
  static final int FLOAT = 3;
  static final int KEY = 4;
  static final int STRING = 5;
  static final int INDIRECT_INT = 6;
  static final int INDIRECT_UINT = 7;
  static final int INDIRECT_FLOAT = 8;
  static final int MAP = 9;
  static final int VECTOR = 10;
  static final int VECTOR_INT = 11;
  static final int VECTOR_UINT = 12;
  static final int VECTOR_FLOAT = 13;
  static final int VECTOR_KEY = 14;
  static final int VECTOR_STRING = 15;
  static final int VECTOR_INT2 = 16;
  static final int VECTOR_FLOAT4 = 24;
  static final int BLOB = 25;
  static final int BOOL = 26;
  static final int VECTOR_BOOL = 36;

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

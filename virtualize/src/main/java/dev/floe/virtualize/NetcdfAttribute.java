package dev.floe.virtualize;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// An attribute of a file or of a variable: a text or a list of numbers, kept as the file's
/// big-endian bytes. Immutable; the segment is on the heap and read-only.
public record NetcdfAttribute(String name, NetcdfType type, int count, MemorySegment bytes) {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  public NetcdfAttribute {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    bytes = bytes.asReadOnly();
    if (bytes.byteSize() != (long) count * type.sizeBytes()) {
      throw new IllegalArgumentException(count + " " + type + " in " + bytes.byteSize() + " bytes");
    }
  }

  /// Whether the values are characters.
  public boolean isText() {
    return type == NetcdfType.CHAR;
  }

  /// The characters as a text: UTF-8, or ISO 8859-1 where they are not UTF-8, so that nothing is
  /// lost. Terminating NULs, which C programs like to store, are not part of it.
  public String text() {
    byte[] all = bytes.toArray(ValueLayout.JAVA_BYTE);
    int end = all.length;
    while (end > 0 && all[end - 1] == 0) {
      end--;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(all, 0, end)).toString();
    } catch (CharacterCodingException e) {
      return new String(all, 0, end, StandardCharsets.ISO_8859_1);
    }
  }

  /// One value: a `Double` for the floating types (a float is widened, which is exact), a `Long`
  /// for integers that fit one, else a `BigInteger`.
  public Number number(int index) {
    return numberAt(type, bytes, (long) Objects.checkIndex(index, count) * type.sizeBytes());
  }

  private static Number numberAt(NetcdfType type, MemorySegment bytes, long offset) {
    return switch (type) {
      case BYTE -> (long) bytes.get(ValueLayout.JAVA_BYTE, offset);
      case CHAR, UBYTE -> (long) Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, offset));
      case SHORT -> (long) bytes.get(SHORT, offset);
      case USHORT -> (long) Short.toUnsignedInt(bytes.get(SHORT, offset));
      case INT -> (long) bytes.get(INT, offset);
      case UINT -> Integer.toUnsignedLong(bytes.get(INT, offset));
      case INT64 -> bytes.get(LONG, offset);
      case UINT64 -> unsigned(bytes.get(LONG, offset));
      case FLOAT -> (double) Float.intBitsToFloat(bytes.get(INT, offset));
      case DOUBLE -> Double.longBitsToDouble(bytes.get(LONG, offset));
    };
  }

  private static Number unsigned(long bits) {
    if (bits >= 0) {
      return bits;
    }
    return new BigInteger(Long.toUnsignedString(bits));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NetcdfAttribute that
        && name.equals(that.name)
        && type == that.type
        && bytes.mismatch(that.bytes) == -1;
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, type, count);
  }
}

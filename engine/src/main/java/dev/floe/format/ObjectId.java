package dev.floe.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The name of an immutable object, random at least in part: twelve bytes, compared unsigned from
/// left to right.
///
/// ```
///  0               8           12
///  +---------------+-----------+
///  | high, 8 B     | low, 4 B  |   big-endian, so that numbers order as bytes do
///  +---------------+-----------+
/// ```
public sealed interface ObjectId permits SnapshotId, ManifestId, ChunkId {
  /// Length in bytes.
  int LENGTH_BYTES = 12;

  /// Big-endian unaligned 64-bit layout, for reading the first eight bytes of an id.
  ValueLayout.OfLong HIGH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /// Big-endian unaligned 32-bit layout, for reading the last four bytes of an id.
  ValueLayout.OfInt LOW = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /// The first eight bytes, big-endian.
  long high();

  /// The last four bytes, big-endian.
  int low();

  /// The twelve bytes.
  default byte[] toBytes() {
    byte[] bytes = new byte[LENGTH_BYTES];
    writeTo(MemorySegment.ofArray(bytes), 0);
    return bytes;
  }

  /// The text form: twenty characters of Crockford base 32.
  default String text() {
    return CrockfordBase32.encode("", high(), low());
  }

  /// Whether a text is the very one that some id is written as; others are read as one, too.
  static boolean isText(String text) {
    return isText(text, 0);
  }

  /// As [#isText(String)], of the part of a text from `start` to its end: of an object's key.
  static boolean isText(String text, int start) {
    return CrockfordBase32.isOfId(text, start);
  }

  /// The first eight bytes, big-endian, of the id that the text from `start` to its end is read as;
  /// anything but twelve bytes' worth is refused.
  static long high(String text, int start) {
    return CrockfordBase32.high(text, start, "id");
  }

  /// The last four bytes, big-endian, of the id whose first eight [#high(String, int)] tells.
  static int low(String text, int start) {
    return CrockfordBase32.low(text, start, "id");
  }

  /// Writes the twelve bytes at `offset` of `destination`.
  default void writeTo(MemorySegment destination, long offset) {
    destination.set(HIGH, offset, high());
    destination.set(LOW, offset + 8, low());
  }

  /// Compares the bytes of two ids, unsigned.
  static int compare(long highA, int lowA, long highB, int lowB) {
    int order = Long.compareUnsigned(highA, highB);
    return order != 0 ? order : Integer.compareUnsigned(lowA, lowB);
  }
}

package dev.floe.internal.backend;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// 128 bits that tell the contents of mutable objects apart. Guards against accidents, not against
/// somebody who constructs collisions: whoever can do that can write the object anyway.
///
/// ```
/// every 16 bytes:   a' = fold((a ^ first) * K1) + second      b' = fold((b ^ second) * K2) + first
/// the tail:         the last 1 to 15 bytes, padded with zeros, as one more pair
/// the end:          the length, and both lanes folded into each other
/// ```
///
/// Two lanes with their own multipliers see the words in opposite roles, so no zero product hides
/// the same word from both.
final class ContentHash {
  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final long FIRST = 0x9e37_79b9_7f4a_7c15L;
  private static final long SECOND = 0xc2b2_ae3d_27d4_eb4fL;

  private long a = FIRST;
  private long b = SECOND;
  private long lengthBytes;

  /// Adds bytes; every call but the last brings a multiple of 16 of them.
  ContentHash update(MemorySegment bytes) {
    if ((lengthBytes & 15) != 0) {
      throw new IllegalStateException("bytes after an uneven end");
    }
    long length = bytes.byteSize();
    long whole = length & ~15L;
    long laneA = a;
    long laneB = b;
    for (long at = 0; at < whole; at += 16) {
      long first = bytes.get(WORD, at);
      long second = bytes.get(WORD, at + 8);
      laneA = fold(laneA ^ first, FIRST) + second;
      laneB = fold(laneB ^ second, SECOND) + first;
    }
    if (whole < length) {
      long first = word(bytes, whole);
      long second = word(bytes, whole + 8);
      laneA = fold(laneA ^ first, FIRST) + second;
      laneB = fold(laneB ^ second, SECOND) + first;
    }
    a = laneA;
    b = laneB;
    lengthBytes += length;
    return this;
  }

  /// The hash as 32 hexadecimal digits.
  String digest() {
    long endA = fold(a ^ lengthBytes, SECOND) + b;
    long endB = fold(b ^ Long.rotateLeft(lengthBytes, 32), FIRST) + a;
    return "%016x%016x".formatted(fold(endA, FIRST), fold(endB ^ endA, SECOND));
  }

  private static long fold(long word, long multiplier) {
    return (word * multiplier) ^ Math.unsignedMultiplyHigh(word, multiplier) ^ word;
  }

  private static long word(MemorySegment bytes, long at) {
    long word = 0;
    for (long i = Math.min(bytes.byteSize(), at + 8) - 1; i >= at; i--) {
      word = word << 8 | bytes.get(ValueLayout.JAVA_BYTE, i) & 0xff;
    }
    return word;
  }
}

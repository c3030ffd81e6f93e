package dev.floe.internal.flatbuffers;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Stored UTF-8: decoded strictly, or compared with texts where it lies, which allocates nothing.
public final class Utf8 {
  private Utf8() {}

  /// The text that bytes stand for, or null if they are not UTF-8.
  public static String decode(MemorySegment bytes, long at, long length) {
    byte[] copy = new byte[Math.toIntExact(length)];
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, copy, 0, copy.length);
    String text = new String(copy, StandardCharsets.UTF_8);
    // The fast way puts U+FFFD where the bytes are wrong; only then is it worth looking closer.
    return text.indexOf('\ufffd') < 0 || isValid(copy) ? text : null;
  }

  private static boolean isValid(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /// Orders the text of `vector` (checked, not absent) against the characters of `text` followed by
  /// `suffix` (a character below 128, or 0 for none), both by their UTF-8 bytes: negative if the
  /// stored one comes first.
  public static int compare(FlatBuffer buffer, long vector, String text, char suffix) {
    int storedBytes = buffer.count(vector);
    long at = vector + 4;
    long end = at + storedBytes;
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        if (at == end) {
          return -1;
        }
        int order = buffer.u8(at++) - c;
        if (order != 0) {
          return order;
        }
        continue;
      }
      int code = c;
      if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        code = Character.toCodePoint(c, text.charAt(++i));
      }
      int packed = encode(code);
      for (int shift = 24; shift >= 0; shift -= 8) {
        int expected = packed >>> shift & 0xff;
        if (expected == 0) {
          continue;
        }
        if (at == end) {
          return -1;
        }
        int order = buffer.u8(at++) - expected;
        if (order != 0) {
          return order;
        }
      }
    }
    if (suffix != 0) {
      if (at == end) {
        return -1;
      }
      int order = buffer.u8(at++) - suffix;
      if (order != 0) {
        return order;
      }
    }
    return at == end ? 0 : 1;
  }

  /// The UTF-8 bytes of a code point from U+0080 on, packed right-aligned; none of them is zero.
  private static int encode(int code) {
    int last = 0x80 | code & 0x3f;
    if (code < 0x800) {
      return (0xc0 | code >> 6) << 8 | last;
    }
    int middle = 0x80 | code >> 6 & 0x3f;
    if (code < 0x10000) {
      return (0xe0 | code >> 12) << 16 | middle << 8 | last;
    }
    return (0xf0 | code >> 18) << 24 | (0x80 | code >> 12 & 0x3f) << 16 | middle << 8 | last;
  }
}

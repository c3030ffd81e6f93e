package dev.floe.internal.binary;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.internal.flatbuffers.Utf8;
import java.lang.foreign.MemorySegment;

/// Texts from bytes that may be damaged.
final class StrictUtf8 {
  private StrictUtf8() {}

  static String decode(MemorySegment bytes, long at, long length, String object) {
    String text = Utf8.decode(bytes, at, length);
    if (text == null) {
      throw new FormatException(
          ErrorKind.DESERIALIZATION, object, at, "text in UTF-8", "other bytes");
    }
    return text;
  }
}

package dev.floe.internal.binary;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Texts from bytes that may be damaged.
final class StrictUtf8 {
  private StrictUtf8() {}

  static String decode(MemorySegment bytes, long at, long length, String object) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(bytes.asSlice(at, length).asByteBuffer())
          .toString();
    } catch (CharacterCodingException e) {
      throw new FormatException(
          ErrorKind.DESERIALIZATION, object, at, "text in UTF-8", "other bytes", e);
    }
  }
}

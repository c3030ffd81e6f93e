package dev.floe.internal.commit;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Bytes that grow, written from front to back, numbers big-endian. One thread.
final class ForkOutput {
  private static final long MOST_BYTES = Integer.MAX_VALUE - 64;

  private final Map<String, Integer> texts = new HashMap<>();
  private byte[] bytes = new byte[512];
  private MemorySegment segment = MemorySegment.ofArray(bytes);
  private int size;

  private int reserve(long more) {
    long needed = size + more;
    if (needed > MOST_BYTES) {
      throw new FormatException(
          ErrorKind.SERIALIZATION,
          ForkBytes.OBJECT,
          size,
          "at most " + MOST_BYTES + " bytes of changes",
          needed + "; merge and fork more often");
    }
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(MOST_BYTES, Math.max(needed, size * 2L)));
      segment = MemorySegment.ofArray(bytes);
    }
    int at = size;
    size = (int) needed;
    return at;
  }

  void u8(int value) {
    int at = reserve(1);
    bytes[at] = (byte) value;
  }

  void u16(int value) {
    int at = reserve(2);
    segment.set(ForkBytes.SHORT, at, (short) value);
  }

  void u32(long value) {
    int at = reserve(4);
    segment.set(ForkBytes.INT, at, (int) value);
  }

  void u64(long value) {
    int at = reserve(8);
    segment.set(ForkBytes.LONG, at, value);
  }

  /// Bytes as they are, their number being known.
  void raw(MemorySegment source, long offset, long length) {
    int at = reserve(length);
    MemorySegment.copy(source, offset, segment, at, length);
  }

  void raw(byte[] source) {
    raw(MemorySegment.ofArray(source), 0, source.length);
  }

  /// Their number, then the bytes.
  void blob(MemorySegment source) {
    u32(source.byteSize());
    raw(source, 0, source.byteSize());
  }

  void text(String text) {
    blob(MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// The number of a text; where it comes for the first time, the text itself behind it.
  void shared(String text) {
    Integer number = texts.putIfAbsent(text, texts.size());
    if (number == null) {
      u32(texts.size() - 1);
      text(text);
    } else {
      u32(number);
    }
  }

  /// The bytes with their seal behind them.
  byte[] sealed(ForkSeal seal) {
    raw(seal.of(bytes, size));
    return Arrays.copyOf(bytes, size);
  }
}

package dev.floe.internal.binary;

import dev.floe.internal.flatbuffers.FlatBuffer;
import java.time.Instant;

/// Times as the format holds them: whole microseconds since 1970, unsigned.
final class Microseconds {
  private static final long PER_SECOND = 1_000_000;

  private Microseconds() {}

  static Instant instant(long microseconds, FlatBuffer buffer, long table) {
    if (microseconds < 0) {
      throw buffer.bad(table, "a time below 2^63 µs", Long.toUnsignedString(microseconds));
    }
    return Instant.ofEpochSecond(microseconds / PER_SECOND, microseconds % PER_SECOND * 1_000);
  }

  static long of(Instant instant) {
    return instant.getEpochSecond() * PER_SECOND + instant.getNano() / 1_000;
  }
}

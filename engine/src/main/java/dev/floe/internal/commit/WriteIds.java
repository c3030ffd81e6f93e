package dev.floe.internal.commit;

import java.util.UUID;
import java.util.random.RandomGenerator;

/// Marks of conditional writes, kept in the object's metadata where the storage keeps any: whoever
/// finds an object can tell which write made it.
public final class WriteIds {
  private WriteIds() {}

  /// A random UUID of version 4.
  public static String random(RandomGenerator random) {
    long high = random.nextLong() & ~0xf000L | 0x4000L;
    long low = random.nextLong() & ~(3L << 62) | 1L << 63;
    return new UUID(high, low).toString();
  }
}

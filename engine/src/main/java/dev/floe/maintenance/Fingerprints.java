package dev.floe.maintenance;

/// A set of things that are described by four numbers each, kept as 128 bits that two different
/// things share with a probability of 2⁻¹²⁸: for counting, where an error like that does no harm.
/// One thread.
final class Fingerprints {
  private static final long FIRST = 0x9e3779b97f4a7c15L;
  private static final long SECOND = 0xc2b2ae3d27d4eb4fL;

  /// Two elements for each; both 0 where there is nothing.
  private long[] table = new long[1 << 10];

  private int size;

  /// Adds a thing; false if it was there.
  boolean add(long a, long b, long c, long d) {
    long high = mixed(mixed(mixed(mixed(FIRST, a), b), c), d);
    long low = mixed(mixed(mixed(mixed(SECOND, d), c), b), a) | 1;
    if (!insert(high, low)) {
      return false;
    }
    if (++size > table.length / 3) {
      grow();
    }
    return true;
  }

  private static long mixed(long state, long value) {
    long bits = (state ^ value) * FIRST;
    bits = (bits ^ bits >>> 32) * SECOND;
    return bits ^ bits >>> 29;
  }

  private boolean insert(long high, long low) {
    int mask = table.length / 2 - 1;
    int slot = (int) (high >>> 20) & mask;
    while (table[2 * slot + 1] != 0) {
      if (table[2 * slot] == high && table[2 * slot + 1] == low) {
        return false;
      }
      slot = slot + 1 & mask;
    }
    table[2 * slot] = high;
    table[2 * slot + 1] = low;
    return true;
  }

  private void grow() {
    long[] old = table;
    table = new long[Math.multiplyExact(2, old.length)];
    for (int i = 0; i < old.length; i += 2) {
      if (old[i + 1] != 0) {
        insert(old[i], old[i + 1]);
      }
    }
  }
}

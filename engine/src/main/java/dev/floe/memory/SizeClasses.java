package dev.floe.memory;

/// The sizes in which slots come: powers of two from 4 KiB to 16 MiB and three equal steps between
/// neighbours, so that a slot is less than a quarter larger than what was asked for.
///
/// ```
/// index    0     1     2     3     4      5     …    48
/// KiB      4     5     6     7     8     10     … 16384     bytes(i) = (4 + i % 4) << (10 + i / 4)
/// ```
final class SizeClasses {
  static final long SMALLEST_BYTES = 4L << 10;
  static final long LARGEST_BYTES = 16L << 20;
  static final int COUNT = 49;

  private SizeClasses() {}

  /// The index of the smallest class that holds `lengthBytes`, at most [#LARGEST_BYTES].
  static int index(long lengthBytes) {
    if (lengthBytes <= SMALLEST_BYTES) {
      return 0;
    }
    long last = lengthBytes - 1;
    int exponent = 63 - Long.numberOfLeadingZeros(last);
    int step = (int) (last >>> (exponent - 2)) & 3;
    return (exponent - 12) * 4 + step + 1;
  }

  /// The size of a slot of a class.
  static long bytes(int index) {
    return (4L + (index & 3)) << (10 + (index >> 2));
  }

  /// What a lease of `lengthBytes` takes from the limit.
  static long weightBytes(long lengthBytes) {
    if (lengthBytes <= LARGEST_BYTES) {
      return bytes(index(lengthBytes));
    }
    long granule = (1L << 20) - 1;
    return lengthBytes > Long.MAX_VALUE - granule
        ? Long.MAX_VALUE
        : (lengthBytes + granule) & ~granule;
  }
}

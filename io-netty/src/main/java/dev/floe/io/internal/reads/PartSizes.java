package dev.floe.io.internal.reads;

import dev.floe.config.StorageConcurrencySettings;
import dev.floe.format.ByteRange;
import java.util.ArrayList;
import java.util.List;

/// How a range is split into parts that are asked for in parallel: as few as keep a part at the
/// ideal size, and not more than allowed; their sizes differ by one byte at most, the larger first.
///
/// ```
/// 10:21, ideal 5        10:14 14:18 18:21
/// 0:13, ideal 5, most 2 0:7 7:13
/// ```
///
/// @param idealBytes the size of a part where the number of parts allows it
/// @param mostParts the most parts of one range
public record PartSizes(long idealBytes, int mostParts) {
  public PartSizes {
    if (idealBytes < 1 || mostParts < 1) {
      throw new IllegalArgumentException(mostParts + " parts of " + idealBytes + " bytes");
    }
  }

  /// As the settings of a storage say.
  public static PartSizes of(StorageConcurrencySettings settings) {
    return new PartSizes(
        settings.idealConcurrentRequestSize(), settings.maxConcurrentRequestsForObject());
  }

  /// Parts that end where the offset in the object is a multiple of a length.
  static List<ByteRange> aligned(long start, long end, long partBytes) {
    List<ByteRange> parts = new ArrayList<>();
    for (long offset = start; offset < end; ) {
      long next = Math.min(end, (offset / partBytes + 1) * partBytes);
      parts.add(ByteRange.of(offset, next));
      offset = next;
    }
    return parts;
  }

  /// The parts of a range, in order; a range without a known length is one.
  List<ByteRange> split(ByteRange range) {
    if (!(range instanceof ByteRange.Bounded(long start, long end)) || start == end) {
      return List.of(range);
    }
    long size = end - start;
    long count = Math.clamp(Math.ceilDiv(size, idealBytes), 1, mostParts);
    List<ByteRange> parts = new ArrayList<>();
    long offset = start;
    for (long i = 0; i < count; i++) {
      long next = offset + size / count + (i < size % count ? 1 : 0);
      parts.add(ByteRange.of(offset, next));
      offset = next;
    }
    return parts;
  }
}

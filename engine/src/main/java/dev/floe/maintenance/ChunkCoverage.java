package dev.floe.maintenance;

import dev.floe.format.ChunkId;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// How many bytes of each of many chunk objects are known to be referred to by what goes, and
/// whether something that stays refers to it: objects may be shared by the chunks of several
/// arrays, and only one whose every byte is accounted for is nobody else's. About 100 bytes an
/// object. One thread at a time.
final class ChunkCoverage {
  private static final long SPARED = -1;

  private final Fingerprints parts = new Fingerprints();
  private long[] high = new long[64];
  private int[] low = new int[64];

  /// Bytes that are covered, plus one; 0 where there is nothing.
  private long[] covered = new long[64];

  private int size;

  /// Something that goes refers to a part of an object; once more, perhaps.
  void cover(long idHigh, int idLow, long offset, long lengthBytes) {
    if (!parts.add(idHigh, idLow, offset, lengthBytes)) {
      return;
    }
    int place = place(idHigh, idLow);
    if (covered[place] == 0) {
      high[place] = idHigh;
      low[place] = idLow;
      covered[place] = 1 + lengthBytes;
      if (++size > high.length / 2) {
        grow();
      }
    } else if (covered[place] != SPARED) {
      covered[place] = StorageStatistics.sum(covered[place], lengthBytes);
    }
  }

  /// Something that stays refers to an object.
  void spare(long idHigh, int idLow) {
    int place = place(idHigh, idLow);
    if (covered[place] != 0) {
      covered[place] = SPARED;
    }
  }

  /// The objects that nothing that stays refers to.
  Stream<ChunkId> unspared() {
    return IntStream.range(0, high.length)
        .filter(place -> covered[place] > 0)
        .mapToObj(place -> new ChunkId(high[place], low[place]));
  }

  /// Whether so many bytes are all that is known of an object.
  boolean isWhole(ChunkId id, long objectBytes) {
    return covered[place(id.high(), id.low())] - 1 == objectBytes;
  }

  private int place(long idHigh, int idLow) {
    long mixed = (idHigh ^ Integer.toUnsignedLong(idLow)) * 0x9e3779b97f4a7c15L;
    int place = (int) (mixed >>> 32) & (high.length - 1);
    while (covered[place] != 0 && (high[place] != idHigh || low[place] != idLow)) {
      place = (place + 1) & (high.length - 1);
    }
    return place;
  }

  private void grow() {
    long[] oldHigh = high;
    int[] oldLow = low;
    long[] oldCovered = covered;
    high = new long[Math.multiplyExact(oldHigh.length, 2)];
    low = new int[high.length];
    covered = new long[high.length];
    for (int i = 0; i < oldHigh.length; i++) {
      if (oldCovered[i] != 0) {
        int place = place(oldHigh[i], oldLow[i]);
        high[place] = oldHigh[i];
        low[place] = oldLow[i];
        covered[place] = oldCovered[i];
      }
    }
  }
}

package dev.floe.memory;

import java.util.ArrayList;
import java.util.List;

/// What the limit counts: regions in use, idle regions and reservations. Every method is called
/// under the pool's lock.
final class Depot {
  private final long limitBytes;
  private final List<Region> idle = new ArrayList<>();
  private long committedBytes;
  private long peakBytes;

  Depot(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  long committedBytes() {
    return committedBytes;
  }

  long peakBytes() {
    return peakBytes;
  }

  /// How many bytes may be committed without closing anything.
  long roomBytes() {
    return limitBytes - committedBytes;
  }

  void commit(long lengthBytes) {
    if (lengthBytes > roomBytes()) {
      throw new IllegalStateException("the limit of the pool would be exceeded");
    }
    committedBytes += lengthBytes;
    peakBytes = Math.max(peakBytes, committedBytes);
  }

  void uncommit(long lengthBytes) {
    committedBytes -= lengthBytes;
  }

  void putIdle(Region region) {
    idle.add(region);
  }

  /// The smallest idle region of a size within these bounds, no longer idle; null if there is none.
  Region takeIdle(long leastBytes, long mostBytes) {
    Region best = null;
    for (Region region : idle) {
      long lengthBytes = region.lengthBytes();
      if (lengthBytes >= leastBytes
          && lengthBytes <= mostBytes
          && (best == null || lengthBytes < best.lengthBytes())) {
        best = region;
      }
    }
    if (best != null) {
      idle.remove(best);
    }
    return best;
  }

  /// Closes idle regions, the oldest first, until `lengthBytes` may be committed or none is left.
  boolean makeRoom(long lengthBytes) {
    while (roomBytes() < lengthBytes && !idle.isEmpty()) {
      Region region = idle.removeFirst();
      region.close();
      committedBytes -= region.lengthBytes();
    }
    return roomBytes() >= lengthBytes;
  }
}

package dev.floe.memory;

import java.util.ArrayList;
import java.util.List;

/// What the limit counts: regions in use, idle regions and reservations. Every method is called
/// under the pool's lock.
final class Depot {
  private final long limitBytes;
  private final Spares spares;
  private final List<Idle> idle = new ArrayList<>();
  private long committedBytes;
  private long peakBytes;
  private int period;

  /// @param since the period in which it came
  private record Idle(Region region, int since) {}

  /// @param spares what takes the regions that are given up; null if they are closed
  Depot(long limitBytes, Spares spares) {
    this.limitBytes = limitBytes;
    this.spares = spares;
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
    idle.add(new Idle(region, period));
  }

  /// The smallest idle region of a size within these bounds, no longer idle; null if there is none.
  Region takeIdle(long leastBytes, long mostBytes) {
    Idle best = null;
    for (Idle each : idle) {
      long lengthBytes = each.region.lengthBytes();
      if (lengthBytes >= leastBytes
          && lengthBytes <= mostBytes
          && (best == null || lengthBytes < best.region.lengthBytes())) {
        best = each;
      }
    }
    if (best == null) {
      return null;
    }
    idle.remove(best);
    return best.region;
  }

  /// Begins a period, and closes what was idle during the whole last one.
  void beginPeriod() {
    while (!idle.isEmpty() && idle.getFirst().since < period) {
      closeOldest();
    }
    period++;
  }

  private void closeOldest() {
    Region region = idle.removeFirst().region;
    if (spares == null) {
      region.close();
    } else {
      spares.put(region);
    }
    committedBytes -= region.lengthBytes();
  }

  /// A spare region in place of one to allocate, committed; null if there is none. There is room
  /// for `wantedBytes`.
  Region takeSpare(long leastBytes, long wantedBytes) {
    Region region = spares == null ? null : spares.take(leastBytes, wantedBytes);
    if (region != null) {
      commit(region.lengthBytes());
    }
    return region;
  }

  /// Closes idle regions, the oldest first, until `lengthBytes` may be committed or none is left.
  boolean makeRoom(long lengthBytes) {
    while (roomBytes() < lengthBytes && !idle.isEmpty()) {
      closeOldest();
    }
    return roomBytes() >= lengthBytes;
  }
}

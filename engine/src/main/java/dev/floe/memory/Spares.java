package dev.floe.memory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Regions that pools gave up, for pools to come: their pages are there and warm. Bounded, and the
/// system may have the pages where it needs them. Any thread may call.
final class Spares {
  private static final long MOST_BYTES = 256L << 20;
  private static final int HEAP_PART = 8;

  /// Those of all pools that come in turn.
  static final Spares OF_PROCESS =
      new Spares(Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / HEAP_PART));

  private final long limitBytes;

  /// The one that came last is the first one.
  private final ArrayDeque<Region> regions = new ArrayDeque<>();

  private long heldBytes;

  Spares(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /// Takes over a region that nobody uses. Those that have been here longest make room, by being
  /// closed.
  void put(Region region) {
    if (region.lengthBytes() > limitBytes) {
      region.close();
      return;
    }
    region.disown();
    for (Region each : exchanged(region)) {
      each.close();
    }
  }

  private synchronized List<Region> exchanged(Region region) {
    regions.addFirst(region);
    heldBytes += region.lengthBytes();
    List<Region> leaving = new ArrayList<>();
    while (heldBytes > limitBytes) {
      Region oldest = regions.removeLast();
      heldBytes -= oldest.lengthBytes();
      leaving.add(oldest);
    }
    return leaving;
  }

  /// The largest region of a size within these bounds, of several the one that came last; null if
  /// there is none. It is the caller's.
  synchronized Region take(long leastBytes, long mostBytes) {
    Region best = null;
    for (Region each : regions) {
      long lengthBytes = each.lengthBytes();
      boolean fits = lengthBytes >= leastBytes && lengthBytes <= mostBytes;
      if (fits && (best == null || lengthBytes > best.lengthBytes())) {
        best = each;
      }
    }
    if (best != null) {
      regions.remove(best);
      heldBytes -= best.lengthBytes();
    }
    return best;
  }
}

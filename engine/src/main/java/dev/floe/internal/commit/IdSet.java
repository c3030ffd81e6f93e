package dev.floe.internal.commit;

import dev.floe.format.ObjectId;

/// A set of ids of one kind in about 24 bytes each, for the many millions of chunks that a
/// repository may have. One thread at a time.
///
/// ```
/// high | 0 | h3 | 0 | h1 | …      low | 0 | l3 | 0 | l1 | …      at most half full; all zero: free
/// ```
public final class IdSet {
  private static final int SMALLEST = 64;

  private long[] high = new long[SMALLEST];
  private int[] low = new int[SMALLEST];
  private int size;
  private boolean hasZero;

  public IdSet() {}

  /// A set of ids.
  public static IdSet of(Iterable<? extends ObjectId> ids) {
    IdSet set = new IdSet();
    ids.forEach(id -> set.add(id.high(), id.low()));
    return set;
  }

  /// Adds the id with these bytes.
  public void add(long idHigh, int idLow) {
    if (idHigh == 0 && idLow == 0) {
      hasZero = true;
      return;
    }
    int place = place(idHigh, idLow);
    if (isFree(place)) {
      high[place] = idHigh;
      low[place] = idLow;
      if (++size > high.length / 2) {
        grow();
      }
    }
  }

  /// Adds all ids of another set.
  public void addAll(IdSet other) {
    hasZero |= other.hasZero;
    for (int i = 0; i < other.high.length; i++) {
      if (!other.isFree(i)) {
        add(other.high[i], other.low[i]);
      }
    }
  }

  /// Whether an id is in the set.
  public boolean contains(ObjectId id) {
    return contains(id.high(), id.low());
  }

  /// Whether the id with these bytes is in the set.
  public boolean contains(long idHigh, int idLow) {
    return idHigh == 0 && idLow == 0 ? hasZero : !isFree(place(idHigh, idLow));
  }

  /// How many ids there are.
  public int size() {
    return size + (hasZero ? 1 : 0);
  }

  private boolean isFree(int place) {
    return high[place] == 0 && low[place] == 0;
  }

  /// Where an id is, or where it would be.
  private int place(long idHigh, int idLow) {
    long mixed = (idHigh ^ Integer.toUnsignedLong(idLow)) * 0x9e3779b97f4a7c15L;
    int place = (int) (mixed >>> 32) & (high.length - 1);
    while (!isFree(place) && (high[place] != idHigh || low[place] != idLow)) {
      place = (place + 1) & (high.length - 1);
    }
    return place;
  }

  private void grow() {
    long[] oldHigh = high;
    int[] oldLow = low;
    high = new long[Math.multiplyExact(oldHigh.length, 2)];
    low = new int[high.length];
    for (int i = 0; i < oldHigh.length; i++) {
      if (oldHigh[i] != 0 || oldLow[i] != 0) {
        int place = place(oldHigh[i], oldLow[i]);
        high[place] = oldHigh[i];
        low[place] = oldLow[i];
      }
    }
  }
}

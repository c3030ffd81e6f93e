package dev.floe.internal.commit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The [RecordedSpan]s of a table, in the order of their coordinates: between the first and the
/// last chunk of one there is no chunk of another one. Guarded by its own monitor, which is taken
/// before that of a stripe.
final class ChunkSpans {
  private final int rank;
  private final TreeMap<int[], RecordedSpan> spans = new TreeMap<>(this::compare);

  /// The smallest and the greatest coordinates that ever were in a row; null while none were.
  private int[] lowestRow;

  private int[] highestRow;

  private long chunks;
  private long records;

  /// @param rank how many coordinates count of those that are given
  ChunkSpans(int rank) {
    this.rank = rank;
  }

  private int compare(int[] a, int[] b) {
    return Arrays.compareUnsigned(a, 0, rank, b, 0, rank);
  }

  /// How many chunks there are.
  long chunks() {
    return chunks;
  }

  /// How often something was recorded here.
  long records() {
    return records;
  }

  /// What they take on the heap.
  long heapBytes() {
    return (long) spans.size() * RecordedSpan.HEAP_BYTES;
  }

  /// All of them.
  Collection<RecordedSpan> all() {
    return List.copyOf(spans.values());
  }

  /// Notes that there are, or were, rows of chunks.
  void rowsWithin(int[] lowest, int[] highest) {
    if (lowestRow == null || compare(lowest, lowestRow) < 0) {
      lowestRow = lowest.clone();
    }
    if (highestRow == null || compare(highest, highestRow) > 0) {
      highestRow = highest.clone();
    }
  }

  /// Records chunks over those that are there, and answers how many are new; -1, and nothing
  /// happened, where rows or spans of other lines may lie between them.
  int add(RecordedSpan span) {
    int[] last = span.last();
    if (lowestRow != null
        && compare(last, lowestRow) >= 0
        && compare(span.first(), highestRow) <= 0) {
      return -1;
    }
    List<RecordedSpan> before = overlapping(span, last);
    for (RecordedSpan other : before) {
      if (!other.isInLine(span)) {
        return -1;
      }
    }
    int replaced = 0;
    for (RecordedSpan other : before) {
      int distance = span.first()[span.axis()] - other.first()[span.axis()];
      int from = Math.max(0, distance);
      int to = Math.min(other.count(), distance + span.count());
      replaced += to - from;
      cut(other, from, to);
    }
    put(span);
    records += span.count();
    return span.count() - replaced;
  }

  private List<RecordedSpan> overlapping(RecordedSpan span, int[] last) {
    Map.Entry<int[], RecordedSpan> before = spans.lowerEntry(span.first());
    List<RecordedSpan> found = new ArrayList<>();
    if (before != null && compare(before.getValue().last(), span.first()) >= 0) {
      found.add(before.getValue());
    }
    found.addAll(spans.subMap(span.first(), true, last, true).values());
    return found;
  }

  private void put(RecordedSpan span) {
    spans.put(span.first(), span);
    chunks += span.count();
  }

  private void cut(RecordedSpan span, int from, int to) {
    spans.remove(span.first());
    chunks -= span.count();
    if (from > 0) {
      put(span.part(0, from));
    }
    if (to < span.count()) {
      put(span.part(to, span.count()));
    }
  }

  /// The span that has a chunk, or null.
  RecordedSpan find(int[] indices) {
    Map.Entry<int[], RecordedSpan> entry = spans.floorEntry(indices);
    return entry != null && entry.getValue().placeOf(indices) >= 0 ? entry.getValue() : null;
  }

  /// Takes a chunk out; false if it is in none.
  boolean remove(int[] indices) {
    RecordedSpan span = spans.isEmpty() ? null : find(indices);
    if (span == null) {
      return false;
    }
    int place = span.placeOf(indices);
    cut(span, place, place + 1);
    return true;
  }

  /// Takes the chunks of a span out of which the places are given, in order.
  void remove(RecordedSpan span, Positions places) {
    RecordedSpan rest = span;
    int gone = 0;
    for (int i = 0; i < places.size(); i++) {
      int place = places.at(i) - gone;
      cut(rest, place, place + 1);
      gone += place + 1;
      if (place + 1 < rest.count()) {
        rest = rest.part(place + 1, rest.count());
      }
    }
  }
}

package dev.floe.internal.commit;

import dev.floe.internal.commit.SpanParts.Listed;
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
  private static final int LEAST_PAGE_ROWS = 64;

  /// Fewer rows at the end of a page are left empty, unless all of a span fit.
  private static final int LEAST_ROWS = 16;

  private final int rank;
  private final TreeMap<int[], RecordedSpan> spans = new TreeMap<>(this::compare);

  /// The smallest and the greatest coordinates that ever were in a row; null while none were.
  private int[] lowestRow;

  private int[] highestRow;

  private long chunks;
  private long records;

  private final ChunkMemory memory;
  private final TextDictionary locations;
  private final TextDictionary etags;

  /// Where the next rows of parts are taken; null before the first, so that no span is listed.
  private PartsPage page;

  /// How many rows all pages have, and what those on the heap take.
  private long rows;

  private int pageHeapBytes;

  /// @param rank how many coordinates count of those that are given
  ChunkSpans(int rank, ChunkMemory memory, TextDictionary locations, TextDictionary etags) {
    this.rank = rank;
    this.memory = memory;
    this.locations = locations;
    this.etags = etags;
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
    return (long) spans.size() * RecordedSpan.HEAP_BYTES + pageHeapBytes;
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

  /// Records the next chunks of a run over those that are there, as many as make a span, and
  /// answers how many are new; [PagedChunkTable#NOTHING], and nothing happened, where they are to
  /// be rows.
  ///
  /// @param alike how many are alike
  /// @param unlike how many are not, if none are
  int record(VirtualRun run, int alike, int unlike) {
    RecordedSpan there = page == null || run.axis() < 0 ? null : find(run.indices());
    if (there != null && there.axis() == run.axis() && there.parts() instanceof Listed listed) {
      return rewrite(run, there, listed);
    }
    if (alike + unlike == 0) {
      return PagedChunkTable.NOTHING;
    }
    SpanParts even =
        alike == 0 ? null : run.evenParts(locations.number(run.chunks().location(run.next())));
    RecordedSpan most = run.span(alike + unlike, even, etags);
    List<RecordedSpan> before = overlapping(most);
    if (before == null) {
      run.asRows(most.count());
      return PagedChunkTable.NOTHING;
    }
    int count = beforeListed(most, before);
    int added;
    if (even != null) {
      added = add(count == alike ? most : run.span(count, even, etags), before);
      run.advance(count);
    } else {
      count = makeRoom(count);
      int row = page.take(count);
      page.write(row, run, count, locations);
      added = add(run.span(count, new Listed(page, row), etags), before);
      run.listed(count);
    }
    return added;
  }

  /// Records chunks in the rows where they are listed.
  private int rewrite(VirtualRun run, RecordedSpan there, Listed listed) {
    int place = there.placeOf(run.indices());
    int count = Math.min(run.left(), there.count() - place);
    if (!there.isGuardedAs(run.span(count, listed, etags))) {
      run.asRows(count);
      return PagedChunkTable.NOTHING;
    }
    listed.page().write(listed.row() + place, run, count, locations);
    records += count;
    run.advance(count);
    return 0;
  }

  /// How many chunks of a span come before the first of those over which it lies that is listed,
  /// and stays in its row.
  private static int beforeListed(RecordedSpan span, List<RecordedSpan> over) {
    for (RecordedSpan other : over) {
      if (other.parts() instanceof Listed) {
        return other.first()[span.axis()] - span.first()[span.axis()];
      }
    }
    return span.count();
  }

  /// Sees to it that the page has room for as many chunks of `count` as are answered.
  private int makeRoom(int count) {
    int room = page == null ? 0 : page.room();
    if (room < Math.min(count, LEAST_ROWS)) {
      int capacity = Math.clamp(Math.max(rows, count), LEAST_PAGE_ROWS, PartsPage.MOST_ROWS);
      page = new PartsPage(capacity, memory);
      rows += capacity;
      pageHeapBytes += page.heapBytes();
      room = capacity;
    }
    return Math.min(count, room);
  }

  /// @param before all that lie under it, and maybe some behind
  private int add(RecordedSpan span, List<RecordedSpan> before) {
    int replaced = 0;
    for (RecordedSpan other : before) {
      int distance = span.first()[span.axis()] - other.first()[span.axis()];
      int from = Math.max(0, distance);
      int to = Math.min(other.count(), distance + span.count());
      if (from < to) {
        replaced += to - from;
        cut(other, from, to);
      }
    }
    put(span);
    records += span.count();
    return span.count() - replaced;
  }

  /// The spans that lie under one, or null where rows or spans of other lines may lie between its
  /// chunks.
  private List<RecordedSpan> overlapping(RecordedSpan span) {
    int[] last = span.last();
    if (lowestRow != null
        && compare(last, lowestRow) >= 0
        && compare(span.first(), highestRow) <= 0) {
      return null;
    }
    if (!mayHold(span.first(), last)) {
      return List.of(); // most lie behind all others, and one look tells
    }
    Map.Entry<int[], RecordedSpan> before = spans.lowerEntry(span.first());
    List<RecordedSpan> found = new ArrayList<>();
    if (before != null && compare(before.getValue().last(), span.first()) >= 0) {
      found.add(before.getValue());
    }
    found.addAll(spans.subMap(span.first(), true, last, true).values());
    for (RecordedSpan other : found) {
      if (!other.isInLine(span)) {
        return null;
      }
    }
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

  /// Whether a span may have a chunk between two, or one of these.
  boolean mayHold(int[] first, int[] last) {
    Map.Entry<int[], RecordedSpan> entry = spans.floorEntry(last);
    return entry != null && compare(entry.getValue().last(), first) >= 0;
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

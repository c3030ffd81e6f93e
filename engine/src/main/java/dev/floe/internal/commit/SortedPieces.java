package dev.floe.internal.commit;

import java.util.Arrays;
import java.util.Collection;

/// The rows and the spans of [SortedChunks] in one order, as pieces: rows that follow one another,
/// or a span, or a part of one where a row lies between its chunks. Any thread may read.
///
/// ```
/// pieces   | rows 0 1 2 | span 100 … 199 | row 3 | span 210 … 299 |
/// ends                3              103     104              194
/// ```
final class SortedPieces {
  private final SortedChunks rows;
  private final TextDictionary locations;
  private final TextDictionary etags;
  private int[] ends = new int[16];

  /// The span of a piece; null for rows.
  private RecordedSpan[] spans = new RecordedSpan[16];

  /// The first row of a piece of rows.
  private int[] firstRows = new int[16];

  private int count;

  /// The piece that was looked at last, to begin with there.
  private int hint;

  SortedPieces(
      SortedChunks rows,
      Collection<RecordedSpan> spans,
      TextDictionary locations,
      TextDictionary etags) {
    this.rows = rows;
    this.locations = locations;
    this.etags = etags;
    int[] coords = new int[rows.rank()];
    int row = 0;
    for (RecordedSpan span : spans) {
      RecordedSpan rest = span;
      while (rest != null) {
        int from = row;
        int below = rest.count();
        while (row < rows.rowCount() && (below = below(rest, row, coords)) == 0) {
          row++;
        }
        addRows(from, row);
        below = row < rows.rowCount() ? below : rest.count();
        add(below == rest.count() ? rest : rest.part(0, below), 0, below);
        rest = below < rest.count() ? rest.part(below, rest.count()) : null;
      }
    }
    addRows(row, rows.rowCount());
  }

  private int below(RecordedSpan span, int row, int[] coords) {
    for (int d = 0; d < coords.length; d++) {
      coords[d] = rows.rowIndexAt(row, d);
    }
    return span.below(coords);
  }

  private void addRows(int from, int to) {
    if (to > from) {
      add(null, from, to - from);
    }
  }

  private void add(RecordedSpan span, int firstRow, int length) {
    if (count == ends.length) {
      int room = count + (count >> 1);
      ends = Arrays.copyOf(ends, room);
      spans = Arrays.copyOf(spans, room);
      firstRows = Arrays.copyOf(firstRows, room);
    }
    ends[count] = size() + length;
    spans[count] = span;
    firstRows[count++] = firstRow;
  }

  int size() {
    return count == 0 ? 0 : ends[count - 1];
  }

  private int first(int piece) {
    return piece == 0 ? 0 : ends[piece - 1];
  }

  private int piece(int position) {
    int piece = hint;
    if (position >= ends[piece] && piece + 1 < count) {
      piece++;
    }
    if (position < first(piece) || position >= ends[piece]) {
      int found = Arrays.binarySearch(ends, 0, count, position);
      piece = found < 0 ? -found - 1 : found + 1;
    }
    hint = piece;
    return piece;
  }

  void read(int position, RecordedChunk into) {
    int piece = piece(position);
    int place = position - first(piece);
    if (spans[piece] == null) {
      rows.readRow(firstRows[piece] + place, into);
    } else {
      spans[piece].read(place, into, locations, etags);
    }
  }

  int indexAt(int position, int dimension) {
    int piece = piece(position);
    int place = position - first(piece);
    return spans[piece] == null
        ? rows.rowIndexAt(firstRows[piece] + place, dimension)
        : spans[piece].indexAt(place, dimension);
  }

  RecordedSpan spanAt(int position) {
    int piece = piece(position);
    int place = position - first(piece);
    RecordedSpan span = spans[piece];
    return span == null || place == 0 ? span : span.part(place, span.count());
  }
}

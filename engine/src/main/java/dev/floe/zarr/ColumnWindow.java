package dev.floe.zarr;

/// Some thousand offsets and lengths of [VirtualChunkColumns] at a time, copied into arrays: plain
/// loops over those are fast in a process that has just begun, too. One thread.
final class ColumnWindow {
  private static final int MOST = 1 << 12;

  private final VirtualChunkColumns columns;
  private final long[] offsets;
  private final long[] lengths;
  private int from;
  private int to;

  ColumnWindow(VirtualChunkColumns columns) {
    this.columns = columns;
    int room = Math.min(MOST, columns.count());
    this.offsets = new long[room];
    this.lengths = new long[room];
  }

  private void fill(int number) {
    from = number;
    to = Math.min(columns.count(), number + offsets.length);
    columns.copy(number, to - number, offsets, lengths);
  }

  private int place(int number) {
    if (number < from || number >= to) {
      fill(number);
    }
    return number - from;
  }

  long offset(int number) {
    return offsets[place(number)];
  }

  long lengthBytes(int number) {
    return lengths[place(number)];
  }

  /// The first number from one on, and before another, of which offset and length cannot be those
  /// of a chunk; the other if there is none.
  int valid(int number, int end) {
    for (int next = number; next < end; ) {
      int place = place(next);
      int last = Math.min(end, to) - from;
      while (place < last) {
        long offset = offsets[place];
        long length = lengths[place];
        if (length == 0 || (offset | length | offset + length) < 0) {
          return from + place;
        }
        place++;
      }
      next = from + last;
    }
    return end;
  }

  /// The end of those from a number on, and before another, that are equally long and equally far
  /// apart; at least one is.
  int even(int number, int end) {
    place(number);
    if (end > to && to < columns.count() && from < number) {
      int within = even(number, to);
      if (within < to) {
        return within;
      }
      fill(number);
    }
    int last = Math.min(end, to) - from;
    int place = number - from + 1;
    if (place >= last) {
      return number + 1;
    }
    long step = offsets[place] - offsets[place - 1];
    long length = lengths[place - 1];
    while (place < last
        && offsets[place] - offsets[place - 1] == step
        && lengths[place] == length) {
      place++;
    }
    return from + place;
  }

  /// The first number from one on, and before another, from which on `least` are equally long and
  /// equally far apart; the other if there is none.
  int uneven(int number, int end, int least) {
    long offset = offset(number);
    long length = lengthBytes(number);
    long step = 0;
    int alike = 1;
    for (int next = number + 1; next < end; ) {
      int place = place(next);
      int last = Math.min(end, to) - from;
      for (; place < last; place++) {
        long distance = offsets[place] - offset;
        if (lengths[place] != length) {
          alike = 1;
        } else if (alike > 1 && distance != step) {
          alike = 2;
        } else if (++alike >= least) {
          return from + place + 1 - alike;
        }
        step = distance;
        offset = offsets[place];
        length = lengths[place];
      }
      next = from + last;
    }
    return end;
  }
}

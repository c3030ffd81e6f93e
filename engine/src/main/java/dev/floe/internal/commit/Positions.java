package dev.floe.internal.commit;

import java.util.Arrays;

/// A growing list of ascending numbers, held as runs of neighbours: what lies in one box of a grid
/// are few runs of a list in the order of coordinates.
///
/// ```
/// 4 5 6 20 21      firsts | 4 20 |      ends, counted | 3 5 |
/// ```
final class Positions {
  private int[] firsts = new int[4];
  private int[] ends = new int[4];
  private int runs;
  private int size;
  private int next;

  /// Adds a number greater than all before.
  void add(int value) {
    add(value, 1);
  }

  /// Adds numbers one after the other, from one on that is greater than all before.
  void add(int value, int count) {
    if (runs > 0 && value == next) {
      ends[runs - 1] += count;
    } else {
      if (runs == firsts.length) {
        firsts = Arrays.copyOf(firsts, runs * 2);
        ends = Arrays.copyOf(ends, runs * 2);
      }
      firsts[runs] = value;
      ends[runs++] = size + count;
    }
    size += count;
    next = value + count;
  }

  int size() {
    return size;
  }

  /// How many numbers from a place on follow one another.
  int together(int index) {
    return ends[run(index)] - index;
  }

  /// The number at a place.
  int at(int index) {
    int low = run(index);
    return firsts[low] + index - (low == 0 ? 0 : ends[low - 1]);
  }

  private int run(int index) {
    int low = 0;
    int high = runs - 1;
    while (low < high) {
      int middle = low + high >>> 1;
      if (index < ends[middle]) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}

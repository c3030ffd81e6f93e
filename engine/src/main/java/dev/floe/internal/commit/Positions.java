package dev.floe.internal.commit;

import java.util.Arrays;

/// A growing list of numbers.
final class Positions {
  private int[] values = new int[8];
  private int size;

  void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  int size() {
    return size;
  }

  int at(int index) {
    return values[index];
  }
}

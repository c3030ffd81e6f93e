package dev.floe.quickstart;

import dev.floe.format.ByteRange;
import dev.floe.zarr.Store;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.util.BitSet;
import java.util.Locale;

/// The climatology as it comes out of the repository: coordinates and months of a variable.
final class Months {
  static final int COUNT = 12;
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final Store store;

  Months(Store store) {
    this.store = store;
  }

  /// A month of a variable as a field on its grid.
  ///
  /// @param fill what the variable's cells without data hold
  MapField field(String variable, int month, float fill, String units) {
    double[] longitudes = coordinates("COADSX");
    double[] latitudes = coordinates("COADSY");
    BitSet land = new BitSet();
    land.set(0, longitudes.length * latitudes.length);
    float[] values = null;
    for (int i = 0; i < COUNT; i++) {
      float[] read = floats(variable + "/c/" + i + "/0/0");
      for (int cell = 0; cell < read.length; cell++) {
        land.set(cell, land.get(cell) && read[cell] == fill);
      }
      values = i == month ? read : values;
    }
    return new MapField(longitudes, latitudes, values, fill, land, units);
  }

  /// The English name of the month that a position on the axis TIME lies in.
  String name(int month) {
    try (Arena arena = Arena.ofConfined()) {
      double hours = bytes("TIME/c/" + month, arena).get(DOUBLE, 0);
      return LocalDateTime.of(0, 1, 1, 0, 0)
          .plusMinutes(Math.round(hours * 60))
          .getMonth()
          .getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }
  }

  /// The mean of the cells of a month that hold data, all cells alike.
  double mean(String variable, int month, float fill) {
    double sum = 0;
    long count = 0;
    for (float value : floats(variable + "/c/" + month + "/0/0")) {
      if (value != fill) {
        sum += value;
        count++;
      }
    }
    return sum / count;
  }

  private double[] coordinates(String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = bytes(name + "/c/0", arena);
      double[] values = new double[(int) (bytes.byteSize() / 8)];
      for (int i = 0; i < values.length; i++) {
        values[i] = bytes.getAtIndex(DOUBLE, i);
      }
      return values;
    }
  }

  private float[] floats(String key) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = bytes(key, arena);
      float[] values = new float[(int) (bytes.byteSize() / 4)];
      for (int i = 0; i < values.length; i++) {
        values[i] = bytes.getAtIndex(FLOAT, i);
      }
      return values;
    }
  }

  private MemorySegment bytes(String key, Arena arena) {
    long length =
        store.size(key).orElseThrow(() -> new IllegalStateException(key + " is not there"));
    MemorySegment bytes = arena.allocate(length, 8);
    store.getInto(key, ByteRange.all(), bytes);
    return bytes;
  }
}

package dev.floe.quickstart;

import java.util.BitSet;

/// A field on a grid of longitudes and latitudes, both increasing and evenly spaced.
///
/// @param longitudes of the cells' centres, in degrees
/// @param latitudes of the cells' centres, in degrees, from south to north
/// @param values row by row from the south, `latitudes.length · longitudes.length`
/// @param fill the value of cells without data
/// @param land the cells, numbered like the values, that have no data at any time; cells without
///   data that are not land are sea that was not observed
/// @param units as people write them
record MapField(
    double[] longitudes,
    double[] latitudes,
    float[] values,
    float fill,
    BitSet land,
    String units) {
  MapField {
    if (values.length != longitudes.length * latitudes.length
        || longitudes.length < 2
        || latitudes.length < 2) {
      throw new IllegalArgumentException(
          values.length + " values on " + longitudes.length + " × " + latitudes.length);
    }
  }

  int width() {
    return longitudes.length;
  }

  int height() {
    return latitudes.length;
  }

  /// The value at a column, and a row counted from the north as pictures are.
  float fromNorth(int x, int y) {
    return values[(height() - 1 - y) * width() + x];
  }

  boolean isFill(float value) {
    return Float.isNaN(value) || Float.floatToIntBits(value) == Float.floatToIntBits(fill);
  }

  /// Whether a cell is land; rows from the north.
  boolean isLand(int x, int y) {
    return land.get((height() - 1 - y) * width() + x);
  }

  /// The smallest and the largest value that is not fill.
  double[] extent() {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (float value : values) {
      if (!isFill(value)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    return new double[] {low, high};
  }
}

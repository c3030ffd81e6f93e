package dev.floe.virtualize;

import java.util.Objects;

/// A dimension: its name and its length; the record dimension is written with length 0, its true
/// length is [NetcdfHeader#recordCount].
public record NetcdfDimension(String name, long length) {
  public NetcdfDimension {
    Objects.requireNonNull(name, "name");
  }

  /// Whether this is the one dimension that grows.
  public boolean isRecord() {
    return length == 0;
  }
}

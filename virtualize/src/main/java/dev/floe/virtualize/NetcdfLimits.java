package dev.floe.virtualize;

/// What is believed of a header before it is read, so that a hostile file costs bounded memory and
/// time. All far above what programs write.
final class NetcdfLimits {
  /// The header in bytes.
  static final long HEADER_BYTES = 64L << 20;

  /// A name in bytes; NetCDF's own limit is 256.
  static final long NAME_BYTES = 1024;

  /// Dimensions, variables, attributes, dimensions of variables and numbers in attributes, all
  /// together.
  static final long ELEMENTS = 1L << 20;

  /// Dimensions of one variable; NetCDF's own limit.
  static final long RANK = 1024;

  private NetcdfLimits() {}
}

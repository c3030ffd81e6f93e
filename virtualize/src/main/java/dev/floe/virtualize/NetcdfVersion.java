package dev.floe.virtualize;

/// The three classic NetCDF formats, by the byte after `CDF`.
public enum NetcdfVersion {
  /// CDF-1: counts and offsets of 32 bits.
  CLASSIC(1, 4, 4),
  /// CDF-2: counts of 32 bits, offsets of 64.
  OFFSET_64(2, 4, 8),
  /// CDF-5: counts and offsets of 64 bits, unsigned and 64-bit types.
  DATA_64(5, 8, 8);

  private final int magic;
  private final int countBytes;
  private final int offsetBytes;

  NetcdfVersion(int magic, int countBytes, int offsetBytes) {
    this.magic = magic;
    this.countBytes = countBytes;
    this.offsetBytes = offsetBytes;
  }

  /// The fourth byte of the file.
  public int magic() {
    return magic;
  }

  /// The width in bytes of a count (`NON_NEG`).
  int countBytes() {
    return countBytes;
  }

  /// The width in bytes of a file offset (`OFFSET`).
  int offsetBytes() {
    return offsetBytes;
  }
}

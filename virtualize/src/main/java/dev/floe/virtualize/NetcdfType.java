package dev.floe.virtualize;

import java.math.BigInteger;

/// The external types of the classic formats: their number in the file, their width, the Zarr type
/// they become, and the value NetCDF fills unwritten data with.
public enum NetcdfType {
  BYTE(1, 1, "int8", -127),
  CHAR(2, 1, "uint8", 0),
  SHORT(3, 2, "int16", -32_767),
  INT(4, 4, "int32", -2_147_483_647),
  FLOAT(5, 4, "float32", 0x1.ep+122),
  DOUBLE(6, 8, "float64", 0x1.ep+122),
  UBYTE(7, 1, "uint8", 255),
  USHORT(8, 2, "uint16", 65_535),
  UINT(9, 4, "uint32", 4_294_967_295L),
  INT64(10, 8, "int64", -9_223_372_036_854_775_806L),
  UINT64(11, 8, "uint64", new BigInteger("18446744073709551614"));

  private final int code;
  private final int sizeBytes;
  private final String zarrName;
  private final Number defaultFill;

  NetcdfType(int code, int sizeBytes, String zarrName, Number defaultFill) {
    this.code = code;
    this.sizeBytes = sizeBytes;
    this.zarrName = zarrName;
    this.defaultFill = defaultFill;
  }

  /// The number of the type in the file.
  public int code() {
    return code;
  }

  /// The width of one value in bytes.
  public int sizeBytes() {
    return sizeBytes;
  }

  /// The Zarr data type that holds the same values.
  public String zarrName() {
    return zarrName;
  }

  /// What NetCDF fills unwritten data with: a `Double` for the two floating types, else a `Long`,
  /// an `Integer` or a `BigInteger`.
  Number defaultFill() {
    return defaultFill;
  }

  /// Whether values are floating-point numbers.
  public boolean isFloating() {
    return this == FLOAT || this == DOUBLE;
  }

  /// Whether values are integers without a sign.
  public boolean isUnsigned() {
    return this == CHAR || this == UBYTE || this == USHORT || this == UINT || this == UINT64;
  }

  /// Whether a file of this version may hold the type: the first six everywhere, all in CDF-5.
  boolean isIn(NetcdfVersion version) {
    return code <= DOUBLE.code || version == NetcdfVersion.DATA_64;
  }

  /// The type of a number in the file, or null if there is none.
  static NetcdfType ofCode(int code) {
    return code >= 1 && code <= values().length ? values()[code - 1] : null;
  }
}

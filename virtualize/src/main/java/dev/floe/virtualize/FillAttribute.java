package dev.floe.virtualize;

import dev.floe.format.JsonValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/// How the attribute `_FillValue` of an array is written. Attributes of other names are not
/// concerned.
public enum FillAttribute {
  /// As the file has it: the number.
  AS_IN_FILE,

  /// As xarray writes and reads it in Zarr v3: of floating-point arrays the Base64 text of the
  /// little-endian double, of all others the integer. xarray (2026.9) does not open an array of
  /// floating-point numbers whose `_FillValue` is a number.
  AS_XARRAY;

  /// The attribute's value.
  ///
  /// @param stated what the file says
  /// @param fill the `fill_value` of the array
  JsonValue of(JsonValue stated, NetcdfType type, JsonValue fill) {
    return switch (this) {
      case AS_IN_FILE -> stated;
      case AS_XARRAY -> type.isFloating() ? JsonValue.of(base64(fill)) : fill;
    };
  }

  private static String base64(JsonValue fill) {
    double value =
        switch (fill) {
          case JsonValue.JsonDouble(double number) -> number;
          case JsonValue.JsonString(String text) -> Double.parseDouble(text);
          default -> throw new IllegalArgumentException("not a fill value: " + fill);
        };
    byte[] bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array();
    return Base64.getEncoder().encodeToString(bytes);
  }
}

package dev.floe.virtualize;

import dev.floe.format.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;

/// The `fill_value` of a variable: its `_FillValue`, else a scalar `missing_value` of its own type,
/// else what NetCDF fills unwritten data of the type with; as a value of the type.
final class FillValues {
  /// The attribute of the fill value in NetCDF.
  static final String ATTRIBUTE = "_FillValue";

  private FillValues() {}

  static JsonValue of(NetcdfVariable variable) {
    NetcdfType type = variable.type();
    NetcdfAttribute fill = variable.attribute(ATTRIBUTE);
    if (fill != null && fill.count() == 1 && fits(fill, type)) {
      return json(type, fill.number(0));
    }
    NetcdfAttribute missing = variable.attribute("missing_value");
    if (missing != null && missing.count() == 1 && missing.type() == type) {
      return json(type, missing.number(0));
    }
    return json(type, type.defaultFill());
  }

  /// Whether a value of another type than the variable's, which the conventions forbid but files
  /// have, is also one of the variable's.
  private static boolean fits(NetcdfAttribute fill, NetcdfType type) {
    if (fill.type() == type || type.isFloating()) {
      return fill.isText() == (type == NetcdfType.CHAR);
    }
    if (fill.isText() != (type == NetcdfType.CHAR)) {
      return false;
    }
    Number value = fill.number(0);
    if (value instanceof Double real && real != Math.rint(real)) {
      return false;
    }
    BigInteger whole = whole(value);
    int bits = type.sizeBytes() * 8;
    return type.isUnsigned()
        ? whole.signum() >= 0 && whole.bitLength() <= bits
        : whole.bitLength() < bits;
  }

  private static JsonValue json(NetcdfType type, Number value) {
    return switch (type) {
      case FLOAT -> ofDouble(value.floatValue());
      case DOUBLE -> ofDouble(value.doubleValue());
      case BYTE, CHAR, SHORT, INT, UBYTE, USHORT, UINT, INT64, UINT64 ->
          new JsonValue.JsonInteger(whole(value));
    };
  }

  /// A number as JSON; what JSON has no number for becomes Zarr's text for it.
  static JsonValue ofDouble(double value) {
    if (Double.isNaN(value)) {
      return JsonValue.of("NaN");
    }
    if (Double.isInfinite(value)) {
      return JsonValue.of(value > 0 ? "Infinity" : "-Infinity");
    }
    return new JsonValue.JsonDouble(value);
  }

  static BigInteger whole(Number value) {
    return switch (value) {
      case BigInteger big -> big;
      case Double real -> new BigDecimal(real).toBigInteger();
      case Number other -> BigInteger.valueOf(other.longValue());
    };
  }
}

package dev.floe.virtualize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.format.JsonValue;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FillValuesTest {
  private static String fill(NetcdfType type, CdfFile.Attribute... attributes) {
    List<NetcdfAttribute> list =
        List.of(attributes).stream()
            .map(a ->
                new NetcdfAttribute(
                    a.name(),
                    a.type(),
                    a.values().length / a.type().sizeBytes(),
                    MemorySegment.ofArray(a.values())))
            .toList();
    JsonValue value = FillValues.of(new NetcdfVariable("v", List.of(), list, type, 0, 8));
    return new JsonWriter().value(value).toString();
  }

  @ParameterizedTest
  @CsvSource({
    "BYTE,-127",
    "CHAR,0",
    "SHORT,-32767",
    "INT,-2147483647",
    "FLOAT,9.969209968386869e+36",
    "DOUBLE,9.969209968386869e+36",
    "UBYTE,255",
    "USHORT,65535",
    "UINT,4294967295",
    "INT64,-9223372036854775806",
    "UINT64,18446744073709551614"
  })
  void defaultsAreThoseOfNetcdf(NetcdfType type, String expected) {
    assertEquals(expected, fill(type));
  }

  @Test
  void fillValueComesBeforeMissingValue() {
    assertEquals(
        "1.0",
        fill(
            NetcdfType.FLOAT, CdfFile.floats("missing_value", 2), CdfFile.floats("_FillValue", 1)));
    assertEquals("2.0", fill(NetcdfType.FLOAT, CdfFile.floats("missing_value", 2)));
  }

  @Test
  void aMissingValueMustBeAScalarOfTheSameType() {
    assertEquals(
        "9.969209968386869e+36", fill(NetcdfType.FLOAT, CdfFile.doubles("missing_value", 2)));
    assertEquals(
        "9.969209968386869e+36", fill(NetcdfType.FLOAT, CdfFile.floats("missing_value", 2, 3)));
    assertEquals(
        "9.969209968386869e+36", fill(NetcdfType.FLOAT, CdfFile.text("missing_value", "x")));
  }

  @Test
  void valuesGoThroughTheVariablesType() {
    assertEquals(
        "-9.999999790214768e+33", fill(NetcdfType.FLOAT, CdfFile.doubles("_FillValue", -1e34)));
    assertEquals("\"-Infinity\"", fill(NetcdfType.FLOAT, CdfFile.doubles("_FillValue", -1e300)));
    assertEquals("\"NaN\"", fill(NetcdfType.DOUBLE, CdfFile.doubles("_FillValue", Double.NaN)));
    assertEquals("-9", fill(NetcdfType.SHORT, CdfFile.floats("_FillValue", -9)));
    assertEquals("-32767", fill(NetcdfType.SHORT, CdfFile.floats("_FillValue", 40_000)));
    assertEquals("-32767", fill(NetcdfType.SHORT, CdfFile.floats("_FillValue", Float.NaN)));
    assertEquals("255", fill(NetcdfType.UBYTE, CdfFile.floats("_FillValue", -1)));
    assertEquals("32", fill(NetcdfType.CHAR, CdfFile.text("_FillValue", " ")));
    assertEquals("-2147483647", fill(NetcdfType.INT, CdfFile.text("_FillValue", " ")));
  }
}

package dev.floe.virtualize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FloatTextTest {
  @Test
  void asPythonPrintsThem() {
    assertEquals("-9.999999790214768e+33", FloatText.of((float) -1e34));
    assertEquals(
        "9.969209968386869e+36", FloatText.of(NetcdfType.FLOAT.defaultFill().doubleValue()));
    assertEquals("0.0", FloatText.of(0.0));
    assertEquals("-0.0", FloatText.of(-0.0));
    assertEquals("1.0", FloatText.of(1));
    assertEquals("0.1", FloatText.of(0.1));
    assertEquals("0.0001", FloatText.of(1e-4));
    assertEquals("1e-05", FloatText.of(1e-5));
    assertEquals("1234567890123456.0", FloatText.of(1234567890123456.0));
    assertEquals("1e+16", FloatText.of(1e16));
    assertEquals("1.5e+300", FloatText.of(1.5e300));
    assertEquals("5e-324", FloatText.of(Double.MIN_VALUE));
    assertEquals("-999.0", FloatText.of(-999));
  }

  @Property
  void readBackAsTheSameNumber(@ForAll double value) {
    assertEquals(value, Double.parseDouble(FloatText.of(value)));
  }
}

package dev.floe.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.error.InvalidInputException;
import dev.floe.format.JsonValue.JsonArray;
import dev.floe.format.JsonValue.JsonDouble;
import dev.floe.format.JsonValue.JsonInteger;
import dev.floe.format.JsonValue.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
  @Test
  void integersAreExactWhateverTheirSize() {
    for (String digits :
        List.of("0", "-1", "9007199254740993", "18446744073709551615", "-9223372036854775808")) {
      assertEquals(new JsonInteger(new BigInteger(digits)), JsonText.parse(digits, "test"));
      assertEquals(digits, JsonText.compact(JsonText.parse(digits, "test")));
    }
  }

  @Test
  void minusZeroKeepsItsSign() {
    assertEquals(new JsonDouble(-0.0), JsonText.parse("-0", "test"));
    assertEquals("-0.0", JsonText.compact(JsonText.parse("-0", "test")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "NaN",
        "Infinity",
        "-Infinity",
        "1 2",
        "{} x",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "// c\n1",
        "/* c */1",
        "01",
        "+1",
        "1.",
        ".5",
        "1e",
        "1e999",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\\x\"",
        "\"a\tb\"",
        "tru",
        "{\"a\":1,\"a\":2}",
        "\ufeff1",
        "\"",
        "[",
        "{",
        "{\"a\"",
        "]",
        "nul",
        "\u0000"
      })
  void whatIsNotJsonIsRefused(String text) {
    InvalidInputException thrown =
        assertThrows(InvalidInputException.class, () -> JsonText.parse(text, "the file"));
    assertEquals(ErrorKind.BAD_METADATA, thrown.kind());
    assertTrue(thrown.getMessage().startsWith("the file"), thrown.getMessage());
    FormatException stored =
        assertThrows(
            FormatException.class,
            () -> JsonText.read(text.getBytes(StandardCharsets.UTF_8), "refs/x"));
    assertEquals(ErrorKind.DESERIALIZATION, stored.kind());
    assertEquals("refs/x", stored.object());
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    for (byte[] bytes :
        List.of(
            new byte[] {'"', (byte) 0xff, '"'},
            new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'},
            new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'},
            "1".getBytes(StandardCharsets.UTF_16BE),
            "[1]".getBytes(StandardCharsets.UTF_16LE))) {
      assertThrows(FormatException.class, () -> JsonText.read(bytes, "x"));
    }
  }

  @Test
  void nestingIsBounded() {
    int most = JsonText.MAX_DEPTH;
    assertInstanceOf(JsonArray.class, JsonText.parse("[".repeat(most) + "]".repeat(most), "test"));
    for (String deep :
        List.of(
            "[".repeat(most + 1) + "]".repeat(most + 1),
            "[".repeat(100_000),
            "{\"a\":".repeat(100_000))) {
      assertThrows(InvalidInputException.class, () -> JsonText.parse(deep, "test"));
    }
  }

  @Test
  void numbersAreBounded() {
    assertEquals(1_000, JsonText.compact(JsonText.parse("9".repeat(1_000), "test")).length());
    assertThrows(InvalidInputException.class, () -> JsonText.parse("9".repeat(1_001), "test"));
  }

  /// What Rust's `serde_json` prints, which the reference uses.
  @ParameterizedTest
  @CsvSource({
    "1.0, 1.0",
    "0.1, 0.1",
    "100.0, 100.0",
    "1.5, 1.5",
    "1e15, 1000000000000000.0",
    "1e16, 1e16",
    "123456789012345680, 1.2345678901234568e17",
    "1234567890123456, 1234567890123456.0",
    "1.5e300, 1.5e300",
    "0.00001, 0.00001",
    "0.000001, 1e-6",
    "1.25e-7, 1.25e-7",
    "-2.5, -2.5",
    "5e-324, 5e-324",
    "2e23, 2e23",
    "1.7976931348623157e308, 1.7976931348623157e308",
    "0.0, 0.0"
  })
  void doublesPrintAsTheReferencePrintsThem(double value, String text) {
    assertEquals(text, JsonText.compact(new JsonDouble(value)));
  }

  @Test
  void textsEscapeOnlyWhatTheyMust() {
    assertEquals(
        "\"\\\"\\\\/\\b\\t\\n\\f\\r\\u0000\\u001fé😀\u007f\"",
        JsonText.quote("\"\\/\b\t\n\f\r\u0000\u001fé😀\u007f"));
  }

  @Test
  void prettyTextIsIndentedByTwo() {
    assertEquals(
        """
        {
          "a": [
            1,
            {}
          ],
          "b": [],
          "c": {
            "d": null
          }
        }\
        """,
        JsonText.pretty(JsonText.parse("{\"c\":{\"d\":null},\"b\":[],\"a\":[1,{}]}", "test")));
  }

  @Property
  void whatIsPrintedReadsBack(@ForAll("values") JsonValue value) {
    assertEquals(value, JsonText.parse(JsonText.compact(value), "test"));
    byte[] pretty = JsonText.pretty(value).getBytes(StandardCharsets.UTF_8);
    assertEquals(value, JsonText.read(pretty, "test"));
  }

  @Provide
  static Arbitrary<JsonValue> values() {
    return values(3);
  }

  private static Arbitrary<JsonValue> values(int depth) {
    Arbitrary<JsonValue> leaf =
        Arbitraries.oneOf(
            Arbitraries.just(JsonValue.JsonNull.INSTANCE),
            Arbitraries.of(true, false).map(JsonValue::of),
            Arbitraries.bigIntegers()
                .between(BigInteger.TWO.pow(63).negate(), BigInteger.TWO.pow(64))
                .map(JsonInteger::new),
            Arbitraries.longs()
                .map(Double::longBitsToDouble)
                .filter(Double::isFinite)
                .map(JsonDouble::new),
            texts().map(JsonValue::of));
    if (depth == 0) {
      return leaf;
    }
    Arbitrary<JsonValue> inner = values(depth - 1);
    return Arbitraries.oneOf(
        leaf,
        inner.list().ofMaxSize(4).map(JsonArray::new),
        Arbitraries.maps(texts(), inner)
            .ofMaxSize(4)
            .map(members -> JsonObject.of(new HashMap<>(Map.copyOf(members)))));
  }

  private static Arbitrary<String> texts() {
    return Arbitraries.integers()
        .between(0, Character.MAX_CODE_POINT)
        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
        .list()
        .ofMaxSize(8)
        .map(points -> points.stream().map(Character::toString).reduce("", String::concat));
  }
}

package dev.floe.internal.binary;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.floe.error.FormatException;
import dev.floe.error.InvalidInputException;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonArray;
import dev.floe.format.JsonValue.JsonObject;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MessagePackCodecTest {
  private static JsonValue decode(byte[] bytes) {
    return MessagePackCodec.decode(MemorySegment.ofArray(bytes), "file");
  }

  @Property(tries = 1000)
  void whatIsEncodedIsDecoded(@ForAll long seed) {
    JsonValue value = new Samples(seed).json(4);
    assertEquals(value, decode(MessagePackCodec.encode(value)));
  }

  @Test
  void theBytesAreThoseOfTheReference() {
    JsonObject isRoot = JsonObject.of(Map.of("is_root", JsonValue.of(true)));
    byte[] bytes = HexFormat.of().parseHex("81a769735f726f6f74c3");
    assertArrayEquals(bytes, MessagePackCodec.encode(isRoot));
    assertEquals(isRoot, decode(bytes));
  }

  @Test
  void valuesAreWrittenInTheFewestBytes() {
    Map<String, JsonValue> values =
        Map.ofEntries(
            Map.entry("7f", JsonValue.of(127)),
            Map.entry("cc80", JsonValue.of(128)),
            Map.entry("cd0100", JsonValue.of(256)),
            Map.entry("ce80000000", JsonValue.of(1L << 31)),
            Map.entry("cf0000000100000000", JsonValue.of(1L << 32)),
            Map.entry("e0", JsonValue.of(-32)),
            Map.entry("d0df", JsonValue.of(-33)),
            Map.entry("d1ff7f", JsonValue.of(-129)),
            Map.entry("d2ffff7fff", JsonValue.of(-32_769)),
            Map.entry("cb3fe0000000000000", new JsonValue.JsonDouble(0.5)),
            Map.entry("a3c3a978", JsonValue.of("éx")),
            Map.entry("bf" + "78".repeat(31), JsonValue.of("x".repeat(31))),
            Map.entry("d920" + "78".repeat(32), JsonValue.of("x".repeat(32))),
            Map.entry("da0258" + "78".repeat(600), JsonValue.of("x".repeat(600))),
            Map.entry("9102", new JsonArray(List.of(JsonValue.of(2)))));
    values.forEach((hex, value) ->
        assertEquals(hex, HexFormat.of().formatHex(MessagePackCodec.encode(value))));
  }

  @Test
  void longTextsListsAndMapsComeBack() {
    for (int length : new int[] {31, 32, 255, 256, 65_535, 65_536}) {
      JsonValue text = JsonValue.of("x".repeat(length));
      assertEquals(text, decode(MessagePackCodec.encode(text)));
      List<JsonValue> elements = new ArrayList<>();
      Map<String, JsonValue> members = new java.util.HashMap<>();
      for (int i = 0; i < length; i++) {
        elements.add(JsonValue.of(i));
        members.put("k" + i, JsonValue.of(-i));
      }
      JsonArray array = new JsonArray(elements);
      assertEquals(array, decode(MessagePackCodec.encode(array)));
      JsonObject object = JsonObject.of(members);
      assertEquals(object, decode(MessagePackCodec.encode(object)));
    }
  }

  @Test
  void integersKeepAllTheirBits() {
    for (int bits = 0; bits <= 64; bits++) {
      for (int more = -1; more <= 1; more++) {
        BigInteger number = BigInteger.TWO.pow(bits).add(BigInteger.valueOf(more));
        for (BigInteger signed : new BigInteger[] {number, number.negate()}) {
          JsonValue value = new JsonValue.JsonInteger(signed);
          boolean fits = signed.signum() < 0 ? signed.bitLength() < 64 : signed.bitLength() <= 64;
          if (fits) {
            assertEquals(value, decode(MessagePackCodec.encode(value)));
          } else {
            assertThrows(InvalidInputException.class, () -> MessagePackCodec.encode(value));
          }
        }
      }
    }
  }

  @Test
  void whatJsonHasNotIsRefused() {
    for (String hex :
        new String[] {
          "",
          "c1",
          "c400",
          "d40000",
          "c0c0",
          "8101c0",
          "91",
          "dd7fffffff",
          "dfffffffff00",
          "dbffffffff",
          "a1ff",
          "a2c3"
        }) {
      byte[] bytes = HexFormat.of().parseHex(hex);
      assertThrows(FormatException.class, () -> decode(bytes), hex);
    }
    byte[] deep = new byte[10_000];
    Arrays.fill(deep, (byte) 0x91);
    assertThrows(FormatException.class, () -> decode(deep));
    assertEquals(new JsonValue.JsonDouble(0.5), decode(HexFormat.of().parseHex("ca3f000000")));
  }

  @Property(tries = 3000)
  void damageIsReadOrRefused(@ForAll long seed) {
    Samples samples = new Samples(seed);
    Random random = samples.random;
    byte[] bytes = MessagePackCodec.encode(samples.json(4));
    for (int i = samples.upTo(4); i >= 0; i--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    try {
      decode(bytes);
    } catch (FormatException expected) {
      assertEquals("file", expected.object());
    }
  }
}

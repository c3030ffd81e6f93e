package dev.floe.internal.binary;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.floe.error.FormatException;
import dev.floe.error.InvalidInputException;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonArray;
import dev.floe.format.JsonValue.JsonObject;
import java.io.IOException;
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
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

class MessagePackCodecTest {
  private static JsonValue decode(byte[] bytes) {
    return MessagePackCodec.decode(MemorySegment.ofArray(bytes), "file");
  }

  @Property(tries = 1000)
  void whatIsEncodedIsDecoded(@ForAll long seed) {
    JsonValue value = new Samples(seed).json(4);
    assertEquals(value, decode(MessagePackCodec.encode(value)));
  }

  @Property(tries = 500)
  void theBytesAreThoseOfTheOfficialLibrary(@ForAll long seed) throws IOException {
    JsonValue value = new Samples(seed).json(3);
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      pack(packer, value);
      assertArrayEquals(packer.toByteArray(), MessagePackCodec.encode(value));
    }
  }

  private static void pack(MessageBufferPacker packer, JsonValue value) throws IOException {
    switch (value) {
      case JsonValue.JsonNull ignored -> packer.packNil();
      case JsonValue.JsonBoolean(boolean truth) -> packer.packBoolean(truth);
      case JsonValue.JsonInteger(BigInteger number) -> packer.packBigInteger(number);
      case JsonValue.JsonDouble(double number) -> packer.packDouble(number);
      case JsonValue.JsonString(String text) -> packer.packString(text);
      case JsonArray(List<JsonValue> elements) -> {
        packer.packArrayHeader(elements.size());
        for (JsonValue element : elements) {
          pack(packer, element);
        }
      }
      case JsonObject(var members) -> {
        packer.packMapHeader(members.size());
        for (Map.Entry<String, JsonValue> member : members.entrySet()) {
          packer.packString(member.getKey());
          pack(packer, member.getValue());
        }
      }
    }
  }

  @Test
  void theBytesAreThoseOfTheReference() {
    JsonObject isRoot = JsonObject.of(Map.of("is_root", JsonValue.of(true)));
    byte[] bytes = HexFormat.of().parseHex("81a769735f726f6f74c3");
    assertArrayEquals(bytes, MessagePackCodec.encode(isRoot));
    assertEquals(isRoot, decode(bytes));
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

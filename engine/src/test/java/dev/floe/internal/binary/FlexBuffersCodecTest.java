package dev.floe.internal.binary;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.flatbuffers.ArrayReadWriteBuf;
import com.google.flatbuffers.FlexBuffers;
import com.google.flatbuffers.FlexBuffersBuilder;
import dev.floe.error.FormatException;
import dev.floe.error.InvalidInputException;
import dev.floe.format.JsonText;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonArray;
import dev.floe.format.JsonValue.JsonObject;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FlexBuffersCodecTest {
  private static JsonValue decode(byte[] bytes) {
    return FlexBuffersCodec.decode(MemorySegment.ofArray(bytes));
  }

  @Property(tries = 2000)
  void whatIsEncodedIsDecoded(@ForAll long seed) {
    JsonValue value = new Samples(seed).json(4);
    assertEquals(value, decode(FlexBuffersCodec.encode(value)));
  }

  @Test
  void theBytesAreThoseOfTheReference() {
    JsonObject isRoot = JsonObject.of(Map.of("is_root", JsonValue.of(true)));
    byte[] bytes = HexFormat.of().parseHex("69735f726f6f740001090101010168022401");
    assertArrayEquals(bytes, FlexBuffersCodec.encode(isRoot));
    assertEquals(isRoot, decode(bytes));
  }

  @Test
  void integersKeepAllTheirBits() {
    for (int bits = 0; bits <= 64; bits++) {
      for (int more = -1; more <= 1; more++) {
        BigInteger number = BigInteger.TWO.pow(bits).add(BigInteger.valueOf(more));
        if (number.bitLength() <= 64) {
          same(new JsonValue.JsonInteger(number));
        }
        if (number.negate().bitLength() <= 63) {
          same(new JsonValue.JsonInteger(number.negate()));
        }
      }
    }
    BigInteger tooLong = BigInteger.TWO.pow(64);
    assertThrows(
        InvalidInputException.class,
        () -> FlexBuffersCodec.encode(new JsonValue.JsonInteger(tooLong)));
    assertThrows(
        InvalidInputException.class,
        () -> FlexBuffersCodec.encode(JsonObject.of(Map.of("a\0", JsonValue.of(1)))));
  }

  /// What the library's builder leaves to its callers: unsigned numbers with keys, 32 bits among
  /// 64, keys in the order of unsigned bytes.
  @Test
  void unsignedNumbersInMapsAndKeysBeyondAsciiAreRight() {
    JsonValue most = new JsonValue.JsonInteger(BigInteger.TWO.pow(64).subtract(BigInteger.ONE));
    JsonValue middle = JsonValue.of(3_000_000_000L);
    JsonObject object =
        JsonObject.of(
            Map.of(
                "é",
                most,
                "a",
                middle,
                "🧊",
                JsonValue.of(200),
                "z",
                JsonValue.of(-1),
                "v",
                new JsonArray(List.of(middle, most, JsonValue.of(40_000)))));
    byte[] bytes = FlexBuffersCodec.encode(object);
    compare(object, FlexBuffers.getRoot(new ArrayReadWriteBuf(bytes, bytes.length)));
    assertEquals(object, decode(bytes));
    JsonObject small = JsonObject.of(Map.of("é", JsonValue.of(200), "a", middle));
    byte[] smallBytes = FlexBuffersCodec.encode(small);
    compare(small, FlexBuffers.getRoot(new ArrayReadWriteBuf(smallBytes, smallBytes.length)));
    assertEquals(small, decode(smallBytes));
  }

  private static void same(JsonValue value) {
    assertEquals(value, decode(FlexBuffersCodec.encode(value)));
    JsonArray many = new JsonArray(List.of(value, JsonValue.of("x"), value));
    assertEquals(many, decode(FlexBuffersCodec.encode(many)));
  }

  @Test
  void longTextsAndVectorsNeedWiderOffsets() {
    List<JsonValue> elements = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      elements.add(JsonValue.of("text ".repeat(i)));
    }
    JsonArray array = new JsonArray(elements);
    assertEquals(array, decode(FlexBuffersCodec.encode(array)));
    JsonObject object =
        JsonObject.of(Map.of("a", array, "b", JsonValue.of("x".repeat(70_000)), "", array));
    assertEquals(object, decode(FlexBuffersCodec.encode(object)));
  }

  @Property(tries = 500)
  void theOfficialLibraryReadsOurs(@ForAll long seed) {
    JsonValue value = new Samples(seed).json(3);
    byte[] bytes = FlexBuffersCodec.encode(value);
    compare(value, FlexBuffers.getRoot(new ArrayReadWriteBuf(bytes, bytes.length)));
  }

  private static void compare(JsonValue expected, FlexBuffers.Reference found) {
    switch (expected) {
      case JsonValue.JsonNull ignored -> assertTrue(found.isNull());
      case JsonValue.JsonBoolean(boolean truth) -> assertEquals(truth, found.asBoolean());
      case JsonValue.JsonInteger(BigInteger number) -> {
        assertEquals(number.signum() < 0, found.getType() == FlexBuffers.FBT_INT);
        assertEquals(number.longValue(), found.asLong());
      }
      case JsonValue.JsonDouble(double number) -> assertEquals(number, found.asFloat());
      case JsonValue.JsonString(String text) -> assertEquals(text, found.asString());
      case JsonArray(List<JsonValue> elements) -> {
        if (found.getType() >= FlexBuffers.FBT_VECTOR_INT2
            && found.getType() <= FlexBuffers.FBT_VECTOR_FLOAT4) {
          return; // The library does not read vectors of fixed length.
        }
        FlexBuffers.Vector vector = found.asVector();
        assertEquals(elements.size(), vector.size());
        for (int i = 0; i < elements.size(); i++) {
          compare(elements.get(i), vector.get(i));
        }
      }
      case JsonObject(var members) -> {
        FlexBuffers.Map map = found.asMap();
        assertEquals(members.size(), map.size());
        int i = 0;
        for (Map.Entry<String, JsonValue> member : members.entrySet()) {
          // Its lookup by key does not find keys outside of ASCII.
          assertEquals(member.getKey(), map.keys().get(i).toString());
          compare(member.getValue(), map.values().get(i++));
        }
      }
    }
  }

  @Test
  void whatTheOfficialLibraryWritesIsRead() {
    FlexBuffersBuilder builder = new FlexBuffersBuilder(ByteBuffer.allocate(4096));
    int map = builder.startMap();
    builder.putInt("int", -5);
    builder.putInt("uint", 4_000_000_000L);
    builder.putFloat("float", 0.5);
    builder.putString("text", "grüß");
    builder.putNull("null");
    builder.putBoolean("yes", true);
    int typed = builder.startVector();
    builder.putInt(1);
    builder.putInt(300);
    builder.endVector("typed", typed, true, false);
    int fixed = builder.startVector();
    builder.putInt(1);
    builder.putInt(-70_000);
    builder.putInt(3);
    builder.endVector("fixed", fixed, true, true);
    int bools = builder.startVector();
    builder.putBoolean(true);
    builder.putBoolean(false);
    builder.endVector("bools", bools, true, false);
    int mixed = builder.startVector();
    builder.putString("a");
    builder.putNull();
    int inner = builder.startMap();
    builder.putInt("int", 1);
    builder.endMap(null, inner);
    builder.endVector("mixed", mixed, false, false);
    builder.endMap(null, map);
    ByteBuffer buffer = builder.finish();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    assertEquals(
        JsonText.parse(
            """
            {"int": -5, "uint": 4000000000, "float": 0.5,
             "text": "grüß", "null": null, "yes": true, "typed": [1, 300],
             "fixed": [1, -70000, 3], "bools": [true, false],
             "mixed": ["a", null, {"int": 1}]}
            """,
            "test"),
        decode(bytes));
  }

  @Test
  void indirectNumbersKeysAndOldVectorsOfTextsAreRead() {
    assertEquals(JsonValue.of(-2), decode(new byte[] {(byte) 0xfe, 1, 6 << 2, 1}));
    assertEquals(JsonValue.of(0x0201), decode(new byte[] {1, 2, 2, 7 << 2 | 1, 1}));
    byte[] half = {0, 0x3c, 2, 8 << 2 | 1, 1};
    assertEquals(new JsonValue.JsonDouble(1), decode(half));
    assertEquals(JsonValue.of("ab"), decode(new byte[] {'a', 'b', 0, 3, 4 << 2, 1}));
    byte[] texts = {1, 'a', 0, 2, 'b', 'c', 0, 2, 7, 5, 2, 15 << 2, 1};
    assertEquals(new JsonArray(List.of(JsonValue.of("a"), JsonValue.of("bc"))), decode(texts));
    assertEquals(JsonObject.EMPTY, decode(new byte[] {0, 0, 1, 0, 0, 9 << 2, 1}));
    byte[] infinite = {0, 0, (byte) 0x80, 0x7f, 3 << 2 | 2, 4};
    assertEquals(JsonValue.JsonNull.INSTANCE, decode(infinite));
    assertThrows(FormatException.class, () -> decode(new byte[] {1, 'x', 1, 25 << 2, 1}), "blob");
  }

  @Test
  void depthIsBounded() {
    JsonValue deep = JsonValue.of(1);
    for (int i = 0; i < FlexBuffersCodec.MAX_DEPTH; i++) {
      deep = new JsonArray(List.of(deep, JsonValue.of("x")));
    }
    assertEquals(deep, decode(FlexBuffersCodec.encode(deep)));
    JsonValue deeper = new JsonArray(List.of(deep));
    assertThrows(InvalidInputException.class, () -> FlexBuffersCodec.encode(deeper));
    // A vector that is its own element.
    byte[] loop = {1, 0, 10 << 2, 2, 10 << 2, 1};
    assertThrows(FormatException.class, () -> decode(loop));
  }

  /// Levels that refer twice to the one below would unfold into 2^60 values.
  @Test
  void sharedChildrenDoNotMultiply() {
    byte[] bytes = new byte[6 * 60 + 7];
    int used = 0;
    bytes[used++] = 1;
    bytes[used++] = 7;
    int child = 1;
    byte type = 11 << 2;
    for (int level = 0; level < 60; level++) {
      bytes[used++] = 2;
      int at = used;
      bytes[used++] = (byte) (at - child);
      bytes[used++] = (byte) (at + 1 - child);
      bytes[used++] = type;
      bytes[used++] = type;
      child = at;
      type = 10 << 2;
    }
    bytes[used] = (byte) (used - child);
    bytes[used + 1] = type;
    bytes[used + 2] = 1;
    byte[] bomb = Arrays.copyOf(bytes, used + 3);
    assertThrows(FormatException.class, () -> decode(bomb));
  }

  /// Keys that are suffixes of one long text would be longer together than memory.
  @Test
  void overlappingTextsDoNotMultiply() {
    int count = 60_000;
    ByteBuffer buffer = ByteBuffer.allocate(count * 6 + 64).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    buffer.put("k".repeat(count).getBytes(StandardCharsets.UTF_8)).put((byte) 0);
    while (buffer.position() % 4 != 0) {
      buffer.put((byte) 0);
    }
    buffer.putInt(count);
    int vector = buffer.position();
    for (int i = 0; i < count; i++) {
      buffer.putInt(buffer.position() - i);
    }
    buffer.putInt(buffer.position() - vector).put((byte) (14 << 2 | 2)).put((byte) 4);
    byte[] bomb = Arrays.copyOf(buffer.array(), buffer.position());
    assertThrows(FormatException.class, () -> decode(bomb));
  }

  @Property(tries = 5000)
  void damageIsReadOrRefused(@ForAll long seed) {
    Samples samples = new Samples(seed);
    Random random = samples.random;
    byte[] bytes = FlexBuffersCodec.encode(samples.json(4));
    for (int i = samples.upTo(4); i >= 0; i--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    readOrRefused(random.nextInt(4) > 0 ? bytes : Arrays.copyOf(bytes, samples.upTo(bytes.length)));
    byte[] noise = new byte[samples.upTo(60)];
    random.nextBytes(noise);
    if (noise.length > 2) {
      noise[noise.length - 1] = (byte) (1 << samples.upTo(3));
    }
    readOrRefused(noise);
  }

  private static void readOrRefused(byte[] bytes) {
    try {
      decode(bytes);
    } catch (FormatException expected) {
      assertEquals("a FlexBuffer", expected.object());
    }
  }
}

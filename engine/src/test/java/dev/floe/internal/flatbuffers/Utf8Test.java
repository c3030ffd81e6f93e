package dev.floe.internal.flatbuffers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class Utf8Test {
  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of("/", "-", "a", "b", "0", "é", "߿", "ࠀ", "\ue000", "\uffff", "🧊", "𐀀")
        .list()
        .ofMaxSize(5)
        .map(parts -> String.join("", parts));
  }

  @Property(tries = 3000)
  void ordersAsTheBytesDo(@ForAll("texts") String stored, @ForAll("texts") String text) {
    for (String suffix : new String[] {"", "/", "0"}) {
      int expected =
          Integer.signum(
              Arrays.compareUnsigned(
                  stored.getBytes(StandardCharsets.UTF_8),
                  (text + suffix).getBytes(StandardCharsets.UTF_8)));
      assertEquals(expected, compare(stored, text, suffix.isEmpty() ? 0 : suffix.charAt(0)));
    }
    assertEquals(0, compare(stored, stored, (char) 0));
  }

  private static int compare(String stored, String text, char suffix) {
    try (FlatBufferBuilder builder = new FlatBufferBuilder("test", 0)) {
      int vector = builder.text(stored);
      builder.startTable();
      builder.addOffset(0, vector);
      FlatBuffer buffer = new FlatBuffer(builder.finish(builder.endTable(), 1), "test");
      long at = buffer.vector(buffer.field(buffer.root(1), 0), 1);
      assertEquals(stored, buffer.text(at));
      return Integer.signum(Utf8.compare(buffer, at, text, suffix));
    }
  }

  private static int compare(String stored, String text, int suffix) {
    return compare(stored, text, (char) suffix);
  }

  @Test
  void onlyUtf8IsDecoded() {
    byte[] replacement = "a\ufffd".getBytes(StandardCharsets.UTF_8);
    assertEquals("a\ufffd", Utf8.decode(MemorySegment.ofArray(replacement), 0, 4));
    byte[] broken = {'a', (byte) 0xff, 'b'};
    assertNull(Utf8.decode(MemorySegment.ofArray(broken), 0, 3));
    byte[] surrogate = {(byte) 0xed, (byte) 0xa0, (byte) 0x80};
    assertNull(Utf8.decode(MemorySegment.ofArray(surrogate), 0, 3));
  }
}

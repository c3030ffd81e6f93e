package dev.floe.internal.binary;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.format.SpecVersion;
import dev.floe.internal.codec.Zstd;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
  private static final Zstd ZSTD = new Zstd(1);
  private static final byte[] BODY = "some body".getBytes(StandardCharsets.UTF_8);

  @AfterAll
  static void close() {
    ZSTD.close();
  }

  private static MemorySegment heap(long bytes) {
    return MemorySegment.ofArray(new byte[(int) bytes]);
  }

  private static byte[] file() {
    return Envelope.encode(
            ZSTD,
            FileType.MANIFEST,
            SpecVersion.V2,
            MemorySegment.ofArray(BODY),
            3,
            EnvelopeTest::heap)
        .toArray(ValueLayout.JAVA_BYTE);
  }

  private static Envelope.Decoded decode(byte[] file, FileType expected) {
    return Envelope.decode(
        ZSTD, MemorySegment.ofArray(file), expected, "key", 100, EnvelopeTest::heap);
  }

  @Test
  void theHeaderIsAsDrawn() {
    byte[] file = file();
    assertArrayEquals("ICE🧊CHUNK".getBytes(StandardCharsets.UTF_8), Arrays.copyOf(file, 12));
    String name = new String(file, 12, 24, StandardCharsets.US_ASCII);
    assertTrue(name.startsWith("floe-") && name.endsWith(" "), name);
    assertArrayEquals(new byte[] {2, 2, 1}, Arrays.copyOfRange(file, 36, 39));
    Envelope.Decoded decoded = decode(file, FileType.MANIFEST);
    assertEquals(
        new Envelope(Envelope.IMPLEMENTATION, SpecVersion.V2, FileType.MANIFEST, true),
        decoded.envelope());
    assertArrayEquals(BODY, decoded.body().toArray(ValueLayout.JAVA_BYTE));
  }

  @Test
  void headersOfOthersAreRead() {
    byte[] file = file();
    Arrays.fill(file, 12, 36, (byte) 0);
    System.arraycopy("ic-2.3.0  ".getBytes(StandardCharsets.US_ASCII), 0, file, 12, 10);
    file[36] = 1;
    file[37] = 5;
    file[38] = 0;
    assertEquals(
        new Envelope("ic-2.3.0", SpecVersion.V1, FileType.CHUNK, false),
        Envelope.parse(MemorySegment.ofArray(file), "key"));
  }

  /// Each change alone and with all later ones gives the same complaint: checks come in order.
  @Test
  void theFirstThingThatIsWrongIsNamed() {
    int[] places = {0, 36, 37, 38};
    byte[] values = {'X', 3, 9, 2};
    for (int i = 0; i < places.length; i++) {
      byte[] file = file();
      for (int j = places.length - 1; j >= i; j--) {
        file[places[j]] = values[j];
        if (j == i) {
          FormatException e =
              assertThrows(FormatException.class, () -> decode(file, FileType.SNAPSHOT));
          assertEquals(places[i], e.offset());
          assertEquals("key", e.object());
          assertEquals(
              i == 1 ? ErrorKind.UNSUPPORTED_SPEC_VERSION : ErrorKind.INVALID_FILE_FORMAT,
              e.kind());
        }
      }
    }
    byte[] uncompressed = file();
    uncompressed[38] = 0;
    assertEquals(37, offset(uncompressed, FileType.SNAPSHOT));
    assertEquals(38, offset(uncompressed, FileType.MANIFEST));
    assertEquals(0, offset(Arrays.copyOf(file(), 38), FileType.MANIFEST));
  }

  private static long offset(byte[] file, FileType expected) {
    return assertThrows(FormatException.class, () -> decode(file, expected)).offset();
  }

  @Test
  void bodiesAreBounded() {
    byte[] file =
        Envelope.encode(ZSTD, FileType.REPO_INFO, SpecVersion.V2, heap(101), 3, EnvelopeTest::heap)
            .toArray(ValueLayout.JAVA_BYTE);
    assertThrows(FormatException.class, () -> decode(file, FileType.REPO_INFO));
  }
}

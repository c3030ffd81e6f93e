package dev.floe.internal.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// Ends that share memory are none of each other's business.
class FileEndTest {
  private static MemorySegment bytes(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String text(FileEnd end) {
    byte[] bytes = end.segment().toArray(ValueLayout.JAVA_BYTE);
    assertEquals(bytes.length, end.lengthBytes());
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  /// So long that the next two bytes fit into its memory.
  private static FileEnd withRoom() {
    return FileEnd.NONE.extended(bytes("fgh")).extended(bytes("de"));
  }

  @Test
  void whoIsFirstExtendsInPlace() {
    FileEnd end = withRoom();
    FileEnd first = end.extended(bytes("c"));
    FileEnd second = end.extended(bytes("x"));
    assertTrue(first.sharesWith(end));
    assertFalse(second.sharesWith(end));
    assertEquals("defgh", text(end));
    assertEquals("cdefgh", text(first));
    assertEquals("xdefgh", text(second));
    assertEquals("bcdefgh", text(first.extended(bytes("b"))));
    assertEquals("yxdefgh", text(second.extended(bytes("y"))));
    assertEquals("cdefgh", text(first));
  }

  @Test
  void nothingIsExtendedByAnybody() {
    FileEnd one = FileEnd.NONE.extended(bytes("one"));
    FileEnd other = FileEnd.NONE.extended(bytes("other"));
    assertEquals("one", text(one));
    assertEquals("other", text(other));
    assertEquals("", text(FileEnd.NONE.extended(bytes(""))));
  }

  @Test
  void itGrowsBeyondItsMemory() {
    FileEnd end = FileEnd.NONE;
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 1_000; i++) {
      String front = Integer.toString(i);
      end = end.extended(bytes(front));
      expected.insert(0, front);
    }
    assertEquals(expected.toString(), text(end));
    assertEquals("0", new String(end.segment(1, 1).toArray(ValueLayout.JAVA_BYTE)));
  }
}

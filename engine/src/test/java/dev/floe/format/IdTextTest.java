package dev.floe.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.InvalidInputException;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The text of ids of twelve bytes, against that of any bytes.
class IdTextTest {
  @Test
  void ofAnyBytes() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 10_000; i++) {
      SnapshotId id = SnapshotId.random(random);
      String text = CrockfordBase32.encode(id.toBytes());
      assertEquals(text, id.text());
      assertEquals("snapshots/" + text, id.key());
      assertEquals(id, SnapshotId.parse(text));
      assertTrue(ObjectId.isText(text));
      assertEquals(id, SnapshotId.parse(text.toLowerCase(Locale.ROOT)));
      assertEquals(id.high(), ObjectId.high(id.key(), 10));
      assertEquals(id.low(), ObjectId.low(id.key(), 10));
      assertTrue(ObjectId.isText(id.key(), 10));
      assertFalse(ObjectId.isText(id.key(), 9));
      assertFalse(ObjectId.isText(id.key(), 11));
    }
  }

  @Test
  void digitsThatLookAlikeAndBitsThatAreLeftOver() {
    SnapshotId id = SnapshotId.parse("1CECHNKREP0F1RSTCMT0");
    assertEquals(SnapshotId.INITIAL, id);
    for (String other :
        new String[] {
          "lcechnkrep0f1rstcmto",
          "ICECHNKREPOFLRSTCMT0",
          "1CECHNKREP0F1RSTCMTF",
          "1CECHNKREP0f1RSTCMT0",
          "1CECHNKREP0F1RSTCMTO"
        }) {
      assertEquals(id, SnapshotId.parse(other));
      assertFalse(ObjectId.isText(other), other);
      assertFalse(ObjectId.isText("chunks/" + other, 7), other);
    }
  }

  @Test
  void whatIsNone() {
    for (String text :
        new String[] {
          "",
          "1CECHNKREP0F1RSTCMT",
          "1CECHNKREP0F1RSTCMT00",
          "UCECHNKREP0F1RSTCMT0",
          "1CECHNKREP0FURSTCMT0",
          "1CECHNKREP0F1RSTCMTU",
          "1CECHNKREP0F-RSTCMT0",
          "1CECHNKREP0F1RSTCM\u00df0"
        }) {
      assertThrows(InvalidInputException.class, () -> SnapshotId.parse(text), text);
      assertFalse(ObjectId.isText(text), text);
      assertFalse(ObjectId.isText("chunks/" + text, 7), text);
      InvalidInputException refused =
          assertThrows(InvalidInputException.class, () -> ChunkId.parse(text), text);
      String end = "found \"" + text + "\"";
      assertTrue(refused.getMessage().endsWith(end), refused.getMessage());
    }
  }
}

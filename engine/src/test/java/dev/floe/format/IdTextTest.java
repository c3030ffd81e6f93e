package dev.floe.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
      assertEquals(id, SnapshotId.parse(text.toLowerCase(Locale.ROOT)));
    }
  }

  @Test
  void digitsThatLookAlikeAndBitsThatAreLeftOver() {
    SnapshotId id = SnapshotId.parse("1CECHNKREP0F1RSTCMT0");
    assertEquals(SnapshotId.INITIAL, id);
    assertEquals(id, SnapshotId.parse("lcechnkrepof1rstcmto"));
    assertEquals(id, SnapshotId.parse("ICECHNKREPOFLRSTCMT0"));
    assertEquals(id, SnapshotId.parse("1CECHNKREP0F1RSTCMTF"));
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
    }
  }
}

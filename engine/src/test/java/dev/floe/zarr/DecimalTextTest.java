package dev.floe.zarr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DecimalTextTest {
  @Test
  void ofNumbersThatFollowOneAnotherAndOthers() {
    DecimalText text = new DecimalText();
    Random random = new Random(5);
    int[] starts = {0, 9, 98, 999_999_990, Integer.MAX_VALUE - 5, -12, 7, 7, 0, 99};
    for (int round = 0; round < 1000; round++) {
      int number = round < starts.length ? starts[round] : random.nextInt();
      for (int i = 0; i < 25; i++) {
        assertEquals(Integer.toUnsignedString(number + i), text.of(number + i));
      }
    }
  }
}

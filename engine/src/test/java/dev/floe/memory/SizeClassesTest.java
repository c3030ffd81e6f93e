package dev.floe.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SizeClassesTest {
  @Property
  void theClassIsTheSmallestThatHolds(@ForAll @LongRange(max = 16L << 20) long length) {
    int index = SizeClasses.index(length);
    assertTrue(SizeClasses.bytes(index) >= length);
    assertTrue(index == 0 || SizeClasses.bytes(index - 1) < length);
    if (length > SizeClasses.SMALLEST_BYTES) {
      assertTrue(SizeClasses.bytes(index) * 4 <= length * 5, "waste");
    }
  }

  @Test
  void everyClassHoldsItsOwnSizeAndNoMore() {
    for (int i = 0; i < SizeClasses.COUNT; i++) {
      long bytes = SizeClasses.bytes(i);
      assertEquals(i, SizeClasses.index(bytes));
      assertEquals(0, bytes % 1024);
      if (i + 1 < SizeClasses.COUNT) {
        assertEquals(i + 1, SizeClasses.index(bytes + 1));
      }
    }
    assertEquals(SizeClasses.SMALLEST_BYTES, SizeClasses.bytes(0));
    assertEquals(SizeClasses.LARGEST_BYTES, SizeClasses.bytes(SizeClasses.COUNT - 1));
  }

  @Test
  void largeLeasesWeighWholeMebibytes() {
    assertEquals(17L << 20, SizeClasses.weightBytes((16L << 20) + 1));
    assertEquals(17L << 20, SizeClasses.weightBytes(17L << 20));
  }
}

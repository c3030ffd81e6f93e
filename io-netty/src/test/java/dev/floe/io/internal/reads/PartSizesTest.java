package dev.floe.io.internal.reads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.format.ByteRange;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PartSizesTest {
  @Test
  void theExamplesOfTheReference() {
    assertEquals(
        List.of(ByteRange.of(10, 14), ByteRange.of(14, 18), ByteRange.of(18, 21)),
        new PartSizes(5, 18).split(ByteRange.of(10, 21)));
    assertEquals(
        List.of(ByteRange.of(0, 7), ByteRange.of(7, 13)),
        new PartSizes(5, 2).split(ByteRange.of(0, 13)));
    assertEquals(
        List.of(ByteRange.of(0, 34), ByteRange.of(34, 67), ByteRange.of(67, 100)),
        new PartSizes(5, 3).split(ByteRange.of(0, 100)));
    assertEquals(List.of(ByteRange.all()), new PartSizes(5, 3).split(ByteRange.all()));
    assertEquals(List.of(ByteRange.last(100)), new PartSizes(5, 3).split(ByteRange.last(100)));
  }

  @Property
  void partsJoinWithoutGapsAndNoneIsEmpty(
      @ForAll @LongRange(max = 1L << 50) long start,
      @ForAll @LongRange(min = 1, max = 1L << 40) long length,
      @ForAll @LongRange(min = 1, max = 1L << 30) long ideal,
      @ForAll @IntRange(min = 1, max = 100) int most) {
    List<ByteRange> parts = new PartSizes(ideal, most).split(ByteRange.of(start, start + length));
    assertTrue(parts.size() <= most);
    long offset = start;
    for (ByteRange part : parts) {
      ByteRange.Bounded bounded = (ByteRange.Bounded) part;
      assertEquals(offset, bounded.start());
      assertTrue(bounded.end() > bounded.start());
      offset = bounded.end();
    }
    assertEquals(start + length, offset);
  }

  @Test
  void largePartsEndAtMultiplesOfTheirLength() {
    assertEquals(
        List.of(ByteRange.of(3, 8), ByteRange.of(8, 16), ByteRange.of(16, 17)),
        PartSizes.aligned(3, 17, 8));
    assertEquals(List.of(ByteRange.of(8, 16)), PartSizes.aligned(8, 16, 8));
    assertEquals(List.of(ByteRange.of(9, 10)), PartSizes.aligned(9, 10, 8));
  }
}

package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class AutomaticSplitsTest {
  private static long[] of(long... numbers) {
    return numbers;
  }

  @Test
  void arraysOfFewReferencesHaveOneBox() {
    assertArrayEquals(of(7, 1, 9), AutomaticSplits.sizes(of(7, 0, 9), 63));
    assertArrayEquals(of(1_000_000), AutomaticSplits.sizes(of(1_000_000), 8_192));
    assertArrayEquals(of(), AutomaticSplits.sizes(of(), 1));
  }

  @Test
  void fullArraysAreCutIntoBoxesOfThousands() {
    assertArrayEquals(of(8_192), AutomaticSplits.sizes(of(1_000_000), 1_000_000));
    assertArrayEquals(of(64, 128), AutomaticSplits.sizes(of(1_000, 1_000), 1_000_000));
    assertArrayEquals(of(16, 32, 32), AutomaticSplits.sizes(of(5_000, 20, 20), 2_000_000));
    assertArrayEquals(of(65_536), AutomaticSplits.sizes(of(1L << 32), 1L << 32));
  }

  @Test
  void boxesOfSparseArraysAreLarger() {
    assertArrayEquals(of(32_768), AutomaticSplits.sizes(of(1_000_000), 200_000));
    assertArrayEquals(of(65_536), AutomaticSplits.sizes(of(1L << 32), 20_000));
  }

  @Test
  void anArrayThatGrowsKeepsItsBoxes() {
    for (long rows = 9_000; rows < 8_000_000; rows += 1_001) {
      assertArrayEquals(of(8_192), AutomaticSplits.sizes(of(rows), rows));
    }
    for (long rows = 64; rows < 8_000; rows++) {
      assertArrayEquals(of(64, 128), AutomaticSplits.sizes(of(rows, 1_000), rows * 1_000));
    }
  }

  @Property
  void noBoxIsTooLargeAndNoneSmallerThanNeeded(
      @ForAll long seed, @ForAll @LongRange(min = 1, max = 100) long percent) {
    Random random = new Random(seed);
    long[] counts = random.longs(1 + random.nextInt(4), 1, 3_000).toArray();
    long grid = 1;
    for (long count : counts) {
      grid *= count;
    }
    long refs = Math.max(1, grid / 100 * percent);
    long[] sizes = AutomaticSplits.sizes(counts, refs);
    long volume = 1;
    boolean whole = true;
    for (int axis = 0; axis < sizes.length; axis++) {
      assertTrue(sizes[axis] >= counts[axis] || Long.bitCount(sizes[axis]) == 1);
      volume *= Math.min(sizes[axis], counts[axis]);
      whole &= sizes[axis] >= counts[axis];
    }
    assertEquals(refs <= AutomaticSplits.USUAL_REFS || grid <= AutomaticSplits.USUAL_REFS, whole);
    assertTrue(whole || volume <= AutomaticSplits.MOST_CHUNKS);
    assertTrue(whole || volume > AutomaticSplits.USUAL_REFS / 2);
  }
}

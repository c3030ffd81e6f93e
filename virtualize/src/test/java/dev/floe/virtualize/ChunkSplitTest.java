package dev.floe.virtualize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ChunkSplitTest {
  private static long[] of(long... numbers) {
    return numbers;
  }

  @Test
  void upToSixtyFourMebibytesARunIsOneChunk() {
    assertArrayEquals(of(16, 1024, 1024), ChunkSplit.chunkShape(of(16, 1024, 1024), 0, 4, 0));
    assertArrayEquals(of(1, 1 << 24), ChunkSplit.chunkShape(of(9, 1 << 24), 1, 4, 0));
    assertArrayEquals(of(), ChunkSplit.chunkShape(of(), 0, 8, 0));
  }

  @Test
  void aboveItIsSplitAlongTheFirstAxisIntoEqualParts() {
    assertArrayEquals(
        of(8, 1024, 1024), ChunkSplit.chunkShape(of(24, 1024, 1024), 0, 8, 0), "exactly the limit");
    assertArrayEquals(
        of(17, 1024, 512), ChunkSplit.chunkShape(of(51, 1024, 512), 0, 4, 0), "a divisor");
    assertArrayEquals(of(12_500_000), ChunkSplit.chunkShape(of(100_000_000), 0, 4, 0));
  }

  @Test
  void aLongRowIsSplitAlongTheNextAxis() {
    assertArrayEquals(of(1, 8, 1 << 20), ChunkSplit.chunkShape(of(3, 16, 1 << 20), 0, 8, 0));
    assertArrayEquals(of(1, 1, 8, 1 << 20), ChunkSplit.chunkShape(of(5, 3, 16, 1 << 20), 1, 8, 0));
  }

  @Test
  void aPrimeNumberOfRowsUsesTheBytesThatFollow() {
    // 1009 rows of 100 kB: 101 MB in two chunks reaches one row beyond the end
    assertArrayEquals(of(505, 25_000), ChunkSplit.chunkShape(of(1009, 25_000), 0, 4, 100_000));
    assertArrayEquals(of(1, 25_000), ChunkSplit.chunkShape(of(1009, 25_000), 0, 4, 99_999));
  }

  @Test
  void tooManyChunksAreWorseThanALongOne() {
    assertArrayEquals(of(20_000_003), ChunkSplit.chunkShape(of(20_000_003), 0, 8, 0));
  }

  @Property(tries = 300)
  void chunksAreContiguousAndStayInTheFile(
      @ForAll @LongRange(min = 1, max = 3_000_000) long rows,
      @ForAll @IntRange(min = 1, max = 300) int width,
      @ForAll @LongRange(min = 0, max = 1 << 16) long spare) {
    long[] chunk = ChunkSplit.chunkShape(of(rows, width), 0, 8, spare);
    long chunks = Math.ceilDiv(rows, chunk[0]);
    long beyond = (chunks * chunk[0] - rows) * width * 8;
    assertTrue(chunk[1] == width && beyond <= spare);
    assertTrue(chunk[0] * width * 8 <= ChunkSplit.MOST_BYTES || chunk[0] == rows);
  }

  @Test
  void moreRowsThanCanBeTriedStayWhole() {
    long prime = (1L << 55) - 55;
    assertArrayEquals(of(prime), ChunkSplit.chunkShape(of(prime), 0, 1, 0));
  }
}

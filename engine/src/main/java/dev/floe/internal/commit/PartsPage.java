package dev.floe.internal.commit;

import dev.floe.internal.binary.ChunkRanges;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.Arrays;

/// Which parts of which foreign objects chunks are, as columns of some thousand rows: rows that
/// follow one another are of chunks side by side. A row is only ever written for the same chunk
/// again, so that whoever holds its number reads what was recorded last. Any thread may call.
///
/// ```
/// | offset u64 × capacity | length u64 × capacity | location number u32 × capacity |
/// ```
final class PartsPage {
  static final int ROW_BYTES = 20;

  /// Of the largest page: some of these fill a block of [ChunkMemory].
  static final int MOST_ROWS = (1 << 16) / ROW_BYTES;

  /// Pages of so many rows or fewer are on the heap.
  private static final int MOST_ON_HEAP = 64;

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  private final ChunkMemory memory;
  private final MemorySegment offsets;
  private final MemorySegment lengths;
  private final MemorySegment locations;
  private final int capacity;
  private int used;

  PartsPage(int capacity, ChunkMemory memory) {
    this.memory = memory;
    this.capacity = capacity;
    long column = 8L * capacity;
    MemorySegment page =
        capacity <= MOST_ON_HEAP
            ? MemorySegment.ofArray(new byte[ROW_BYTES * capacity])
            : memory.page((long) ROW_BYTES * capacity);
    offsets = page.asSlice(0, column);
    lengths = page.asSlice(column, column);
    locations = page.asSlice(2 * column);
  }

  /// What it takes on the heap.
  int heapBytes() {
    return offsets.isNative() ? 0 : ROW_BYTES * capacity;
  }

  /// How many rows nobody took.
  synchronized int room() {
    return capacity - used;
  }

  /// Takes so many rows, and answers which is the first.
  synchronized int take(int count) {
    used += count;
    return used - count;
  }

  /// Writes the next chunks of a run from a row on.
  synchronized void write(int row, VirtualRun run, int count, TextDictionary texts) {
    VirtualRun.Chunks chunks = run.chunks();
    chunks.copy(
        run.next(),
        count,
        offsets.asSlice(8L * row, 8L * count),
        lengths.asSlice(8L * row, 8L * count));
    int[] numbers = new int[count];
    int last = run.next() + count;
    for (int next = run.next(); next < last; ) {
      int together = chunks.together(next, last - next);
      int number = texts.number(chunks.location(next));
      Arrays.fill(numbers, next - run.next(), next - run.next() + together, number);
      next += together;
    }
    MemorySegment.copy(numbers, 0, locations, INT, 4L * row, count);
  }

  /// Copies out what a row says of a chunk of a span.
  synchronized void read(int row, RecordedSpan span, RecordedChunk into) {
    into.fill(
        span.kind(),
        offsets.getAtIndex(LONG, row),
        lengths.getAtIndex(LONG, row),
        span.etag() | locations.getAtIndex(INT, row),
        span.seconds());
    Reference.reachabilityFence(memory);
  }

  /// How many of `count` rows from one on have the same location.
  int together(int row, int count) {
    int first = locations.getAtIndex(INT, row);
    int together = 1;
    while (together < count && locations.getAtIndex(INT, row + together) == first) {
      together++;
    }
    Reference.reachabilityFence(memory);
    return together;
  }

  /// What `count` rows from one on say, where they lie; valid for as long as this is held.
  ChunkRanges ranges(int row, int count) {
    return new ChunkRanges.Listed(
        offsets.asSlice(8L * row, 8L * count), lengths.asSlice(8L * row, 8L * count));
  }
}

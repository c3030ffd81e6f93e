package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.format.Checksum;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkPayload;
import dev.floe.internal.binary.ChunkRanges;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Runs of virtual chunks between single writes, in a grid small enough that they meet all the
/// time, against a sorted map.
class VirtualRunModelTest {
  private static final int[][] GRIDS = {
    {}, {70}, {4000}, {300, 1}, {60, 1, 1}, {5, 40}, {3, 3, 33}, {2, 900}, {60, 3}
  };

  private final TreeMap<ChunkIndices, Optional<ChunkPayload>> model = new TreeMap<>();
  private PagedChunkTable table;
  private Random random;
  private int rank;

  /// Chunks of which all follows from their number.
  ///
  /// @param ofARule how many one after the other are equally long and equally far apart, if they
  ///   are of one file
  private record Numbered(int salt, int ofAFile, int ofARule, Optional<Checksum> checksum)
      implements VirtualRun.Chunks {
    @Override
    public String location(int number) {
      return "s3://archive/" + (salt + number / ofAFile) % 40;
    }

    @Override
    public long offset(int number) {
      return (long) salt << 40 | (long) (number / ofARule * 0x9e3779b1 >>> 20) << 20 | number * 7;
    }

    @Override
    public long lengthBytes(int number) {
      return 1 + number / ofAFile + number / ofARule;
    }

    @Override
    public int alike(int number, int count) {
      return Math.min(together(number, count), ofARule - number % ofARule);
    }

    @Override
    public int unlike(int number, int count, int least) {
      int unlike = 0;
      while (unlike < count) {
        int alike = alike(number + unlike, count - unlike);
        if (alike >= least) {
          return unlike;
        }
        unlike += alike;
      }
      return count;
    }

    @Override
    public int together(int number, int count) {
      return Math.min(count, ofAFile - number % ofAFile);
    }

    @Override
    public void copy(int number, int count, MemorySegment offsets, MemorySegment lengths) {
      for (int i = 0; i < count; i++) {
        offsets.setAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, i, offset(number + i));
        lengths.setAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, i, lengthBytes(number + i));
      }
    }

    Optional<ChunkPayload> payload(int number) {
      return Optional.of(
          new ChunkPayload.Virtual(
              location(number), offset(number), lengthBytes(number), checksum));
    }
  }

  @Property(tries = 300)
  void runsBetweenSingleWritesBehaveAsASortedMap(
      @ForAll long seed, @ForAll @IntRange(max = 8) int grid) {
    random = new Random(seed);
    int[] counts = GRIDS[grid];
    rank = counts.length;
    table = new PagedChunkTable(rank, new MutationGate(), new ChunkMemory(), false);
    model.clear();
    int singles = random.nextInt(3) == 0 ? 0 : random.nextInt(1, 40);
    int operations = 1 + random.nextInt(random.nextInt(5) == 0 ? 300 : 30);
    for (int i = 0; i < operations; i++) {
      recordRun(counts);
      for (int single = 0; single < singles; single++) {
        recordSingle(counts);
      }
      if (random.nextInt(9) == 0) {
        int salt = random.nextInt(3);
        table.removeIf(chunk -> chunk.lengthBytes() > 0 && chunk.offset() >>> 40 == salt);
        model.values().removeIf(value -> value.isPresent() && offset(value.get()) >>> 40 == salt);
      }
    }
    assertSame(counts);
  }

  private static long offset(ChunkPayload payload) {
    return ((ChunkPayload.Virtual) payload).offset();
  }

  private int[] somewhere(int[] counts) {
    int[] at = new int[rank];
    for (int d = 0; d < rank; d++) {
      at[d] = random.nextBoolean() ? 0 : random.nextInt(counts[d]);
    }
    return at;
  }

  private void recordRun(int[] counts) {
    int[] at = somewhere(counts);
    int along = rank == 0 ? -1 : random.nextInt(rank);
    int count = rank == 0 ? 1 : 1 + random.nextInt(counts[along] - at[along]);
    Optional<Checksum> checksum =
        switch (random.nextInt(5)) {
          case 0 -> Optional.of(new Checksum.ETag("\"e\""));
          case 1 -> Optional.of(new Checksum.LastModified(7));
          default -> Optional.empty();
        };
    int ofAFile = List.of(1, 5, 30, 1000).get(random.nextInt(4));
    int ofARule = List.of(1, 7, 9, 1000).get(random.nextInt(4));
    Numbered chunks = new Numbered(random.nextInt(3), ofAFile, ofARule, checksum);
    int number = random.nextInt(100);
    VirtualRun run = new VirtualRun(chunks, rank);
    run.start(at, along, number, count);
    int added = 0;
    while (run.left() > 0) {
      added += table.recordBlock(run);
    }
    int before = model.size();
    for (int i = 0; i < count; i++) {
      model.put(ChunkIndices.ofUnsigned(at), chunks.payload(number + i));
      if (along >= 0) {
        at[along]++;
      }
    }
    assertEquals(model.size() - before, added);
  }

  private void recordSingle(int[] counts) {
    int[] at = somewhere(counts);
    ChunkPayload payload =
        random.nextBoolean()
            ? null
            : new Numbered(7, 5, 1000, Optional.empty()).payload(9).orElseThrow();
    boolean added = model.put(ChunkIndices.ofUnsigned(at), Optional.ofNullable(payload)) == null;
    assertEquals(
        added ? ChunkTable.Outcome.ADDED : ChunkTable.Outcome.REPLACED,
        table.record(at, rank, payload));
  }

  /// What follows in a span is what follows in order.
  private void assertSpan(SortedChunks sorted, int position) {
    RecordedSpan span = sorted.spanAt(position);
    for (int i = 0; span != null && i < span.count(); i++) {
      for (int d = 0; d < rank; d++) {
        assertEquals(span.indexAt(i, d), sorted.indexAt(position + i, d));
      }
    }
    if (span != null) {
      assertParts(sorted, position, span);
    }
  }

  /// What lies together is of one location, and lies where it was recorded.
  private static void assertParts(SortedChunks sorted, int position, RecordedSpan span) {
    int together = span.parts().together(span.count());
    ChunkRanges ranges = span.parts().ranges(together);
    RecordedChunk chunk = new RecordedChunk();
    sorted.read(position, chunk);
    String location = chunk.location();
    for (int i = 0; i < Math.min(span.count(), together + 1); i++) {
      sorted.read(position + i, chunk);
      assertEquals(i < together, location.equals(chunk.location()));
      if (i < together) {
        assertEquals(chunk.offset(), ranges.offset(i));
        assertEquals(chunk.lengthBytes(), ranges.lengthBytes(i));
      }
    }
  }

  private void assertSame(int[] counts) {
    SortedChunks sorted = table.sorted();
    RecordedChunk chunk = new RecordedChunk();
    List<ChunkIndices> order = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      sorted.read(i, chunk);
      order.add(chunk.indices());
      assertEquals(model.get(chunk.indices()), chunk.payload());
      assertSpan(sorted, i);
    }
    assertEquals(List.copyOf(model.keySet()), order);
    assertEquals(model.size(), table.size());
    assertEquals(model.size(), table.heapSize().chunks());
    int cells = 1;
    for (int count : counts) {
      cells *= count;
    }
    for (int cell = 0; cell < cells; cell++) {
      int[] at = new int[rank];
      int rest = cell;
      for (int d = rank - 1; d >= 0; d--) {
        at[d] = rest % counts[d];
        rest /= counts[d];
      }
      Optional<ChunkPayload> expected = model.get(ChunkIndices.ofUnsigned(at));
      assertEquals(expected != null, table.find(at, rank, chunk), () -> "chunk " + at.length);
      if (expected != null) {
        assertEquals(expected, chunk.payload());
      }
    }
  }
}

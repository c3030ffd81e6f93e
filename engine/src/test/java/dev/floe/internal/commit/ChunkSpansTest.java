package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.format.Checksum;
import dev.floe.format.ChunkPayload;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What virtual chunks that are recorded together cost, and what is seen of them meanwhile.
class ChunkSpansTest {
  private static final int CHUNKS = 50_000;
  private static final int OF_A_FILE = 70;

  private final ChunkMemory memory = new ChunkMemory();
  private final PagedChunkTable table = new PagedChunkTable(1, new MutationGate(), memory, false);

  /// Chunks in even distances, or in others.
  private record Files(boolean even, int salt, Optional<Checksum> checksum)
      implements VirtualRun.Chunks {
    @Override
    public String location(int number) {
      return "s3://archive/" + number / OF_A_FILE;
    }

    @Override
    public long offset(int number) {
      return even ? number * 8L : number * 0x9e37_79b9_7f4a_7c15L + salt >>> 2;
    }

    @Override
    public long lengthBytes(int number) {
      return even ? 8 : 1 + (number * 0x9e37_79b1 + salt >>> 12);
    }

    @Override
    public int alike(int number, int count) {
      return even ? together(number, count) : 1;
    }

    @Override
    public int unlike(int number, int count, int least) {
      return even ? 0 : count;
    }

    @Override
    public int together(int number, int count) {
      return Math.min(count, OF_A_FILE - number % OF_A_FILE);
    }

    @Override
    public void copy(int number, int count, MemorySegment offsets, MemorySegment lengths) {
      for (int i = 0; i < count; i++) {
        offsets.setAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, i, offset(number + i));
        lengths.setAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, i, lengthBytes(number + i));
      }
    }

    ChunkPayload payload(int number) {
      return new ChunkPayload.Virtual(
          location(number), offset(number), lengthBytes(number), checksum);
    }
  }

  private static Files uneven(int salt) {
    return new Files(false, salt, Optional.empty());
  }

  private int record(Files files, int from, int to) {
    VirtualRun run = new VirtualRun(files, 1);
    run.start(new int[] {from}, 0, from, to - from);
    int added = 0;
    while (run.left() > 0) {
      added += table.recordBlock(run);
    }
    return added;
  }

  @Test
  void chunksInOtherDistancesTakeTwentyBytesEach() {
    assertEquals(CHUNKS, record(uneven(0), 0, CHUNKS));
    long bytes = memory.heldBytes() + table.heapSize().referenceBytes();
    assertTrue(bytes < 21L * CHUNKS + (1 << 19), () -> bytes + " bytes");
    assertEquals(CHUNKS, table.heapSize().chunks());
  }

  @Test
  void chunksRecordedAgainTakeNoMoreMemory() {
    record(uneven(0), 0, CHUNKS);
    long heldBytes = memory.heldBytes();
    Random random = new Random(5);
    for (int i = 1; i < 200; i++) {
      int from = random.nextInt(CHUNKS);
      int to = random.nextInt(from, CHUNKS) + 1;
      boolean even = random.nextBoolean();
      assertEquals(0, record(new Files(even, i, Optional.empty()), from, to));
    }
    assertEquals(heldBytes, memory.heldBytes());
    assertEquals(CHUNKS, table.size());
  }

  @Test
  void chunksInEvenDistancesOverSomeThatAreListedLeaveThemTheirMemory() {
    record(uneven(0), 1000, 3000);
    long heldBytes = memory.heldBytes();
    for (int i = 0; i < 1000; i++) {
      record(new Files(true, 0, Optional.empty()), 0, 3000);
      record(uneven(i), 1000, 3000);
    }
    assertEquals(heldBytes, memory.heldBytes());
    assertEquals(3000, table.size());
  }

  /// As a scan does, whose order was made before.
  @Test
  void whoHoldsTheOrderSeesEachChunkAsItWasAtSomeMoment() {
    record(uneven(0), 0, 1000);
    SortedChunks before = table.sorted();
    Files guarded = new Files(false, 1, Optional.of(new Checksum.ETag("\"e\"")));
    long records = table.records();
    assertEquals(0, record(uneven(2), 100, 500));
    assertEquals(0, record(guarded, 300, 700));
    assertNotEquals(records, table.records());
    SortedChunks after = table.sorted();
    RecordedChunk chunk = new RecordedChunk();
    for (int i = 0; i < 1000; i++) {
      before.read(i, chunk);
      assertEquals(i, chunk.indices().unsignedAt(0));
      Files then = i >= 100 && i < 500 ? uneven(2) : uneven(0);
      assertEquals(then.payload(i), chunk.payload().orElseThrow());
      after.read(i, chunk);
      assertEquals(i, chunk.indices().unsignedAt(0));
      assertEquals(
          (i >= 300 && i < 700 ? guarded : then).payload(i), chunk.payload().orElseThrow());
    }
  }
}

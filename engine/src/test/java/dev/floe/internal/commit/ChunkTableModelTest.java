package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.format.Checksum;
import dev.floe.format.ChunkId;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkPayload;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// The table against a sorted map, through random writes, deletions, removals and look-ups.
class ChunkTableModelTest {
  private static final int[][] WIDTHS = {
    {}, {40}, {1 << 30}, {7, 9}, {4, 4, 4}, {-1, -1}, {-1, -1, -1}, {2, 3, 2, 3, 2}
  };

  @Property(tries = 150)
  void behavesAsASortedMap(@ForAll long seed, @ForAll @IntRange(max = 7) int shape) {
    Random random = new Random(seed);
    int[] widths = WIDTHS[shape];
    int rank = widths.length;
    PagedChunkTable table = new PagedChunkTable(rank, new MutationGate(), new ChunkMemory(), false);
    TreeMap<ChunkIndices, Optional<ChunkPayload>> model = new TreeMap<>();
    List<ChunkIndices> used = new ArrayList<>();
    int operations = 1 + random.nextInt(random.nextInt(10) == 0 ? 6000 : 300);
    for (int i = 0; i < operations; i++) {
      ChunkIndices at =
          !used.isEmpty() && random.nextInt(4) == 0
              ? used.get(random.nextInt(used.size()))
              : indices(random, widths);
      used.add(at);
      ChunkPayload payload = payload(random);
      boolean added = model.put(at, Optional.ofNullable(payload)) == null;
      assertEquals(
          added ? ChunkTable.Outcome.ADDED : ChunkTable.Outcome.REPLACED,
          table.record(at.toUnsigned(), rank, payload));
      if (random.nextInt(200) == 0) {
        int low = at.rank() == 0 ? 0 : at.unsignedAt(0);
        boolean removed = model.keySet().removeIf(key -> first(key) == low);
        assertEquals(removed, table.removeIf(chunk -> first(chunk.indices()) == low) > 0);
      }
    }
    assertEquals(model.size(), table.size());
    assertSameInOrder(model, table.sorted());
    RecordedChunk chunk = new RecordedChunk();
    for (ChunkIndices at : used) {
      Optional<ChunkPayload> expected = model.get(at);
      assertEquals(expected != null, table.find(at.toUnsigned(), rank, chunk));
      if (expected != null) {
        assertEquals(expected, chunk.payload());
        assertEquals(at, chunk.indices());
      }
    }
  }

  private static int first(ChunkIndices indices) {
    return indices.rank() == 0 ? 0 : indices.unsignedAt(0);
  }

  private static void assertSameInOrder(
      TreeMap<ChunkIndices, Optional<ChunkPayload>> model, SortedChunks sorted) {
    RecordedChunk chunk = new RecordedChunk();
    assertEquals(model.size(), sorted.size());
    int position = 0;
    for (var entry : model.entrySet()) {
      sorted.read(position, chunk);
      assertEquals(entry.getKey(), chunk.indices());
      assertEquals(entry.getValue(), chunk.payload());
      for (int d = 0; d < sorted.rank(); d++) {
        assertEquals(entry.getKey().unsignedAt(d), sorted.indexAt(position, d));
      }
      position++;
    }
  }

  private static ChunkIndices indices(Random random, int[] widths) {
    int[] indices = new int[widths.length];
    for (int d = 0; d < widths.length; d++) {
      indices[d] = widths[d] < 0 ? random.nextInt() : random.nextInt(widths[d]);
    }
    return ChunkIndices.ofUnsigned(indices);
  }

  private static ChunkPayload payload(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> null;
      case 1 -> {
        byte[] bytes = new byte[1 + random.nextInt(random.nextInt(50) == 0 ? 100_000 : 600)];
        random.nextBytes(bytes);
        yield new ChunkPayload.Inline(MemorySegment.ofArray(bytes));
      }
      case 2 -> new ChunkPayload.Native(ChunkId.random(random), random.nextInt(9), 1L << 40);
      case 3 -> virtual(random, Optional.empty());
      case 4 -> virtual(random, Optional.of(new Checksum.ETag("\"etag" + random.nextInt(9) + '"')));
      default ->
          virtual(random, Optional.of(new Checksum.LastModified(0xffff_ffffL - random.nextInt(5))));
    };
  }

  private static ChunkPayload virtual(Random random, Optional<Checksum> checksum) {
    String location = "s3://bücket/𝄞" + random.nextInt(random.nextBoolean() ? 3 : 3000);
    return new ChunkPayload.Virtual(location, random.nextLong() >>> 2, 1L << 61, checksum);
  }

  @Property(tries = 3)
  void aDetachedOrFrozenTableRefuses() {
    MutationGate gate = new MutationGate();
    PagedChunkTable table = new PagedChunkTable(1, gate, new ChunkMemory(), false);
    assertFalse(table.recordedEver());
    assertEquals(ChunkTable.Outcome.ADDED, table.record(new int[] {1}, 1, null));
    assertTrue(table.recordedEver());
    gate.close();
    assertEquals(ChunkTable.Outcome.FROZEN, table.record(new int[] {1}, 1, null));
    gate.open();
    assertEquals(ChunkTable.Outcome.REPLACED, table.record(new int[] {1}, 1, null));
    table.detach();
    assertEquals(ChunkTable.Outcome.DETACHED, table.record(new int[] {1}, 1, null));
  }
}

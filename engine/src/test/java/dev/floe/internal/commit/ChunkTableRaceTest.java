package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Many threads in one table against a concurrent map: what happens to one chunk happens in one
/// order, for the map runs it under its lock of that chunk; different chunks race through stripes,
/// their growing indexes and the shared texts.
class ChunkTableRaceTest {
  private static final int THREADS = 8;
  private static final int OPERATIONS = 8000;

  private final ConcurrentHashMap<ChunkIndices, Optional<ChunkPayload>> model =
      new ConcurrentHashMap<>();
  private PagedChunkTable table;

  @Property(tries = 12)
  void threadsSeeWhatWasWrittenToEachChunk(@ForAll long seed) throws Exception {
    model.clear();
    table = new PagedChunkTable(3, new MutationGate(), new ChunkMemory(), false);
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      List<Future<?>> running = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        Random random = new Random(seed + thread);
        running.add(threads.submit(() -> write(random)));
      }
      for (Future<?> future : running) {
        future.get();
      }
    }
    assertEquals(model.size(), table.size());
    SortedChunks sorted = table.sorted();
    RecordedChunk chunk = new RecordedChunk();
    for (int i = 0; i < sorted.size(); i++) {
      sorted.read(i, chunk);
      assertEquals(model.get(chunk.indices()), chunk.payload());
    }
  }

  private void write(Random random) {
    RecordedChunk chunk = new RecordedChunk();
    for (int i = 0; i < OPERATIONS; i++) {
      ChunkIndices at = ChunkIndices.of(random.nextInt(40), random.nextInt(40), random.nextInt(40));
      ChunkPayload payload = payload(random);
      boolean reads = random.nextInt(3) == 0;
      model.compute(
          at,
          (key, before) -> {
            if (reads) {
              assertEquals(before != null, table.find(at.toUnsigned(), 3, chunk));
              assertTrue(before == null || before.equals(chunk.payload()));
              return before;
            }
            assertEquals(
                before == null ? ChunkTable.Outcome.ADDED : ChunkTable.Outcome.REPLACED,
                table.record(at.toUnsigned(), 3, payload));
            return Optional.ofNullable(payload);
          });
    }
  }

  private static ChunkPayload payload(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> null;
      case 1 -> new ChunkPayload.Inline(MemorySegment.ofArray(new byte[1 + random.nextInt(40)]));
      case 2, 3, 4 ->
          new ChunkPayload.Native(
              ChunkId.random(random), random.nextLong() >>> 1 + random.nextInt(40), 5);
      default ->
          new ChunkPayload.Virtual(
              "s3://archive/" + random.nextInt(3000),
              random.nextInt(1 << 30),
              7,
              random.nextBoolean()
                  ? Optional.empty()
                  : Optional.of(new Checksum.ETag("\"" + random.nextInt(500) + '"')));
    };
  }
}

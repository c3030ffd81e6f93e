package dev.floe.zarr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VirtualChunkColumnsTest {
  private static final int SIDE = 256;
  private static final int LOCATIONS = 500;

  private static final String ARRAY =
      """
      {"zarr_format":3,"node_type":"array","shape":[%d,%d],"data_type":"uint8",
       "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[1,1]}},
       "chunk_key_encoding":{"name":"default"},"fill_value":0,"codecs":[{"name":"bytes"}]}\
      """
          .formatted(2 * SIDE, SIDE);

  private static VirtualChunkColumns columns(int row) {
    List<String> locations = new ArrayList<>();
    long[] numbers = new long[SIDE * SIDE];
    for (int i = 0; i < numbers.length; i++) {
      locations.add("s3://archive/model/run-" + i % LOCATIONS + "/output.nc");
      numbers[i] = 4096L * (i + 1);
    }
    return new VirtualChunkColumns(
        new long[] {SIDE, SIDE},
        new long[] {row, 0},
        locations,
        MemorySegment.ofArray(numbers),
        MemorySegment.ofArray(numbers),
        Optional.empty());
  }

  /// Neighbours that lie in other files are the worst case.
  @Test
  void aReferenceCostsTheHeapLittle() {
    try (Storage storage = Storage.inMemory();
        Repository repository = Repository.create(storage)) {
      Session session = repository.writableSession("main");
      session
          .store()
          .set("a/zarr.json", MemorySegment.ofArray(ARRAY.getBytes(StandardCharsets.UTF_8)));
      session.store().setVirtualRefs("a", columns(0), false);
      VirtualChunkColumns chunks = columns(SIDE);
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadAllocatedBytes();
      session.store().setVirtualRefs("a", chunks, false);
      long each = (threads.getCurrentThreadAllocatedBytes() - before) / chunks.count();
      assertTrue(each < 250, each + " bytes a reference");
      assertEquals(2 * SIDE * SIDE, session.changeSetSize().chunks());
      assertEquals(LOCATIONS, session.changeSetSize().locations());
    }
  }
}

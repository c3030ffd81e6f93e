package dev.floe.maintenance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.ChunkPacking;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.storage.Storage;
import dev.floe.virtual.VirtualChunk;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StorageStatisticsTest {
  private static final String ARRAY =
      """
      {"zarr_format":3,"node_type":"array","shape":[100],"data_type":"uint8",
       "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[1]}},
       "chunk_key_encoding":{"name":"default"},"fill_value":0,
       "codecs":[{"name":"bytes"}],"attributes":{}}\
      """;

  private static void set(Store store, String key, int bytes) {
    store.set(key, MemorySegment.ofArray(new byte[bytes]));
  }

  private static void array(Store store, String path) {
    MemorySegment document = MemorySegment.ofArray(ARRAY.getBytes(StandardCharsets.UTF_8));
    store.set(path + "/zarr.json", document);
  }

  @Test
  void eachChunkCountsOnce() {
    RepositoryOptions packing = RepositoryOptions.STANDARD.withPacking(ChunkPacking.upTo(4_096));
    try (Storage storage = Storage.inMemory();
        Repository repository = Repository.create(storage, packing)) {
      repository.transaction(
          "main",
          "packed",
          store -> {
            array(store, "a");
            IntStream.range(0, 10).forEach(i -> set(store, "a/c/" + i, 600));
            set(store, "a/c/90", 7);
          });
      assertEquals(new StorageStatistics(6_000, 0, 7), repository.storageStatistics());
      repository.transaction("main", "one replaced", store -> set(store, "a/c/3", 700));
      assertEquals(
          new StorageStatistics(6_700, 0, 14),
          repository.storageStatistics(),
          "what is inline counts in each manifest");
      repository.transaction(
          "main",
          "virtual",
          store -> {
            array(store, "b");
            for (int i = 0; i < 6; i++) {
              VirtualChunk chunk =
                  new VirtualChunk("s3://b/" + i % 2, 100L * (i / 4), 50, Optional.empty());
              store.setVirtualRef("b/c/" + i, chunk, false);
            }
          });
      assertEquals(new StorageStatistics(6_700, 200, 14), repository.storageStatistics());
      assertEquals(6_914, repository.storageStatistics().totalBytes());
    }
  }

  @Test
  void thingsAreToldApart() {
    Fingerprints things = new Fingerprints();
    Random random = new Random(4);
    for (int i = 0; i < 10_000; i++) {
      long offset = random.nextInt(100);
      long length = i;
      assertEquals(true, things.add(1, 2, offset, length));
      assertEquals(false, things.add(1, 2, offset, length));
      assertEquals(true, things.add(2, 1, offset, length));
    }
  }

  @Test
  void moreThanANumberHoldsIsTheMost() {
    assertEquals(Long.MAX_VALUE, new StorageStatistics(Long.MAX_VALUE - 1, 1, 1).totalBytes());
  }
}

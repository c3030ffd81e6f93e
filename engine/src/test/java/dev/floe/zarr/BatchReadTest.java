package dev.floe.zarr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.ChunkPacking;
import dev.floe.Engine;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.config.CachingConfig;
import dev.floe.config.RepositoryConfig;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.format.ByteRange;
import dev.floe.internal.concurrent.SystemSources;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.Storage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Batches over a storage whose answers come later: requests shared, outcomes complete,
/// destinations left alone once the future is done.
class BatchReadTest {
  private static final int CHUNK_BYTES = 2_000;

  private final HeldStorage storage = new HeldStorage(Storage.inMemory());

  private static byte[] chunk(int index) {
    byte[] bytes = new byte[CHUNK_BYTES];
    new Random(index).nextBytes(bytes);
    return bytes;
  }

  private Repository repository(int chunks, RepositoryOptions options) {
    Repository repository = Repository.create(storage, options);
    Session session = repository.writableSession("main");
    session.store().set("a/zarr.json", StoreTest.array("[" + chunks + "]", "[1]"));
    for (int i = 0; i < chunks; i++) {
      session.store().set("a/c/" + i, MemorySegment.ofArray(chunk(i)));
    }
    session.commit("chunks");
    return repository;
  }

  private static Store reader(Repository repository) {
    return repository.readonlySession(dev.floe.Version.MAIN).store();
  }

  private static RepositoryOptions packed() {
    return RepositoryOptions.STANDARD.withPacking(ChunkPacking.upTo(4_096));
  }

  @Test
  void tenThousandSmallChunksCostTensOfPutsAndNeighboursShareRequests() {
    try (Repository repository = repository(10_000, packed())) {
      assertTrue(storage.chunkPuts <= 10, "puts: " + storage.chunkPuts);
      ReadBatch batch = new ReadBatch();
      for (int i = 100; i < 164; i++) {
        batch.add("a/c/" + i);
      }
      storage.chunkGets = 0;
      try (ReadResults results = reader(repository).readAll(batch).join()) {
        for (int i = 0; i < 64; i++) {
          assertEquals(
              -1, results.bytes(i).orElseThrow().mismatch(MemorySegment.ofArray(chunk(100 + i))));
        }
        assertEquals(1, results.requests());
        assertEquals(64 * CHUNK_BYTES, results.requestedBytes());
        assertEquals(1, storage.chunkGets);
      }
    }
  }

  @Test
  void aSessionReadsItsOwnPacksBeforeTheyAreStored() {
    try (Repository repository = Repository.create(storage, packed())) {
      Session session = repository.writableSession("main");
      session.store().set("a/zarr.json", StoreTest.array("[4]", "[1]"));
      session.store().set("a/c/1", MemorySegment.ofArray(chunk(1)));
      assertEquals(0, storage.chunkPuts);
      MemorySegment room = MemorySegment.ofArray(new byte[CHUNK_BYTES]);
      assertEquals(CHUNK_BYTES, session.store().getInto("a/c/1", ByteRange.all(), room));
      assertEquals(-1, room.mismatch(MemorySegment.ofArray(chunk(1))));
      session.commit("packed");
      assertEquals(1, storage.chunkPuts);
      session.store().getInto("a/c/1", ByteRange.all(), room.fill((byte) 0));
      assertEquals(-1, room.mismatch(MemorySegment.ofArray(chunk(1))));
    }
  }

  @Test
  void oneFailureFailsItsReadsAlone() {
    try (Repository repository = repository(3, RepositoryOptions.STANDARD)) {
      storage.failingGets = 1;
      ReadBatch batch = new ReadBatch().add("a/c/0").add("a/c/1").add("a/c/2");
      try (ReadResults results = reader(repository).readAll(batch).join()) {
        long failed = Stream.of(0, 1, 2).filter(i -> results.failure(i).isPresent()).count();
        assertEquals(1, failed);
        assertThrows(IcechunkException.class, results::orThrow);
      }
    }
  }

  @Test
  void cancellingWaitsForWhatIsUnderWayAndWritesNothingLater() {
    try (Repository repository = repository(600, RepositoryOptions.STANDARD);
        Arena arena = Arena.ofShared()) {
      Store store = reader(repository);
      storage.hold();
      MemorySegment destinations = arena.allocate(600L * CHUNK_BYTES);
      ReadBatch batch = new ReadBatch();
      for (int i = 0; i < 600; i++) {
        batch.add(
            "a/c/" + i, ByteRange.all(), destinations.asSlice((long) i * CHUNK_BYTES, CHUNK_BYTES));
      }
      CompletableFuture<ReadResults> future = store.readAll(batch);
      int underWay = storage.heldCount();
      assertTrue(underWay > 0 && underWay < 600, "under way: " + underWay);
      assertTrue(future.cancel(true));
      assertFalse(future.isDone(), "reads under way still write");
      storage.releaseAll();
      assertTrue(future.isDone());
      assertThrows(CancellationException.class, future::join);
      assertEquals(underWay, storage.chunkGets);
      destinations.fill((byte) 7);
      assertEquals(0, storage.heldCount());
      for (long i = 0; i < destinations.byteSize(); i += 1_999) {
        assertEquals(7, destinations.get(ValueLayout.JAVA_BYTE, i));
      }
    }
  }

  /// Four threads read batches of which the pool holds one: whoever is short gives back what it has
  /// and waits for its turn. The clock stands still, so that nobody's patience helps.
  @Test
  @Timeout(120)
  void batchesThatTogetherNeedMoreThanThePoolDoNotWaitForEachOther() throws Exception {
    int chunks = 200;
    try (Repository writer = repository(chunks, RepositoryOptions.STANDARD)) {
      writer.config();
    }
    SegmentPool pool = SegmentPool.checked(1 << 20, () -> 0);
    ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
    try (Engine engine = Engine.over(pool, 64 * 1_024, SystemSources.all(), readers);
        Repository repository =
            Repository.open(storage, RepositoryOptions.STANDARD.withEngine(engine));
        ExecutorService callers = Executors.newFixedThreadPool(4)) {
      List<Future<?>> all = new ArrayList<>();
      for (int caller = 0; caller < 4; caller++) {
        all.add(callers.submit(() -> readRounds(reader(repository), chunks, 50)));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
  }

  private static void readRounds(Store store, int chunks, int rounds) {
    for (int round = 0; round < rounds; round++) {
      ReadBatch batch = new ReadBatch();
      for (int i = 0; i < chunks; i++) {
        batch.add("a/c/" + i);
      }
      try (ReadResults results = store.readAll(batch).join()) {
        results.orThrow();
        assertEquals(-1, results.bytes(7).orElseThrow().mismatch(MemorySegment.ofArray(chunk(7))));
      }
    }
  }

  @Test
  void memoryOfOneThreadIsRefusedInABatchAndFineAlone() {
    try (Repository repository = repository(1, RepositoryOptions.STANDARD);
        Arena arena = Arena.ofConfined()) {
      MemorySegment mine = arena.allocate(CHUNK_BYTES);
      Store store = reader(repository);
      ReadBatch batch = new ReadBatch().add("a/c/0", ByteRange.all(), mine);
      try (ReadResults results = store.readAll(batch).join()) {
        assertNotNull(results.failure(0).orElseThrow());
      }
      assertEquals(CHUNK_BYTES, store.getInto("a/c/0", ByteRange.all(), mine));
      assertEquals(-1, mine.mismatch(MemorySegment.ofArray(chunk(0))));
    }
  }

  @Test
  void cachedChunksAreNotFetchedAgain() {
    RepositoryConfig config =
        RepositoryConfig.builder()
            .caching(CachingConfig.builder().numBytesChunks(1L << 20).build())
            .build();
    try (Repository repository = repository(2, RepositoryOptions.STANDARD.withConfig(config))) {
      Store store = reader(repository);
      storage.chunkGets = 0;
      for (int round = 0; round < 3; round++) {
        store.get("a/c/0").orElseThrow().close();
      }
      assertEquals(1, storage.chunkGets);
      try (ReadResults results = store.readAll(new ReadBatch().add("a/c/0")).join()) {
        assertEquals(0, results.requests());
        assertEquals(CHUNK_BYTES, results.lengthBytes(0));
      }
    }
  }

  @Test
  void aChunkObjectThatIsGoneOrShortIsSaidSo() {
    try (Repository repository = repository(1, RepositoryOptions.STANDARD)) {
      String key;
      try (Stream<dev.floe.storage.ObjectInfo> chunks = storage.list("chunks")) {
        key = chunks.findFirst().orElseThrow().key();
      }
      storage
          .put(key, MemorySegment.ofArray(new byte[10]), dev.floe.storage.PutOptions.chunk())
          .join();
      Store store = reader(repository);
      IcechunkException shortened = assertThrows(IcechunkException.class, () -> store.get("a/c/0"));
      assertEquals(ErrorKind.INVALID_OBJECT_SIZE, shortened.kind());
      assertTrue(shortened.getMessage().contains(key), shortened.getMessage());
      storage.delete(java.util.List.of(key)).join();
      IcechunkException gone = assertThrows(IcechunkException.class, () -> store.get("a/c/0"));
      assertEquals(ErrorKind.OBJECT_NOT_FOUND, gone.kind());
    }
  }

  @Property(tries = 60)
  void anyBatchGivesWhatSingleReadsGive(@ForAll long seed) {
    Random random = new Random(seed);
    HeldStorage held = new HeldStorage(Storage.inMemory());
    RepositoryOptions options = random.nextBoolean() ? packed() : RepositoryOptions.STANDARD;
    try (Repository repository = Repository.create(held, options)) {
      Session session = repository.writableSession("main");
      session.store().set("a/zarr.json", StoreTest.array("[50]", "[1]"));
      for (int i = 0; i < 40; i++) {
        byte[] bytes = new byte[1 + random.nextInt(3_000)];
        random.nextBytes(bytes);
        session.store().set("a/c/" + random.nextInt(50), MemorySegment.ofArray(bytes));
      }
      if (random.nextBoolean()) {
        session.commit("some");
      }
      Store store = session.store();
      ReadBatch batch = new ReadBatch();
      int reads = random.nextInt(60);
      int[] chunks = new int[reads];
      ByteRange[] ranges = new ByteRange[reads];
      for (int i = 0; i < reads; i++) {
        chunks[i] = random.nextInt(50);
        long size = store.size("a/c/" + chunks[i]).orElse(0);
        long from = (long) (random.nextDouble() * size);
        ranges[i] = ByteRange.of(from, from + (long) (random.nextDouble() * (size - from)));
        batch.add("a/c/" + chunks[i], ranges[i]);
      }
      held.hold();
      CompletableFuture<ReadResults> future = store.readAll(batch);
      while (held.heldCount() > 0) {
        held.release(random.nextInt(held.heldCount()));
      }
      held.releaseAll();
      try (ReadResults results = future.join()) {
        for (int i = 0; i < reads; i++) {
          compare(store, held, "a/c/" + chunks[i], ranges[i], results, i);
        }
      }
    }
  }

  @Property(tries = 30)
  void aBatchFromMemoryOrFilesGivesWhatWasWritten(@ForAll long seed, @ForAll boolean files)
      throws IOException {
    Path root = files ? Files.createTempDirectory("batch") : null;
    try {
      checkBatch(new Random(seed), files ? Storage.of(root.toString()) : Storage.inMemory());
    } finally {
      delete(root);
    }
  }

  private static void delete(Path root) throws IOException {
    if (root != null) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void checkBatch(Random random, Storage under) {
    RepositoryOptions options = random.nextBoolean() ? packed() : RepositoryOptions.STANDARD;
    try (Repository repository = Repository.create(under, options);
        Arena arena = Arena.ofShared()) {
      Session session = repository.writableSession("main");
      session.store().set("a/zarr.json", StoreTest.array("[200]", "[1]"));
      byte[][] written = new byte[200][];
      for (int i = 0; i < 200; i += 1 + random.nextInt(3)) {
        written[i] = new byte[1 + random.nextInt(60_000)];
        random.nextBytes(written[i]);
        session.store().set("a/c/" + i, MemorySegment.ofArray(written[i]));
      }
      session.commit("some");
      int reads = random.nextInt(2_000);
      int[] chunks = new int[reads];
      ByteRange[] ranges = new ByteRange[reads];
      MemorySegment[] rooms = new MemorySegment[reads];
      ReadBatch batch = new ReadBatch();
      for (int i = 0; i < reads; i++) {
        chunks[i] = random.nextInt(200);
        byte[] bytes = written[chunks[i]];
        long from = bytes == null ? 0 : random.nextInt(bytes.length + 1);
        ranges[i] = ByteRange.from(random.nextBoolean() ? 0 : from);
        rooms[i] = bytes == null || random.nextBoolean() ? null : arena.allocate(bytes.length);
        if (rooms[i] == null) {
          batch.add("a/c/" + chunks[i], ranges[i]);
        } else {
          batch.add("a/c/" + chunks[i], ranges[i], rooms[i]);
        }
      }
      try (ReadResults results = session.store().readAll(batch).join()) {
        for (int i = 0; i < reads; i++) {
          byte[] bytes = written[chunks[i]];
          if (bytes == null) {
            assertEquals(ReadResults.ABSENT, results.lengthBytes(i));
            continue;
          }
          MemorySegment expected =
              MemorySegment.ofArray(bytes).asSlice(ranges[i].start(bytes.length));
          assertEquals(expected.byteSize(), results.lengthBytes(i));
          MemorySegment found =
              rooms[i] == null
                  ? results.bytes(i).orElseThrow()
                  : rooms[i].asSlice(0, expected.byteSize());
          assertEquals(-1, expected.mismatch(found), "read " + i);
        }
      }
    }
  }

  private static void compare(
      Store store, HeldStorage held, String key, ByteRange range, ReadResults results, int index) {
    if (store.size(key).isEmpty()) {
      assertEquals(ReadResults.ABSENT, results.lengthBytes(index));
      return;
    }
    held.letGo();
    try (var single = store.get(key, range).orElseThrow()) {
      assertEquals(-1, single.segment().mismatch(results.bytes(index).orElseThrow()));
    }
  }
}

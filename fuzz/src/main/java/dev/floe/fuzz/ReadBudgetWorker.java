package dev.floe.fuzz;

import dev.floe.Engine;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Version;
import dev.floe.fuzz.ReadBudgetLoad.Over;
import dev.floe.io.HttpStorageBuilder;
import dev.floe.io.S3Credentials;
import dev.floe.io.S3StorageBuilder;
import dev.floe.memory.SegmentLease;
import dev.floe.storage.Storage;
import dev.floe.zarr.ReadBatch;
import dev.floe.zarr.ReadResults;
import dev.floe.zarr.Store;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// The process that writes, and then reads: chunk by chunk, and one reader in batches, more at once
/// than it may hold, and looks at every byte.
///
/// Arguments: the server, and a [ReadBudgetLoad].
final class ReadBudgetWorker {
  private static final int BATCH = 8;

  private final ReadBudgetLoad load;
  private final Engine engine;
  private final Store store;
  private final MemorySegment expected;
  private final AtomicLong left;
  private final AtomicLong read = new AtomicLong();
  private final AtomicLong reserved = new AtomicLong();

  private ReadBudgetWorker(ReadBudgetLoad load, Engine engine, Store store) {
    this.load = load;
    this.engine = engine;
    this.store = store;
    this.expected = load.chunk(0);
    this.left = new AtomicLong((long) load.mib() << 20);
  }

  public static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException {
    List<String> words = List.of(arguments);
    ReadBudgetLoad load = ReadBudgetLoad.of(words.subList(1, words.size()));
    URI server = URI.create(arguments[0]);
    try (Engine engine = Engine.create((long) load.poolMib() << 20)) {
      RepositoryOptions options = RepositoryOptions.STANDARD.withEngine(engine);
      try (Storage storage = storage(Over.S3, server);
          Repository repository = Repository.create(storage, options)) {
        repository.transaction("main", "chunks", store -> write(load, store));
      }
      try (Storage storage = storage(load.over(), server);
          Repository repository = Repository.open(storage, options)) {
        Store store = repository.readonlySession(Version.MAIN).store();
        System.out.println(new ReadBudgetWorker(load, engine, store).run().words());
      }
    }
  }

  private static void write(ReadBudgetLoad load, Store store) {
    store.set("a/zarr.json", load.document());
    for (int i = 0; i < load.chunks(); i++) {
      store.set("a/c/" + i, load.chunk(i));
    }
  }

  /// The storage of the repository on a server.
  static Storage storage(Over over, URI server) {
    if (over == Over.HTTP) {
      return new HttpStorageBuilder(server + "/bucket/repo").open();
    }
    return S3StorageBuilder.of("bucket", "repo")
        .endpointUrl(server.toString())
        .allowHttp(true)
        .region("us-east-1")
        .credentials(S3Credentials.Keys.of("testkey", "testsecret12"))
        .open();
  }

  private ReadBudgetResult run() throws IOException, InterruptedException, ExecutionException {
    store.get(key(0)).orElseThrow().close(); // what is cached from here on is not leased by readers
    long leasedBefore = engine.memory().leasedBytes();
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < load.parallel(); i++) {
        int number = i;
        readers.add(threads.submit(() -> read(number)));
      }
      for (Future<?> each : readers) {
        each.get();
      }
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    var memory = engine.memory();
    return new ReadBudgetResult(
        read.get(),
        millis,
        memory.peakBytes(),
        reserved.get(),
        memory.leasedBytes() - leasedBefore,
        resident());
  }

  private void read(int number) {
    int chunk = number * 7;
    boolean batches = number == 0; // two that lease chunk after chunk could wait for each other
    int many = batches ? BATCH : 1;
    while (left.addAndGet(-(long) many * load.chunkBytes()) > -(long) many * load.chunkBytes()) {
      if (batches) {
        batch(chunk);
      } else {
        try (SegmentLease lease = store.get(key(chunk)).orElseThrow()) {
          check(chunk, lease.segment());
        }
      }
      chunk += many;
      long now = engine.memory().reservedBytes();
      reserved.accumulateAndGet(now, Math::max);
    }
  }

  private void batch(int first) {
    ReadBatch batch = new ReadBatch();
    for (int i = 0; i < BATCH; i++) {
      batch.add(key(first + i));
    }
    try (ReadResults results = store.readAll(batch).join().orThrow()) {
      for (int i = 0; i < BATCH; i++) {
        check(first + i, results.bytes(i).orElseThrow());
      }
    }
  }

  private String key(int chunk) {
    return "a/c/" + chunk % load.chunks();
  }

  private void check(int chunk, MemorySegment bytes) {
    long number = bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
    if (number != chunk % load.chunks()
        || bytes.byteSize() != expected.byteSize()
        || bytes.asSlice(8).mismatch(expected.asSlice(8)) >= 0) {
      throw new IllegalStateException(key(chunk) + ": wrong bytes");
    }
    read.addAndGet(bytes.byteSize());
  }

  /// The most memory that the process ever had.
  private static long resident() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .sum();
  }
}

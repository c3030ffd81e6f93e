package dev.floe.bench.compare.peer;

import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.bench.Chunks;
import dev.floe.bench.ProcessStatus;
import dev.floe.config.ObjectStoreConfig;
import dev.floe.config.RepositoryConfig;
import dev.floe.config.S3Options;
import dev.floe.config.VirtualChunkContainer;
import dev.floe.format.ByteRange;
import dev.floe.memory.SegmentLease;
import dev.floe.virtual.VirtualChunk;
import dev.floe.virtual.VirtualChunkAccess;
import dev.floe.zarr.ReadBatch;
import dev.floe.zarr.ReadResults;
import dev.floe.zarr.Store;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// All chunks at once, in one batch, leased or copied out; or a few at a time. It tells the most
/// memory that the process held meanwhile.
final class ReadAllWork implements Work {
  private final Arena arena = Arena.ofShared();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Home home;
  private final Repository repository;
  private final Store store;
  private final ReadBatch batch = new ReadBatch();
  private final MemorySegment[] destinations;
  private final String[] keys;
  private final boolean leased;

  /// How many are read at once, by a thread each; 0 where all are, in a batch.
  private final int lanes;

  private final int lengthBytes;
  private final String sum;

  ReadAllWork(Parameters with) throws IOException {
    this(with, new Home(with), false);
  }

  private ReadAllWork(Parameters with, Home home, boolean virtual) throws IOException {
    this.home = home;
    repository = virtual ? virtualChunks(with, home) : home.withChunks(with);
    leased = with.is("how", "lease");
    lanes = with.number("at_once") < with.number("chunks") ? with.count("at_once") : 0;
    lengthBytes = with.count("bytes");
    keys = new String[with.count("chunks")];
    destinations = new MemorySegment[leased ? 1 : keys.length];
    store = Home.reader(repository);
    for (int i = 0; i < keys.length; i++) {
      keys[i] = Content.key(i);
      if (leased) {
        batch.add(keys[i]);
      } else {
        destinations[i] = arena.allocate(lengthBytes, 4096);
        batch.add(keys[i], ByteRange.all(), destinations[i]);
      }
    }
    destinations[0] = leased ? arena.allocate(lengthBytes, 4096) : destinations[0];
    sum = GetWork.sum(store, keys, destinations[0]);
  }

  /// Neighbouring chunks of one foreign file.
  static ReadAllWork virtual(Parameters with) throws IOException {
    return new ReadAllWork(with, new Home(with), true);
  }

  private static Repository virtualChunks(Parameters with, Home home) {
    String prefix = with.text("container");
    ObjectStoreConfig store =
        switch (with.text("kept")) {
          case "file" ->
              new ObjectStoreConfig.LocalFileSystem(prefix.substring("file://".length()));
          case "http" ->
              new ObjectStoreConfig.Http(
                  new TreeMap<>(Map.of("allow_http", "true")), new TreeMap<>());
          default ->
              new ObjectStoreConfig.S3Compatible(
                  S3Options.NONE.inRegion(Home.REGION).atEndpoint(with.text("endpoint")));
        };
    RepositoryConfig config =
        RepositoryConfig.builder()
            .virtualChunkContainer(new VirtualChunkContainer(prefix, store))
            .build();
    Repository repository =
        home.create(
            RepositoryOptions.STANDARD
                .withConfig(config)
                .withVirtualChunkAccess(VirtualChunkAccess.none().and(prefix)));
    long length = with.number("bytes");
    Session session = repository.writableSession("main");
    session.store().set("a/zarr.json", Chunks.array(with.number("chunks"), length));
    for (int i = 0; i < with.count("chunks"); i++) {
      String source = prefix + with.text("source");
      session
          .store()
          .setVirtualRef(
              Content.key(i), new VirtualChunk(source, i * length, length, Optional.empty()));
    }
    session.commit("virtual");
    return repository;
  }

  @Override
  public String sum() {
    return sum;
  }

  @Override
  public Answer run(long repetitions) throws IOException, InterruptedException, ExecutionException {
    ProcessStatus.forgetMostResident();
    long start = System.nanoTime();
    for (long i = 0; i < repetitions; i++) {
      switch (lanes) {
        case 0 -> together();
        case 1 -> inTurn(new AtomicInteger());
        default -> inLanes();
      }
    }
    return Answer.of(repetitions * keys.length, System.nanoTime() - start)
        .counting("peak", ProcessStatus.mostResidentMebibytes());
  }

  private void inTurn(AtomicInteger next) {
    for (int i = next.getAndIncrement(); i < keys.length; i = next.getAndIncrement()) {
      if (leased) {
        try (SegmentLease lease = store.get(keys[i]).orElseThrow()) {
          Content.expect(lease.segment(), lease.lengthBytes(), i, lengthBytes);
        }
      } else {
        long length = store.getInto(keys[i], ByteRange.all(), destinations[i]);
        Content.expect(destinations[i], length, i, lengthBytes);
      }
    }
  }

  private void inLanes() throws InterruptedException, ExecutionException {
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> running = new ArrayList<>();
    for (int lane = 0; lane < lanes; lane++) {
      running.add(threads.submit(() -> inTurn(next)));
    }
    for (Future<?> lane : running) {
      lane.get();
    }
  }

  private void together() {
    try (ReadResults results = store.readAll(batch).join().orThrow()) {
      for (int i = 0; i < results.size(); i++) {
        MemorySegment bytes = leased ? results.bytes(i).orElseThrow() : destinations[i];
        Content.expect(bytes, results.lengthBytes(i), i, lengthBytes);
      }
    }
  }

  @Override
  public void close() throws IOException {
    threads.close();
    repository.close();
    home.close();
    arena.close();
  }
}

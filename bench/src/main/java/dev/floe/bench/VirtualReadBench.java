package dev.floe.bench;

import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.config.ObjectStoreConfig;
import dev.floe.config.RepositoryConfig;
import dev.floe.config.VirtualChunkContainer;
import dev.floe.format.ByteRange;
import dev.floe.storage.Storage;
import dev.floe.virtual.VirtualChunk;
import dev.floe.virtual.VirtualChunkAccess;
import dev.floe.zarr.ReadBatch;
import dev.floe.zarr.ReadResults;
import dev.floe.zarr.Store;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Sixty-four neighbouring chunks of a local file that somebody else wrote: one by one, and in one
/// batch. The floor reads as many bytes of the open file at once.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class VirtualReadBench {
  private static final int CHUNKS = 64;

  @Param({"16384", "262144"})
  int lengthBytes;

  private final Arena arena = Arena.ofShared();
  private final Storage storage = Storage.inMemory();
  private final String[] keys = new String[CHUNKS];
  private final ReadBatch batch = new ReadBatch();
  private Path directory;
  private Repository repository;
  private Store store;
  private MemorySegment destination;
  private int descriptor;

  @Setup
  public void open() throws Throwable {
    directory = Files.createTempDirectory("floe-bench");
    Path source = directory.resolve("source");
    Files.write(source, new byte[CHUNKS * lengthBytes]);
    descriptor = Pread.open(source);
    String prefix = "file://" + directory + "/";
    RepositoryConfig config =
        RepositoryConfig.builder()
            .virtualChunkContainer(
                new VirtualChunkContainer(
                    prefix, new ObjectStoreConfig.LocalFileSystem(directory + "/")))
            .build();
    repository =
        Repository.create(
            storage,
            RepositoryOptions.STANDARD
                .withConfig(config)
                .withVirtualChunkAccess(VirtualChunkAccess.none().and(prefix)));
    Session session = repository.writableSession("main");
    session.store().set("a/zarr.json", Chunks.array(CHUNKS, lengthBytes));
    destination = arena.allocate((long) CHUNKS * lengthBytes, 4096);
    for (int i = 0; i < CHUNKS; i++) {
      keys[i] = "a/c/" + i;
      long at = (long) i * lengthBytes;
      session.store().setVirtualRef(keys[i], VirtualChunk.at(prefix + "source", at, lengthBytes));
      batch.add(keys[i], ByteRange.all(), destination.asSlice(at, lengthBytes));
    }
    session.commit("virtual");
    store = repository.readonlySession(Version.MAIN).store();
  }

  @TearDown
  public void close() throws Throwable {
    Pread.close(descriptor);
    repository.close();
    storage.close();
    arena.close();
    Files.delete(directory.resolve("source"));
    Files.delete(directory);
  }

  @Benchmark
  public void oneByOne() {
    for (String key : keys) {
      if (store.getInto(key, ByteRange.all(), destination) != lengthBytes) {
        throw new IllegalStateException(key + " is short");
      }
    }
  }

  @Benchmark
  public void batch() throws IOException {
    try (ReadResults results = store.readAll(batch).join().orThrow()) {
      if (results.size() != CHUNKS) {
        throw new IllegalStateException(results.size() + " results");
      }
    }
  }

  @Benchmark
  public long floor() throws Throwable {
    return Pread.read(descriptor, destination, 0);
  }
}

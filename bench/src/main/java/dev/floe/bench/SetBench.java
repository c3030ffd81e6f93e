package dev.floe.bench;

import dev.floe.Repository;
import dev.floe.format.ByteRange;
import dev.floe.storage.StorageOptions;
import dev.floe.storage.StorageOptions.Durability;
import dev.floe.zarr.Store;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Sixty-four chunks set in a session of a fresh repository, nothing committed: the time of one.
/// Local files are synced or not. The floor copies the bytes, or writes them to new files.
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 30)
@Measurement(iterations = 20)
public class SetBench {
  private static final int CHUNKS = 64;

  @Param({"memory", "local", "local-fsync"})
  String storage;

  @Param({"64", "65536", "1048576"})
  int lengthBytes;

  private final String[] keys = new String[CHUNKS];
  private final MemorySegment[] copies = new MemorySegment[CHUNKS];
  private Arena arena;
  private MemorySegment chunk;
  private Scratch scratch;
  private Repository repository;
  private Store store;
  private Path plain;

  @Setup(Level.Iteration)
  public void open() throws IOException {
    arena = Arena.ofShared();
    chunk = arena.allocate(lengthBytes, 4096).fill((byte) 1);
    boolean synced = storage.endsWith("fsync");
    Durability durability = synced ? Durability.FSYNC : Durability.OPERATING_SYSTEM;
    scratch =
        Scratch.open(
            storage.startsWith("local") ? "local" : storage,
            StorageOptions.STANDARD.withDurability(durability));
    repository = Repository.create(scratch.storage());
    store = repository.writableSession("main").store();
    store.set("a/zarr.json", Chunks.array(CHUNKS, lengthBytes));
    plain = scratch.root() == null ? null : Files.createDirectory(scratch.root().resolve("plain"));
    for (int i = 0; i < CHUNKS; i++) {
      keys[i] = "a/c/" + i;
      copies[i] = arena.allocate(lengthBytes, 4096);
    }
    store.set(keys[0], chunk);
    Gate.equal("bytes set", (long) lengthBytes, store.getInto(keys[0], ByteRange.all(), copies[0]));
    Gate.equal("first other byte", -1L, copies[0].mismatch(chunk));
  }

  @TearDown(Level.Iteration)
  public void close() {
    repository.close();
    scratch.close();
    arena.close();
  }

  @Benchmark
  @OperationsPerInvocation(CHUNKS)
  public void set() {
    for (String key : keys) {
      store.set(key, chunk);
    }
  }

  @Benchmark
  @OperationsPerInvocation(CHUNKS)
  public void floor() throws IOException {
    byte[] bytes = plain == null ? null : chunk.toArray(ValueLayout.JAVA_BYTE);
    for (int i = 0; i < CHUNKS; i++) {
      if (plain == null) {
        copies[i].copyFrom(chunk);
      } else {
        Files.write(plain.resolve(keys[i].substring(4)), bytes);
      }
    }
  }
}

package dev.floe.bench;

import dev.floe.format.ByteRange;
import dev.floe.zarr.ReadBatch;
import dev.floe.zarr.ReadResults;
import dev.floe.zarr.Store;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
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

/// What a Zarr library asks of a store, beside [GetBench] and [SetBench]: the second half of a
/// chunk, four parts of it in one batch, and whether it is there. The floor of the half is a copy
/// or a `pread` of as many bytes.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class GridBench {
  private static final int CHUNKS = 16;
  private static final int PARTS = 4;

  @Param({"memory", "local"})
  String storage;

  @Param({"64", "65536", "1048576"})
  int lengthBytes;

  private final Arena arena = Arena.ofShared();
  private final ReadBatch[] parts = new ReadBatch[CHUNKS];
  private Chunks repository;
  private Store store;
  private ByteRange half;
  private MemorySegment destination;
  private MemorySegment plain;
  private int descriptor = -1;
  private int next;

  @Setup
  public void open() throws Throwable {
    repository = new Chunks(storage, CHUNKS, lengthBytes);
    store = repository.store();
    half = ByteRange.last(lengthBytes / 2);
    destination = arena.allocate(lengthBytes, 4096);
    plain = arena.allocate(lengthBytes, 4096);
    int part = lengthBytes / PARTS;
    for (int i = 0; i < CHUNKS; i++) {
      parts[i] = new ReadBatch();
      for (int at = 0; at < PARTS; at++) {
        MemorySegment into = destination.asSlice((long) at * part, part);
        ByteRange range = ByteRange.of((long) at * part, (long) at * part + part);
        parts[i].add(repository.key(i), range, into);
      }
    }
    List<Path> files = repository.files();
    if (!files.isEmpty()) {
      descriptor = Pread.open(files.getFirst());
    }
  }

  @TearDown
  public void close() throws Throwable {
    if (descriptor >= 0) {
      Pread.close(descriptor);
    }
    repository.close();
    arena.close();
  }

  private int turn() {
    next = next + 1 == CHUNKS ? 0 : next + 1;
    return next;
  }

  @Benchmark
  public long suffix() {
    long length = store.getInto(repository.key(turn()), half, destination);
    if (length != lengthBytes / 2) {
      throw new IllegalStateException("half of a chunk has " + length + " bytes");
    }
    return length;
  }

  @Benchmark
  public void partialValues() {
    int index = turn();
    try (ReadResults results = store.readAll(parts[index]).join().orThrow()) {
      if (results.size() != PARTS || destination.get(ValueLayout.JAVA_INT, 0) != index) {
        throw new IllegalStateException("chunk " + index + " has other bytes");
      }
    }
  }

  @Benchmark
  public boolean exists() {
    boolean there = store.exists(repository.key(turn()));
    if (!there) {
      throw new IllegalStateException("a chunk is not there");
    }
    return there;
  }

  @Benchmark
  public long floorOfSuffix() throws Throwable {
    MemorySegment into = destination.asSlice(0, lengthBytes / 2);
    if (descriptor < 0) {
      MemorySegment.copy(plain, lengthBytes / 2, into, 0, into.byteSize());
      return into.byteSize();
    }
    return Pread.read(descriptor, into, lengthBytes / 2);
  }
}

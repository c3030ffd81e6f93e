package dev.floe.bench;

import dev.floe.format.ByteRange;
import dev.floe.format.ChunkIndices;
import dev.floe.memory.SegmentLease;
import dev.floe.zarr.Store;
import dev.floe.zarr.StoredArray;
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

/// Warm reads of single chunks, in turn: into the caller's memory by key and by array, and as a
/// lease. The floor moves the same bytes without an engine: a copy of memory, or a `pread` of the
/// same files, kept open. Chunks of 64 bytes are inside the manifest, on either storage.
///
/// On a busy machine the medians of `-Djmh.args="-bm sample"` are steadier.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class GetBench {
  @Param({"memory", "local"})
  String storage;

  @Param({"64", "65536", "1048576", "4194304"})
  int lengthBytes;

  @Param("16")
  int chunks;

  private final Arena arena = Arena.ofShared();
  private Chunks repository;
  private Store store;
  private StoredArray array;
  private ChunkIndices[] indices;
  private int[][] coordinates;
  private MemorySegment destination;
  private MemorySegment[] plain;
  private int[] descriptors;
  private int next;

  @Setup
  public void open() throws Throwable {
    repository = new Chunks(storage, chunks, lengthBytes);
    store = repository.store();
    array = store.array("a");
    destination = arena.allocate(lengthBytes, 4096);
    indices = new ChunkIndices[chunks];
    coordinates = new int[chunks][];
    plain = new MemorySegment[chunks];
    for (int i = 0; i < chunks; i++) {
      indices[i] = ChunkIndices.of(i);
      coordinates[i] = new int[] {i};
      plain[i] = arena.allocate(lengthBytes, 4096);
    }
    List<Path> files = repository.files();
    descriptors = new int[files.size()];
    for (int i = 0; i < descriptors.length; i++) {
      descriptors[i] = Pread.open(files.get(i));
    }
  }

  @TearDown
  public void close() throws Throwable {
    for (int descriptor : descriptors) {
      Pread.close(descriptor);
    }
    repository.close();
    arena.close();
  }

  private int turn() {
    next = next + 1 == chunks ? 0 : next + 1;
    return next;
  }

  private void expect(long length, MemorySegment bytes, int index) {
    if (length != lengthBytes || bytes.get(ValueLayout.JAVA_INT_UNALIGNED, 0) != index) {
      throw new IllegalStateException("chunk " + index + ": " + length + " bytes, or others");
    }
  }

  @Benchmark
  public void getInto() {
    int index = turn();
    long length = store.getInto(repository.key(index), ByteRange.all(), destination);
    expect(length, destination, index);
  }

  @Benchmark
  public void getIntoByArray() {
    int index = turn();
    long length = array.getInto(ByteRange.all(), destination, coordinates[index]);
    expect(length, destination, index);
  }

  @Benchmark
  public void get() {
    int index = turn();
    try (SegmentLease lease = store.get(repository.key(index)).orElseThrow()) {
      expect(lease.lengthBytes(), lease.segment(), index);
    }
  }

  @Benchmark
  public void getByArray() {
    int index = turn();
    try (SegmentLease lease = array.get(ByteRange.all(), indices[index]).orElseThrow()) {
      expect(lease.lengthBytes(), lease.segment(), index);
    }
  }

  @Benchmark
  public long floor() throws Throwable {
    int index = turn();
    if (descriptors.length == 0) {
      MemorySegment.copy(plain[index], 0, destination, 0, lengthBytes);
      return lengthBytes;
    }
    return Pread.read(descriptors[index], destination, 0);
  }
}

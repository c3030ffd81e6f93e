package dev.floe.bench.large;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.bench.Chunks;
import dev.floe.bench.Gate;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkPayload;
import dev.floe.storage.Storage;
import dev.floe.zarr.ChunkReference;
import dev.floe.zarr.Store;
import dev.floe.zarr.StoredArray;
import dev.floe.zarr.VirtualChunkColumns;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
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

/// Finding one of many virtual references, at random; the floor is a binary search of as many
/// numbers.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class LookupBench {
  private static final long CHUNK_BYTES = 65_536;
  private static final int PROBES = 1 << 14;

  @Param("1000000")
  int references;

  private final int[] probes = new int[PROBES];
  private final String[] keys = new String[PROBES];
  private final ChunkIndices[] indices = new ChunkIndices[PROBES];
  private final Storage storage = Storage.inMemory();
  private Repository repository;
  private Store store;
  private StoredArray array;
  private long[] sorted;
  private int next;

  @Setup
  public void open() {
    repository = Repository.create(storage);
    Session session = repository.writableSession("main");
    session.store().set("a/zarr.json", Chunks.array(references, CHUNK_BYTES));
    setReferences(session.store());
    session.commit("references");
    store = repository.readonlySession(Version.branch("main")).store();
    array = store.array("a");
    sorted = new long[references];
    for (int i = 0; i < references; i++) {
      sorted[i] = 3L * i;
    }
    long random = 42;
    for (int i = 0; i < PROBES; i++) {
      random = random * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
      probes[i] = (int) Long.remainderUnsigned(random >>> 16, references);
      keys[i] = "a/c/" + probes[i];
      indices[i] = ChunkIndices.of(probes[i]);
    }
    for (int i = 0; i < PROBES; i++) {
      ChunkReference found = array.reference(indices[i]).orElseThrow();
      ChunkPayload.Virtual virtual = (ChunkPayload.Virtual) found.payload();
      Gate.equal("offset of a reference", probes[i] * CHUNK_BYTES, virtual.offset());
    }
    Gate.equal("its size", CHUNK_BYTES, sizeByKey());
  }

  private void setReferences(Store writable) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment offsets = arena.allocate(ValueLayout.JAVA_LONG, references);
      MemorySegment lengths = arena.allocate(ValueLayout.JAVA_LONG, references);
      for (int i = 0; i < references; i++) {
        offsets.setAtIndex(ValueLayout.JAVA_LONG, i, i * CHUNK_BYTES);
        lengths.setAtIndex(ValueLayout.JAVA_LONG, i, CHUNK_BYTES);
      }
      writable.setVirtualRefs(
          "a",
          new VirtualChunkColumns(
              new long[] {references},
              new long[] {0},
              Collections.nCopies(references, "s3://archive/run-7.nc"),
              offsets,
              lengths,
              Optional.empty()),
          false);
    }
  }

  @TearDown
  public void close() {
    repository.close();
    storage.close();
  }

  private int turn() {
    next = (next + 1) & (PROBES - 1);
    return next;
  }

  @Benchmark
  public long sizeByKey() {
    return store.size(keys[turn()]).orElseThrow();
  }

  @Benchmark
  public ChunkReference referenceByArray() {
    return array.reference(indices[turn()]).orElseThrow();
  }

  @Benchmark
  public int floor() {
    return Arrays.binarySearch(sorted, 3L * probes[turn()]);
  }
}

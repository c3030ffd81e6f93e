package dev.floe.bench.large;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.bench.ProcessStatus;
import dev.floe.bench.Scratch;
import dev.floe.format.ChangeSetSize;
import dev.floe.format.ChunkId;
import dev.floe.format.ChunkPayload;
import dev.floe.format.NodeId;
import dev.floe.internal.commit.EditChanges;
import dev.floe.storage.StorageOptions;
import dev.floe.storage.StorageOptions.Durability;
import dev.floe.zarr.VirtualChunkColumns;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

/// Millions of uncommitted references of four dimensions, and their commit, with little heap. It
/// prints what a reference takes and fails where that is more than 48 bytes; the floor is copying
/// 48 bytes a reference into an array.
///
/// ```
/// mvn -q -Pbench -Djmh=large.ChangeSet
/// mvn -q -Pbench -Djmh=large.ChangeSet.commit -Djmh.args="-p references=5000000"
/// ```
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms512m", "-Xmx512m"})
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class ChangeSetBench {
  private static final int MOST_BYTES = 48;
  private static final int BATCH = 1_000_000;
  private static final int SIDE = 100;
  private static final int LOCATIONS = 4000;

  @Param("20000000")
  int references;

  private final String[] locations = new String[LOCATIONS];
  private Scratch scratch;
  private Repository repository;
  private Session session;
  private EditChanges natives;
  private long heapBefore;

  @Setup
  public void open() {
    Arrays.setAll(locations, i -> "s3://archive/model/run-%05d/output.nc".formatted(i));
    scratch = Scratch.open("local", new StorageOptions(Durability.OPERATING_SYSTEM, Map.of()));
    repository = Repository.create(scratch.storage());
    session = repository.writableSession("main");
    String document =
        """
        {"zarr_format":3,"node_type":"array","shape":[%d,%d,%d,%d],"data_type":"uint8",\
        "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[1,1,1,1]}},\
        "chunk_key_encoding":{"name":"default"},"fill_value":0,"codecs":[{"name":"bytes"}]}\
        """
            .formatted(references / BATCH, SIDE, SIDE, SIDE);
    session
        .store()
        .set("a/zarr.json", MemorySegment.ofArray(document.getBytes(StandardCharsets.UTF_8)));
    heapBefore = heapUsed();
  }

  @TearDown
  public void close() {
    repository.close();
    scratch.close();
  }

  private static long heapUsed() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /// Through the public interface, in batches of a million.
  private void setVirtual() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment offsets = arena.allocate(ValueLayout.JAVA_LONG, BATCH);
      MemorySegment lengths = arena.allocate(ValueLayout.JAVA_LONG, BATCH);
      String[] columns = new String[BATCH];
      for (int i = 0; i < BATCH; i++) {
        offsets.setAtIndex(ValueLayout.JAVA_LONG, i, i * 65_536L);
        lengths.setAtIndex(ValueLayout.JAVA_LONG, i, 65_536);
        columns[i] = locations[i % LOCATIONS];
      }
      for (int batch = 0; batch < references / BATCH; batch++) {
        VirtualChunkColumns chunks =
            new VirtualChunkColumns(
                new long[] {1, SIDE, SIDE, SIDE},
                new long[] {batch, 0, 0, 0},
                Arrays.asList(columns),
                offsets,
                lengths,
                Optional.empty());
        session.store().setVirtualRefs("a", chunks, false);
      }
    }
  }

  private void report(String kind, ChangeSetSize size) {
    double each = (double) size.referenceBytes() / size.chunks();
    double heap = (double) (heapUsed() - heapBefore) / size.chunks();
    System.out.printf("%n%s: %.2f B a reference, heap %.2f B, %s%n", kind, each, heap, size);
    if (size.chunks() != references || each > MOST_BYTES) {
      throw new IllegalStateException("expected at most " + MOST_BYTES + " B, found " + each);
    }
  }

  @Benchmark
  public void writeVirtual() {
    setVirtual();
    report("virtual", session.changeSetSize());
  }

  @Benchmark
  public void writeNative() {
    natives = new EditChanges();
    NodeId array = new NodeId(1);
    for (int i = 0; i < references; i++) {
      int[] at = {i / BATCH, i / (SIDE * SIDE) % SIDE, i / SIDE % SIDE, i % SIDE};
      ChunkId id = new ChunkId(i * 0x9e37_79b9_7f4a_7c15L, i);
      natives.recordChunk(array, at, 4, new ChunkPayload.Native(id, 0, 1 << 20));
    }
    report("native", natives.size());
  }

  @Benchmark
  public byte[][] floor() {
    byte[][] pages = new byte[references / BATCH][];
    byte[] reference = new byte[MOST_BYTES];
    for (int page = 0; page < pages.length; page++) {
      byte[] rows = new byte[MOST_BYTES * BATCH / 10];
      for (int i = 0; i < BATCH; i++) {
        System.arraycopy(reference, 0, rows, i % (BATCH / 10) * MOST_BYTES, MOST_BYTES);
      }
      pages[page] = rows;
    }
    return pages;
  }

  /// Writes the references, and then says how long the commit took and how much memory at most.
  @Benchmark
  public void commit() throws IOException {
    setVirtual();
    List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans();
    long before = heapUsed();
    pools.forEach(MemoryPoolMXBean::resetPeakUsage);
    long start = System.nanoTime();
    session.commit("references");
    double seconds = (System.nanoTime() - start) / 1e9;
    long peak =
        pools.stream()
            .filter(pool -> pool.getName().contains("Old"))
            .mapToLong(pool -> pool.getPeakUsage().getUsed())
            .sum();
    System.out.printf(
        "%ncommit: %.1f s, %.0f ns a reference, heap before %d MB, old generation at most %d MB,"
            + " process at most %d MB%n",
        seconds,
        seconds * 1e9 / references,
        before >> 20,
        peak >> 20,
        ProcessStatus.kib(ProcessStatus.MOST_RESIDENT).orElse(0) >> 10);
  }
}

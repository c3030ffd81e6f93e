package dev.floe.bench.large;

import dev.floe.bench.Chunks;
import dev.floe.format.ByteRange;
import dev.floe.zarr.ReadBatch;
import dev.floe.zarr.ReadResults;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Thousands of chunks in one batch, 1 to 2 GiB, copied out or leased. The floor copies the same
/// files' mappings, or the same memory, with one thread for each processor.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 12)
@Measurement(iterations = 8)
public class ReadAllBench {
  @Param({"memory", "local"})
  String storage;

  @Param({"2000x1048576", "20000x65536"})
  String chunks;

  private Arena arena;
  private int count;
  private long lengthBytes;
  private Chunks repository;
  private MemorySegment[] destinations;
  private MemorySegment[] plain;
  private ReadBatch batch;
  private ReadBatch leasedBatch;

  @Setup(Level.Trial)
  public void open() throws IOException {
    arena = Arena.ofShared();
    count = Integer.parseInt(chunks.substring(0, chunks.indexOf('x')));
    lengthBytes = Long.parseLong(chunks.substring(chunks.indexOf('x') + 1));
    repository = new Chunks(storage, count, lengthBytes);
    destinations = new MemorySegment[count];
    batch = new ReadBatch();
    leasedBatch = new ReadBatch();
    for (int i = 0; i < count; i++) {
      destinations[i] = arena.allocate(lengthBytes, 4096);
      batch.add(repository.key(i), ByteRange.all(), destinations[i]);
      leasedBatch.add(repository.key(i));
    }
    plain = plain();
  }

  private MemorySegment[] plain() throws IOException {
    List<MemorySegment> sources = new ArrayList<>();
    for (Path file : repository.files()) {
      try (FileChannel channel = FileChannel.open(file)) {
        sources.add(channel.map(MapMode.READ_ONLY, 0, lengthBytes, arena));
      }
    }
    while (sources.size() < count) {
      sources.add(arena.allocate(lengthBytes, 4096));
    }
    return sources.toArray(MemorySegment[]::new);
  }

  @TearDown(Level.Trial)
  public void close() {
    repository.close();
    arena.close();
  }

  @Benchmark
  public void readAll() {
    try (ReadResults results = repository.store().readAll(batch).join().orThrow()) {
      for (int i = 0; i < results.size(); i++) {
        if (destinations[i].get(ValueLayout.JAVA_INT, 0) != i) {
          throw new IllegalStateException("chunk " + i + " has other bytes");
        }
      }
    }
  }

  @Benchmark
  public void readAllLeased() {
    try (ReadResults results = repository.store().readAll(leasedBatch).join().orThrow()) {
      for (int i = 0; i < results.size(); i++) {
        if (results.bytes(i).orElseThrow().get(ValueLayout.JAVA_INT, 0) != i) {
          throw new IllegalStateException("chunk " + i + " has other bytes");
        }
      }
    }
  }

  @Benchmark
  public void floor() throws InterruptedException {
    int processors = Runtime.getRuntime().availableProcessors();
    List<Thread> threads = new ArrayList<>();
    for (int p = 0; p < processors; p++) {
      int first = p;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = first; i < count; i += processors) {
                  MemorySegment.copy(plain[i], 0, destinations[i], 0, lengthBytes);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }
}

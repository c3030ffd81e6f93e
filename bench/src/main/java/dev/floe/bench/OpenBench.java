package dev.floe.bench;

import dev.floe.Repository;
import dev.floe.Version;
import dev.floe.format.ByteRange;
import dev.floe.storage.StorageOptions;
import dev.floe.storage.StorageOptions.Durability;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
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

/// A repository is opened, a session of its branch too, and a chunk is read, in a process that is
/// warm. The floor reads the repository's own file.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class OpenBench {
  private static final int PLACES = 10;

  @Param({"10", "2000"})
  int commits;

  private final MemorySegment destination = MemorySegment.ofArray(new byte[1]);
  private Scratch scratch;

  @Setup
  public void write() {
    scratch =
        Scratch.open("local", StorageOptions.STANDARD.withDurability(Durability.OPERATING_SYSTEM));
    try (Repository repository = Repository.create(scratch.storage())) {
      for (int i = 0; i < commits; i++) {
        boolean first = i == 0;
        String key = "a/c/" + i % PLACES;
        repository.transaction(
            "main",
            "one",
            store -> {
              if (first) {
                store.set("a/zarr.json", Chunks.array(PLACES, 1));
              }
              store.set(key, MemorySegment.ofArray(new byte[] {1}));
            });
      }
    }
    Gate.equal("bytes read", 1L, openAndGet());
    Gate.equal("the byte", (byte) 1, destination.get(ValueLayout.JAVA_BYTE, 0));
  }

  @TearDown
  public void close() {
    scratch.close();
  }

  @Benchmark
  public long openAndGet() {
    try (Repository repository = Repository.open(scratch.storage())) {
      return repository
          .readonlySession(Version.MAIN)
          .store()
          .getInto("a/c/1", ByteRange.all(), destination);
    }
  }

  @Benchmark
  public byte[] floor() throws IOException {
    return Files.readAllBytes(scratch.root().resolve("repo"));
  }
}

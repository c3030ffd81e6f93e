package dev.floe.bench;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.storage.Storage;
import dev.floe.zarr.ChunkReferenceColumns;
import dev.floe.zarr.ChunkReferenceScan;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

/// What is in an array of many chunks: all keys, the names of its directory, the references in
/// columns, the sum of the sizes. The floor makes as many names.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ListBench {
  private static final int ROWS = 8_192;

  @Param({"10000", "100000"})
  int chunks;

  private final Storage storage = Storage.inMemory();
  private Repository repository;
  private Store store;

  @Setup
  public void open() {
    repository = Repository.create(storage);
    Session session = repository.writableSession("main");
    session.store().set("a/zarr.json", Chunks.array(chunks, 1));
    MemorySegment chunk = MemorySegment.ofArray(new byte[] {1});
    for (int i = 0; i < chunks; i++) {
      session.store().set("a/c/" + i, chunk);
    }
    session.commit("chunks");
    store = repository.readonlySession(Version.MAIN).store();
  }

  @TearDown
  public void close() {
    repository.close();
    storage.close();
  }

  private static List<String> listed(Stream<String> names, int expected) {
    try (names) {
      List<String> all = names.toList();
      if (all.size() != expected) {
        throw new IllegalStateException(all.size() + " names, not " + expected);
      }
      return all;
    }
  }

  @Benchmark
  public List<String> keys() {
    return listed(store.list(), chunks + 1);
  }

  @Benchmark
  public List<String> directory() {
    return listed(store.listDirectory("a/c"), chunks);
  }

  @Benchmark
  public long sizes() {
    return store.sizeOfPrefix("a");
  }

  @Benchmark
  public int columns() {
    int count = 0;
    try (ChunkReferenceScan scan = store.array("a").scan()) {
      ChunkReferenceColumns rows = scan.columns(ROWS);
      for (int filled = scan.fill(rows); filled > 0; filled = scan.fill(rows)) {
        count += filled;
      }
    }
    if (count != chunks) {
      throw new IllegalStateException(count + " references, not " + chunks);
    }
    return count;
  }

  @Benchmark
  public List<String> floor() {
    List<String> names = new ArrayList<>(chunks);
    for (int i = 0; i < chunks; i++) {
      names.add("a/c/" + i);
    }
    return names;
  }
}

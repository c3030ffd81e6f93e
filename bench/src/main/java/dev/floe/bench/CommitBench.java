package dev.floe.bench;

import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.storage.StorageOptions;
import dev.floe.virtual.VirtualChunk;
import dev.floe.zarr.VirtualChunkColumns;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

/// A session that replaces one virtual reference of an array of many and commits, at the defaults
/// of the engine, on a base that it wrote itself. On local files every commit is synced. The floor
/// is [PlainSwap].
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 150)
@Measurement(iterations = 150)
public class CommitBench {
  private static final int CHUNKS_OF_A_FILE = 100;
  private static final int SET_AT_ONCE = 100_000;

  @Param({"memory", "local"})
  String storage;

  @Param({"10000", "100000", "500000", "1000000"})
  int refs;

  private Scratch scratch;
  private Repository repository;
  private PlainSwap plain;
  private int next;

  @Setup(Level.Trial)
  public void open() {
    scratch = Scratch.open(storage, StorageOptions.STANDARD);
    repository = Repository.create(scratch.storage(), RepositoryOptions.STANDARD);
    plain = new PlainSwap(scratch.root());
    Session session = repository.writableSession("main");
    session.store().set("a/zarr.json", Chunks.array(refs, 1));
    for (int from = 0; from < refs; from += SET_AT_ONCE) {
      set(session, from, Math.min(SET_AT_ONCE, refs - from));
    }
    session.commit("references");
    commitOneReference();
    try (Stream<?> chunks =
        repository.readonlySession(Version.MAIN).store().array("a").coordinates()) {
      Gate.equal("references", (long) refs, chunks.count());
    }
  }

  private static void set(Session session, int from, int count) {
    List<String> locations = new ArrayList<>(count);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment offsets = arena.allocate(ValueLayout.JAVA_LONG, count);
      MemorySegment lengths = arena.allocate(ValueLayout.JAVA_LONG, count);
      for (int i = 0; i < count; i++) {
        int chunk = from + i;
        locations.add("s3://archive/model/run-" + chunk / CHUNKS_OF_A_FILE + ".nc");
        offsets.setAtIndex(ValueLayout.JAVA_LONG, i, 4096L + chunk % CHUNKS_OF_A_FILE * 65_536L);
        lengths.setAtIndex(ValueLayout.JAVA_LONG, i, 65_536);
      }
      session
          .store()
          .setVirtualRefs(
              "a",
              new VirtualChunkColumns(
                  new long[] {count},
                  new long[] {from},
                  locations,
                  offsets,
                  lengths,
                  Optional.empty()),
              false);
    }
  }

  @TearDown(Level.Trial)
  public void close() {
    repository.close();
    scratch.close();
  }

  @Benchmark
  public Object commitOneReference() {
    next = (int) ((next + 7_919L) % refs);
    Session session = repository.writableSession("main");
    VirtualChunk chunk =
        new VirtualChunk("s3://archive/model/other.nc", next, 65_536, Optional.empty());
    session.store().setVirtualRef("a/c/" + next, chunk, false);
    return session.commit("one");
  }

  @Benchmark
  public void floor() {
    plain.swap();
  }
}

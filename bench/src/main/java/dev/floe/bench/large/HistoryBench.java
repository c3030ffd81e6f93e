package dev.floe.bench.large;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.bench.Chunks;
import dev.floe.bench.Gate;
import dev.floe.bench.PlainSwap;
import dev.floe.bench.Scratch;
import dev.floe.storage.StorageOptions;
import java.lang.foreign.MemorySegment;
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

/// A hundred commits of one chunk each, in a repository that has so many commits already, after
/// 2,000 commits into another one have warmed the process up. Local files are synced. The floor is
/// as often [PlainSwap].
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class HistoryBench {
  private static final int WARM_UP = 2_000;
  private static final int COMMITS = 100;

  @Param({"memory", "local"})
  String storage;

  @Param({"0", "1900", "10000"})
  int before;

  private Scratch scratch;
  private Repository repository;

  @Setup(Level.Trial)
  public void open() {
    reopen();
    commit(WARM_UP);
    try (Stream<?> line = repository.ancestry(Version.MAIN)) {
      Gate.equal("commits", WARM_UP + 2L, line.count());
    }
    close();
    reopen();
    commit(before);
  }

  private void reopen() {
    scratch = Scratch.open(storage, StorageOptions.STANDARD);
    repository = Repository.create(scratch.storage());
    repository.transaction("main", "array", store -> store.set("a/zarr.json", Chunks.array(10, 1)));
  }

  private void commit(int count) {
    for (int i = 0; i < count; i++) {
      Session session = repository.writableSession("main");
      session.store().set("a/c/" + i % 10, MemorySegment.ofArray(new byte[] {(byte) i}));
      session.commit("commit " + i);
    }
  }

  @TearDown(Level.Trial)
  public void close() {
    repository.close();
    scratch.close();
  }

  @Benchmark
  public void hundredCommits() {
    commit(COMMITS);
  }

  @Benchmark
  public void floor() {
    PlainSwap plain = new PlainSwap(scratch.root());
    for (int i = 0; i < COMMITS; i++) {
      plain.swap();
    }
  }
}

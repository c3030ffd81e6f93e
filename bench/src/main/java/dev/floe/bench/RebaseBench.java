package dev.floe.bench;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.conflict.ConflictDetector;
import dev.floe.storage.Storage;
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

/// A session that goes on over commits which others made since it was opened, of other chunks. The
/// floor opens a session at the tip.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 30)
@Measurement(iterations = 30)
public class RebaseBench {
  private static final int PLACES = 1_000;

  @Param({"1", "20"})
  int others;

  private final MemorySegment chunk = MemorySegment.ofArray(new byte[] {1});
  private Storage storage;
  private Repository repository;
  private Session session;

  @Setup(Level.Trial)
  public void open() {
    storage = Storage.inMemory();
    repository = Repository.create(storage);
    repository.transaction(
        "main", "array", store -> store.set("a/zarr.json", Chunks.array(PLACES, 1)));
    commitOthers();
    rebase();
    session.commit("over the others");
    try (Stream<?> chunks =
        repository.readonlySession(Version.MAIN).store().array("a").coordinates()) {
      Gate.equal("chunks of all", others + 1L, chunks.count());
    }
  }

  @Setup(Level.Iteration)
  public void commitOthers() {
    session = repository.writableSession("main");
    session.store().set("a/c/0", chunk);
    for (int i = 1; i <= others; i++) {
      String key = "a/c/" + i;
      repository.transaction("main", "other", store -> store.set(key, chunk));
    }
  }

  @TearDown(Level.Trial)
  public void close() {
    repository.close();
    storage.close();
  }

  @Benchmark
  public void rebase() {
    session.rebase(new ConflictDetector());
  }

  @Benchmark
  public Session floor() {
    return repository.writableSession("main");
  }
}

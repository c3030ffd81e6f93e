package dev.floe.bench;

import dev.floe.CommitOptions;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.conflict.ConflictDetector;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

/// Sessions of one process that each set a chunk of their own and commit, over what the others
/// commit, to one branch: one round of all of them, on a store whose every request takes 60 ms, or
/// in memory. The rate of commits is the number of sessions by the time of a round. The floor puts
/// one object, which is the least that a round does however many commit.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
public class GroupCommitBench {
  private static final CommitOptions REBASING = CommitOptions.rebaseWith(new ConflictDetector());

  @Param({"1", "8", "64"})
  int sessions;

  @Param({"0", "60"})
  int requestMillis;

  private final MemorySegment body = MemorySegment.ofArray(new byte[1_024]);
  private Storage storage;
  private Repository repository;
  private ExecutorService threads;

  @Setup(Level.Trial)
  public void open() throws InterruptedException, ExecutionException {
    Storage memory = Storage.inMemory();
    storage = requestMillis == 0 ? memory : new SlowPuts(memory, Duration.ofMillis(requestMillis));
    repository = Repository.create(storage, RepositoryOptions.STANDARD);
    repository.transaction(
        "main", "array", store -> store.set("a/zarr.json", Chunks.array(sessions, 1)));
    threads = Executors.newVirtualThreadPerTaskExecutor();
    round();
    try (Stream<?> chunks =
        repository.readonlySession(Version.MAIN).store().array("a").coordinates()) {
      Gate.equal("chunks committed", (long) sessions, chunks.count());
    }
  }

  @TearDown(Level.Trial)
  public void close() {
    threads.close();
    repository.close();
    storage.close();
  }

  @Benchmark
  public void round() throws InterruptedException, ExecutionException {
    List<Future<?>> commits = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      int chunk = i;
      commits.add(threads.submit(() -> commit(chunk)));
    }
    for (Future<?> commit : commits) {
      commit.get();
    }
  }

  @Benchmark
  public Object floor() {
    return storage.put("chunks/floor", body, PutOptions.chunk()).join();
  }

  private void commit(int chunk) {
    Session session = repository.writableSession("main");
    session.store().set("a/c/" + chunk, MemorySegment.ofArray(new byte[] {(byte) chunk}));
    session.commit("one", REBASING);
  }
}

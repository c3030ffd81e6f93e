package dev.floe.fuzz;

import dev.floe.CommitOptions;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.conflict.ConflictDetector;
import dev.floe.error.ConflictException;
import dev.floe.format.SnapshotId;
import dev.floe.fuzz.ThrottledStorage.Excess;
import dev.floe.fuzz.ThrottledStorage.Limits;
import dev.floe.storage.Storage;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// Sessions of one process that commit a chunk each to one branch, again and again, on a store that
/// is slow and grants few conditional puts on one object: how many commits a second it carries, at
/// the end as at the beginning, and how long each waits.
final class CommitRate {
  static final String USAGE =
      "rate [--seconds N] [--sessions N] [--latency MS] [--puts N] [--excess delayed|refused]"
          + " [--chunk BYTES] [--branches N] [--plain N] [--least COMMITS]";

  /// What to do.
  ///
  /// @param branches which the sessions commit to in turn
  /// @param plain so many more commit to `main` without rebasing, and begin anew after a conflict
  /// @param leastPerSecond fewer commits a second are a problem
  record Load(
      int seconds,
      int sessions,
      int branches,
      int plain,
      int chunkBytes,
      int leastPerSecond,
      Limits store) {
    static Load of(List<String> words) {
      Arguments arguments =
          new Arguments(
              words,
              List.of(
                  "--seconds",
                  "--sessions",
                  "--latency",
                  "--puts",
                  "--excess",
                  "--chunk",
                  "--branches",
                  "--plain",
                  "--least"));
      Limits limits =
          new Limits(
              Duration.ofMillis(arguments.count("--latency", 60)),
              arguments.count("--puts", 15),
              Excess.valueOf(
                  arguments.text("--excess").orElse("refused").toUpperCase(Locale.ROOT)));
      return new Load(
          arguments.count("--seconds", 60),
          arguments.count("--sessions", 128),
          arguments.count("--branches", 1),
          arguments.text("--plain").map(Integer::valueOf).orElse(0),
          arguments.count("--chunk", 1024),
          arguments.count("--least", 200),
          limits);
    }

    /// The branch to which a chunk is committed.
    String branch(int chunk) {
      int number = isPlain(chunk) ? 0 : chunk % branches;
      return number == 0 ? "main" : "branch-" + number;
    }

    boolean isPlain(int chunk) {
      return chunk >= sessions;
    }

    /// The document of an array with a chunk for each session.
    MemorySegment document() {
      String document =
          """
          {"zarr_format":3,"node_type":"array","shape":[%d],"data_type":"uint8",
           "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[%d]}},
           "chunk_key_encoding":{"name":"default"},"fill_value":0,
           "codecs":[{"name":"bytes"}],"attributes":{}}\
          """;
      return MemorySegment.ofArray(
          document
              .formatted((sessions + plain) * (long) chunkBytes, chunkBytes)
              .getBytes(StandardCharsets.UTF_8));
    }

    /// The bytes of a chunk when it was committed so many times.
    MemorySegment bytes(int times) {
      MemorySegment bytes = MemorySegment.ofArray(new byte[Math.max(4, chunkBytes)]);
      bytes.set(ValueLayout.JAVA_INT_UNALIGNED, 0, times);
      return bytes;
    }
  }

  private static final CommitOptions REBASING = CommitOptions.rebaseWith(new ConflictDetector());

  private final Load load;
  private final Repository repository;
  private final LongAdder conflicts = new LongAdder();

  private CommitRate(Load load, Repository repository) {
    this.load = load;
    this.repository = repository;
  }

  /// Runs it and prints what came of it, second by second.
  ///
  /// @return what is wrong, one line each
  static List<String> run(List<String> words, PrintStream out)
      throws InterruptedException, ExecutionException {
    Load load = Load.of(words);
    out.println("rate: " + load);
    try (ThrottledStorage storage =
            new ThrottledStorage(Storage.inMemory(), load.store, System::nanoTime);
        Repository repository = Repository.create(storage)) {
      repository.transaction("main", "array", store -> store.set("a/zarr.json", load.document()));
      SnapshotId array = repository.lookupBranch("main");
      for (int i = 1; i < load.branches; i++) {
        repository.createBranch(load.branch(i), array);
      }
      long putsBefore = storage.conditionalPuts();
      CommitRate rate = new CommitRate(load, repository);
      CommitRateResult result = rate.run();
      long puts = storage.conditionalPuts() - putsBefore;
      out.println(result.table());
      out.println("conditional puts: " + puts + " granted, " + storage.refused() + " refused");
      if (load.plain > 0) {
        out.println("without rebasing: " + result.alone() + ", conflicts: " + rate.conflicts);
      }
      return result.problems(repository);
    }
  }

  private CommitRateResult run() throws InterruptedException, ExecutionException {
    List<CommitRateResult.Commit> commits = new ArrayList<>();
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<CommitRateResult.Commit>>> sessions = new ArrayList<>();
      for (int i = 0; i < load.sessions + load.plain; i++) {
        int chunk = i;
        sessions.add(threads.submit(() -> commits(chunk, start)));
      }
      for (Future<List<CommitRateResult.Commit>> one : sessions) {
        commits.addAll(one.get());
      }
    }
    return new CommitRateResult(load, commits);
  }

  /// Commits one chunk until the time is over.
  private List<CommitRateResult.Commit> commits(int chunk, long start) {
    List<CommitRateResult.Commit> commits = new ArrayList<>();
    long end = start + TimeUnit.SECONDS.toNanos(load.seconds);
    for (int times = 1; System.nanoTime() - end < 0; times++) {
      Session session = repository.writableSession(load.branch(chunk));
      session.store().set("a/c/" + chunk, load.bytes(times));
      long asked = System.nanoTime();
      Optional<String> made = committed(session, chunk);
      if (made.isEmpty()) {
        times--;
        continue;
      }
      String snapshot = made.get();
      long answered = System.nanoTime();
      commits.add(
          new CommitRateResult.Commit(chunk, times, snapshot, answered - start, answered - asked));
    }
    return commits;
  }

  /// Empty if somebody else was faster.
  private Optional<String> committed(Session session, int chunk) {
    if (!load.isPlain(chunk)) {
      return Optional.of(session.commit("one", REBASING).text());
    }
    try {
      return Optional.of(session.commit("alone").text());
    } catch (ConflictException e) {
      conflicts.increment();
      return Optional.empty();
    }
  }
}

package dev.floe.fuzz;

import dev.floe.CommitOptions;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.conflict.ConflictDetector;
import dev.floe.error.CommitUnknownException;
import dev.floe.error.ConflictException;
import dev.floe.error.IcechunkException;
import dev.floe.format.SnapshotInfo;
import dev.floe.maintenance.VerifyScope;
import dev.floe.memory.SegmentLease;
import dev.floe.storage.Storage;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Commits of a chunk each to one branch, with rebase, while things go wrong: what was acknowledged
/// is in the history once, with its bytes; what was not is there once or not at all; nobody waits
/// for long.
final class NetCommits {
  private static final int WRITERS = 3;
  private static final int CHUNK_BYTES = 4_096;
  private static final long PATIENCE_SECONDS = 120;

  private final long seed;
  private final int commits;
  private final AtomicInteger next = new AtomicInteger();
  private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger unknown = new AtomicInteger();
  private final List<String> problems = Collections.synchronizedList(new ArrayList<>());

  NetCommits(long seed, int commits) {
    this.seed = seed;
    this.commits = commits;
  }

  private static MemorySegment bytes(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  private MemorySegment chunk(int number) {
    byte[] chunk = new byte[CHUNK_BYTES];
    new Random(seed * 17 + number).nextBytes(chunk);
    return MemorySegment.ofArray(chunk);
  }

  /// Makes the repository, on a storage on which nothing goes wrong.
  void create(Storage storage) {
    try (Repository repository = Repository.create(storage)) {
      Session session = repository.writableSession("main");
      session.store().set("zarr.json", bytes("{\"zarr_format\":3,\"node_type\":\"group\"}"));
      session
          .store()
          .set(
              "a/zarr.json",
              bytes(
                  """
                  {"zarr_format":3,"node_type":"array","shape":[%d],"data_type":"uint8",
                  "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[%d]}},
                  "chunk_key_encoding":{"name":"default","configuration":{"separator":"/"}},
                  "fill_value":0,"codecs":[{"name":"bytes"}],"attributes":{}}
                  """
                      .formatted((long) commits * CHUNK_BYTES, CHUNK_BYTES)));
      session.commit("the array");
    }
  }

  /// Commits, by some writers with storages of their own.
  ///
  /// @return what is wrong, one line each
  List<String> run(Supplier<Storage> storages) throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        writers.add(threads.submit(() -> write(storages, threads)));
      }
      for (Future<Void> writer : writers) {
        writer.get();
      }
    }
    if (acknowledged.size() < commits / 2) {
      problems.add("only " + acknowledged.size() + " of " + commits + " commits succeeded");
    }
    return problems;
  }

  private Void write(Supplier<Storage> storages, ExecutorService threads)
      throws InterruptedException, ExecutionException {
    try (Storage storage = storages.get();
        Repository repository = opened(storage)) {
      for (int number = next.getAndIncrement(); number < commits; number = next.getAndIncrement()) {
        int mine = number;
        Future<?> commit = threads.submit(() -> commit(repository, mine));
        try {
          commit.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException _) {
          problems.add("commit " + mine + " hangs");
        }
      }
    }
    return null;
  }

  /// Opening reads, and reading may fail.
  private static Repository opened(Storage storage) {
    for (int attempt = 1; ; attempt++) {
      try {
        return Repository.open(storage);
      } catch (IcechunkException e) {
        if (attempt == 5) {
          throw e;
        }
      }
    }
  }

  private void commit(Repository repository, int number) {
    try {
      Session session = repository.writableSession("main");
      session.store().set("a/c/" + number, chunk(number));
      session.commit("commit " + number, CommitOptions.rebaseWith(new ConflictDetector()));
      acknowledged.add(number);
    } catch (CommitUnknownException _) {
      unknown.incrementAndGet();
    } catch (ConflictException e) {
      problems.add("commit " + number + ": nobody else wrote its chunk, " + e);
    } catch (IcechunkException _) {
      failed.incrementAndGet();
    }
  }

  String summary() {
    return "%d commits: %d acknowledged, %d failed, %d unknown"
        .formatted(commits, acknowledged.size(), failed.get(), unknown.get());
  }

  /// Looks at what there is, on a storage on which nothing goes wrong.
  ///
  /// @return what is wrong, one line each
  List<String> inspect(Storage storage) {
    List<String> wrong = new ArrayList<>();
    try (Repository repository = Repository.open(storage)) {
      repository.verify(VerifyScope.STANDARD, problem -> wrong.add(problem.toString()));
      Map<String, Integer> history = new HashMap<>();
      try (Stream<SnapshotInfo> ancestry = repository.ancestry(Version.MAIN)) {
        ancestry.forEach(one -> history.merge(one.message(), 1, Integer::sum));
      }
      Store store = repository.readonlySession(Version.MAIN).store();
      for (int number = 0; number < commits; number++) {
        int times = history.getOrDefault("commit " + number, 0);
        if (times > 1) {
          wrong.add("commit " + number + " is in the history " + times + " times");
        } else if (times == 0 && acknowledged.contains(number)) {
          wrong.add("commit " + number + " was acknowledged and is lost");
        }
        Optional<SegmentLease> found = store.get("a/c/" + number);
        try (SegmentLease lease = found.orElse(null)) {
          boolean same = lease != null && lease.segment().mismatch(chunk(number)) < 0;
          if (same != (times > 0)) {
            wrong.add("commit " + number + ": its chunk is not as the history says");
          }
        }
      }
    }
    return wrong;
  }
}

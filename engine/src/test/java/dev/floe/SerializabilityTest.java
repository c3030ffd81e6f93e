package dev.floe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.RandomTransaction.Theme;
import dev.floe.conflict.BasicConflictSolver;
import dev.floe.conflict.BasicConflictSolver.VersionSelection;
import dev.floe.conflict.ConflictDetector;
import dev.floe.conflict.ConflictSolver;
import dev.floe.conflict.RebaseFailedException;
import dev.floe.format.SnapshotInfo;
import dev.floe.storage.Storage;
import dev.floe.zarr.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Transactions that overlap, read, and write what follows from what they read. Run again one after
/// the other, in the order in which they committed, they have to read the same and to leave the
/// same repository. Sessions that note their reads do; without that, some do not.
class SerializabilityTest {
  private static final List<ConflictSolver> SOLVERS =
      List.of(
          new ConflictDetector(),
          new BasicConflictSolver(),
          new BasicConflictSolver(VersionSelection.FAIL),
          new BasicConflictSolver(VersionSelection.FAIL, true, true));

  /// What became of some transactions: what each has read, in the order of the commits, and what is
  /// there at the end.
  private record Outcome(List<String> reads, Map<String, String> values) {
    static Outcome of(Repository repository, List<RandomTransaction> order) {
      Store store = repository.readonlySession(Version.MAIN).store();
      Map<String, String> values = new TreeMap<>();
      try (Stream<String> keys = store.list()) {
        keys.forEach(key -> values.put(key, RandomTransaction.text(store, key)));
      }
      return new Outcome(order.stream().map(each -> each.name() + each.known()).toList(), values);
    }
  }

  private static List<RandomTransaction> transactions(Random random) {
    List<RandomTransaction> transactions = new ArrayList<>();
    Theme[] themes = Theme.values();
    Theme theme = themes[random.nextInt(themes.length)];
    int count = 2 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      transactions.add(new RandomTransaction("t" + i + "-", theme, random));
    }
    return transactions;
  }

  private static CommitOptions rebasing(Random random) {
    return CommitOptions.rebaseWith(SOLVERS.get(random.nextInt(SOLVERS.size()))).allowingEmpty();
  }

  private static Repository repository(Storage storage) {
    Repository repository = Repository.create(storage);
    repository.transaction("main", "tree", RandomTransaction::tree);
    return repository;
  }

  private static boolean commits(Session session, RandomTransaction one, CommitOptions how) {
    try {
      session.commit(one.name(), how);
      return true;
    } catch (RebaseFailedException e) {
      return false;
    }
  }

  /// Runs the steps of all in a random order, on one thread.
  private static Outcome interleaved(
      Repository repository,
      List<RandomTransaction> all,
      SessionOptions options,
      CommitOptions how,
      Random random) {
    Map<RandomTransaction, Session> open = new java.util.LinkedHashMap<>();
    all.forEach(one -> begin(repository, one, options, open));
    List<RandomTransaction> order = new ArrayList<>();
    while (!open.isEmpty()) {
      RandomTransaction one = List.copyOf(open.keySet()).get(random.nextInt(open.size()));
      Session session = open.get(one);
      if (!one.isDone()) {
        one.step();
      } else if (commits(session, one, how)) {
        open.remove(one);
        order.add(one);
      } else {
        begin(repository, one, options, open);
      }
    }
    return Outcome.of(repository, order);
  }

  private static void begin(
      Repository repository,
      RandomTransaction one,
      SessionOptions options,
      Map<RandomTransaction, Session> open) {
    Session session = repository.writableSession("main", options);
    one.begin(session);
    open.put(one, session);
  }

  /// Runs each on a thread of its own, again and again until it commits.
  private static Outcome concurrent(
      Repository repository, List<RandomTransaction> all, CommitOptions how) throws Exception {
    CyclicBarrier start = new CyclicBarrier(all.size());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (RandomTransaction one : all) {
        running.add(
            threads.submit(() -> {
              start.await();
              Session session;
              do {
                session = repository.writableSession("main", SessionOptions.recordingReads());
                one.begin(session);
                one.runAll();
              } while (!commits(session, one, how));
              return null;
            }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    }
    List<RandomTransaction> order = new ArrayList<>();
    try (Stream<SnapshotInfo> ancestry = repository.ancestry(Version.MAIN)) {
      ancestry.forEach(commit ->
          all.stream()
              .filter(one -> one.name().equals(commit.message()))
              .forEach(one -> order.addFirst(one)));
    }
    return Outcome.of(repository, order);
  }

  private static Outcome serial(List<String> order, List<RandomTransaction> all) {
    try (Storage storage = Storage.inMemory();
        Repository repository = repository(storage)) {
      List<RandomTransaction> sorted = new ArrayList<>();
      for (String read : order) {
        sorted.add(
            all.stream().filter(one -> read.startsWith(one.name())).findFirst().orElseThrow());
      }
      for (RandomTransaction one : sorted) {
        Session session = repository.writableSession("main");
        one.begin(session);
        one.runAll();
        session.commit(one.name(), CommitOptions.STANDARD.allowingEmpty());
      }
      return Outcome.of(repository, sorted);
    }
  }

  /// What the transactions of a seed did, and what they do one after the other.
  private static List<Outcome> both(long seed, SessionOptions options) {
    Random random = new Random(seed);
    List<RandomTransaction> all = transactions(random);
    try (Storage storage = Storage.inMemory();
        Repository repository = repository(storage)) {
      CommitOptions how = rebasing(random);
      Outcome overlapping = interleaved(repository, all, options, how, random);
      assertEquals(all.size(), overlapping.reads.size());
      return List.of(overlapping, serial(overlapping.reads, all));
    }
  }

  @Property(tries = 400)
  void overlappingTransactionsAreSerialInTheOrderOfTheirCommits(@ForAll long seed) {
    List<Outcome> outcomes = both(seed, SessionOptions.recordingReads());
    assertEquals(outcomes.getLast(), outcomes.getFirst());
  }

  @Property(tries = 60)
  void concurrentTransactionsAreSerialInTheOrderOfTheirCommits(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    List<RandomTransaction> all = transactions(random);
    try (Storage storage = Storage.inMemory();
        Repository repository = repository(storage)) {
      Outcome concurrent = concurrent(repository, all, rebasing(random));
      assertEquals(all.size(), concurrent.reads.size());
      assertEquals(serial(concurrent.reads, all), concurrent);
    }
  }

  /// Otherwise the property above would show nothing.
  @Example
  void withoutNotedReadsSomeTransactionsAreNotSerial() {
    int serial = 0;
    int others = 0;
    for (long seed = 0; seed < 200; seed++) {
      List<Outcome> outcomes = both(seed, SessionOptions.STANDARD);
      if (outcomes.getFirst().equals(outcomes.getLast())) {
        serial++;
      } else {
        others++;
      }
    }
    assertTrue(others >= 20, others + " of " + (others + serial) + " were not serial");
  }
}

package dev.floe.fuzz.real;

import dev.floe.Repository;
import dev.floe.Version;
import dev.floe.error.IcechunkException;
import dev.floe.format.SnapshotInfo;
import dev.floe.fuzz.isolation.Anomaly;
import dev.floe.fuzz.isolation.History;
import dev.floe.fuzz.isolation.IsolationChecker;
import dev.floe.fuzz.isolation.Level;
import dev.floe.fuzz.isolation.RecordedSession;
import dev.floe.fuzz.isolation.Transaction;
import dev.floe.fuzz.isolation.Workload;
import dev.floe.maintenance.VerifyScope;
import dev.floe.storage.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// One repository, processes that write to it, and what is wrong afterwards. One thread uses it,
/// and closes it, which kills what still runs.
final class RealRun implements AutoCloseable {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Place place;
  private final Random random;
  private final List<Writer> writers = new ArrayList<>();
  private final List<Transaction> transactions = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  RealRun(Place place, long seed) {
    this.place = place;
    this.random = new Random(seed);
  }

  /// Makes the repository and its tree.
  RealRun create() {
    try (Storage storage = place.open();
        Repository repository = Repository.create(storage)) {
      transactions.add(new Workload(repository, System::nanoTime).setUp());
    }
    return this;
  }

  Place place() {
    return place;
  }

  Random random() {
    return random;
  }

  List<Writer> writers() {
    return writers;
  }

  /// Starts one more writer and waits until it works.
  ///
  /// @param at how it reaches the repository
  /// @param mode `work`; `probe` for a plain write, or `clock` for a repository, and no more
  /// @param command makes another command of that which starts it
  Writer start(Place at, String mode, UnaryOperator<List<String>> command) {
    String name = "w" + writers.size();
    List<String> words =
        JavaCommand.of(
            WriterProcess.class, at.location(), at.settingsText(), name, random.nextLong(), mode);
    return start(name, command.apply(words));
  }

  Writer start() {
    return start(place, "work", command -> command);
  }

  /// Starts one more that is the reference.
  Writer start(Reference reference) {
    String name = "r" + writers.size();
    return start(name, reference.command(place, name, random.nextLong(Integer.MAX_VALUE)));
  }

  private Writer start(String name, List<String> words) {
    try {
      Writer writer = new Writer(name, new ProcessBuilder(words).redirectErrorStream(true).start());
      writers.add(writer);
      return writer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// So many, all of them working.
  void start(int count) {
    List<Writer> started = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      started.add(start());
    }
    awaitReady(started);
  }

  void awaitReady(List<Writer> started) {
    await("writers work", () -> started.stream().allMatch(Writer::isReady));
  }

  int commits() {
    return writers.stream().mapToInt(Writer::commits).sum();
  }

  /// Waits until somebody has committed so many times more.
  void awaitCommits(String why, int more) {
    int before = commits();
    await(why, () -> commits() >= before + more);
  }

  /// Waits until each of some has come to the end of a further transaction, and they have committed
  /// as many again as they are. Who commits is a matter of luck where all want the same few keys.
  void awaitEach(String why, List<Writer> some) {
    List<Integer> before = some.stream().map(Writer::ended).toList();
    await(
        why,
        () -> {
          for (int i = 0; i < some.size(); i++) {
            if (some.get(i).ended() <= before.get(i)) {
              return false;
            }
          }
          return true;
        });
    awaitCommits(why, some.size());
  }

  /// Waits for something, which is a problem if it does not come.
  boolean await(String what, BooleanSupplier condition) {
    return await(what, condition, () -> writers.size() + " processes, " + commits() + " commits");
  }

  /// Waits for something, which is a problem if it does not come.
  ///
  /// @param found what is so instead, for the problem
  boolean await(String what, BooleanSupplier condition, Supplier<String> found) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        problems.add(
            "after %d s still not so: %s; found %s"
                .formatted(PATIENCE.toSeconds(), what, found.get()));
        return false;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return true;
  }

  /// Lets time pass.
  static void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  /// Faults, and the proofs that they bite.
  Bites bites() {
    return new Bites(this);
  }

  void problem(String what) {
    problems.add(what);
  }

  /// What was wrong so far.
  List<String> problems() {
    return List.copyOf(problems);
  }

  /// A transaction of this process, which is part of the history.
  ///
  /// @return why it was not committed, unless that was a conflict
  Optional<IcechunkException> transaction(Place at) {
    String name = "parent-" + transactions.size();
    try (Storage storage = at.open();
        Repository repository = Repository.open(storage)) {
      Workload workload = new Workload(repository, System::nanoTime);
      transactions.add(workload.readAll(name + "-reader"));
      Workload.Attempt attempt = workload.begin(name, Level.SNAPSHOT_ISOLATION, random);
      transactions.add(attempt.end());
      return attempt.session().error();
    } catch (IcechunkException e) {
      return Optional.of(e);
    }
  }

  /// The latest time that any commit in a place says it was made at.
  static Instant latestTime(Place at) {
    return history(at).stream().map(SnapshotInfo::flushedAt).max(Instant::compareTo).orElseThrow();
  }

  /// All commits in a place, newest first; their messages are the names of transactions.
  static List<SnapshotInfo> history(Place at) {
    try (Storage storage = at.open();
        Repository repository = Repository.open(storage);
        Stream<SnapshotInfo> commits = repository.ancestry(Version.branch(Workload.BRANCH))) {
      return commits.toList();
    }
  }

  /// Lets all that live come to their end, and judges.
  ///
  /// @return what is wrong, and in front what happened
  Verdict finish() {
    List<Writer> alive = writers.stream().filter(Writer::isAlive).toList();
    alive.forEach(Writer::finish);
    await("writers come to their end", () -> alive.stream().noneMatch(Writer::isAlive));
    close();
    for (Writer writer : writers) {
      transactions.addAll(writer.transactions());
      writer.strange().stream()
          .filter(line -> !line.startsWith("SLF4J") && !line.startsWith("WARNING"))
          .findFirst()
          .ifPresent(line -> problem(writer.name() + " said: " + line));
    }
    try (Storage storage = place.open();
        Repository repository = Repository.open(storage)) {
      transactions.add(new Workload(repository, System::nanoTime).readAll("end"));
      repository.verify(VerifyScope.STANDARD, found -> problem("verification: " + found));
      History history = RecordedSession.history(repository, Workload.BRANCH, transactions);
      for (Anomaly anomaly : IsolationChecker.strong().check(history)) {
        problem(anomaly.toString());
      }
    }
    Map<Transaction.Outcome, Integer> outcomes = new EnumMap<>(Transaction.Outcome.class);
    transactions.forEach(each -> outcomes.merge(each.outcome(), 1, Integer::sum));
    return new Verdict(
        writers.size() + " processes, " + outcomes + ", errors " + kinds(), problems);
  }

  /// The kinds of errors, and how often each.
  Map<String, Integer> kinds() {
    Map<String, Integer> kinds = new TreeMap<>();
    for (Writer writer : writers) {
      for (String error : writer.errors()) {
        String[] words = error.split(" ", 3);
        kinds.merge(words[0] + " " + words[1], 1, Integer::sum);
      }
    }
    return kinds;
  }

  /// What came of a run.
  ///
  /// @param summary what happened
  /// @param problems what is wrong
  record Verdict(String summary, List<String> problems) {
    Verdict {
      problems = List.copyOf(problems);
    }
  }

  @Override
  public void close() {
    writers.forEach(Writer::kill);
  }
}

package dev.floe.fuzz.isolation;

import dev.floe.Engine;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.error.IcechunkException;
import dev.floe.maintenance.GcOptions;
import dev.floe.spec.storage.ForwardingStorage;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import dev.floe.storage.Storage;
import dev.floe.storage.Target;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/// A history on one seed, of writers with handles of their own on one storage in memory. One thing
/// happens at a time: a transaction begins, or one that has begun ends, and while it does, others
/// end in the middle of it, at its requests for the repository's file.
final class Interleaving {
  private static final int WRITERS = 3;
  private static final int MOST_OPEN = 5;
  private static final int DEEPEST = 3;

  private final Random random;
  private final Mutant mutant;
  private final Level[] levels;
  private final List<Workload> writers = new ArrayList<>();
  private final List<Repository> repositories = new ArrayList<>();
  private final List<Open> open = new ArrayList<>();
  private final List<Transaction> ended = new ArrayList<>();

  /// Those that are ending, the innermost first.
  private final Deque<Open> ending = new ArrayDeque<>();

  private int begun;
  private int filesSeen;
  private long ticks;
  private boolean over;

  /// A transaction that has begun.
  ///
  /// @param files how many versions of the repository's file there were then
  private record Open(int writer, Workload.Attempt attempt, int files, Instant since) {}

  Interleaving(long seed, Mutant mutant, Level... levels) {
    this.random = new Random(seed);
    this.mutant = mutant;
    this.levels = levels.length == 0 ? Level.values() : levels;
  }

  /// What a random mixture of transactions comes to.
  ///
  /// @param engine for all of it
  /// @param count how many transactions
  History run(Engine engine, int count) {
    RepositoryOptions options = RepositoryOptions.STANDARD.withEngine(engine);
    try (Storage memory = Storage.inMemory()) {
      Storage storage = mutant.storage(memory, this);
      over = true;
      try (Repository repository = Repository.create(storage, options)) {
        ended.add(new Workload(repository, this::tick).setUp());
        for (int i = 0; i < WRITERS; i++) {
          repositories.add(Repository.open(new Hooked(storage), options));
          writers.add(new Workload(repositories.getLast(), this::tick));
        }
        over = false;
        while (begun < count || !open.isEmpty()) {
          step(count);
        }
        over = true;
        ended.add(new Workload(repository, this::tick).readAll("end"));
        return RecordedSession.history(repository, Workload.BRANCH, ended);
      } finally {
        repositories.forEach(Repository::close);
      }
    }
  }

  private void step(int count) {
    if (begun < count && open.size() < MOST_OPEN && random.nextInt(3) > 0) {
      begin();
    } else if (random.nextInt(12) == 0) {
      collect();
    } else if (!open.isEmpty()) {
      end(open.remove(random.nextInt(open.size())));
    }
  }

  private void begin() {
    int writer = random.nextInt(WRITERS);
    Instant now = Instant.now();
    int files = filesSeen;
    Level level = levels[random.nextInt(levels.length)];
    try {
      Workload.Attempt attempt =
          writers.get(writer).begin("t" + begun++, level, random).committing(mutant::options);
      open.add(new Open(writer, attempt, files, now));
    } catch (IcechunkException e) {
      // Nothing was read, and nothing is written.
    }
  }

  private void end(Open one) {
    ending.push(one);
    try {
      ended.add(one.attempt.end());
    } finally {
      ending.pop();
    }
  }

  private void collect() {
    Instant oldest = open.stream().map(Open::since).min(Instant::compareTo).orElseGet(Instant::now);
    repositories
        .get(random.nextInt(WRITERS))
        .collectGarbage(
            GcOptions.olderThan(mutant.collectBefore(oldest)).withAcceptOpenSessions(true));
  }

  private synchronized long tick() {
    return ++ticks;
  }

  Random random() {
    return random;
  }

  /// Whether a transaction is ending, and not beginning.
  boolean isCommitting() {
    return !over && !ending.isEmpty();
  }

  /// How many versions of the repository's file there were when that transaction began.
  int openedAt() {
    return ending.peek().files;
  }

  void filesSeen(int count) {
    filesSeen = count;
  }

  /// Lets another transaction end, if one can: not of a writer that is in the middle of it.
  void letOthersGo() {
    if (over || ending.isEmpty() || ending.size() >= DEEPEST) {
      return;
    }
    List<Open> others =
        open.stream()
            .filter(each -> ending.stream().noneMatch(one -> one.writer == each.writer))
            .toList();
    if (!others.isEmpty()) {
      Open other = others.get(random.nextInt(others.size()));
      open.remove(other);
      end(other);
    }
  }

  private void maybeLetOthersGo(String key) {
    if (key.equals(Mutant.REPO) && isCommitting() && random.nextInt(5) == 0) {
      letOthersGo();
    }
  }

  /// What a writer sees of the storage.
  private final class Hooked extends ForwardingStorage {
    Hooked(Storage below) {
      super(below);
    }

    @Override
    public CompletableFuture<GetResult> get(String key, GetOptions options, Target target) {
      maybeLetOthersGo(key);
      return super.get(key, options, target);
    }

    @Override
    public CompletableFuture<PutResult> put(String key, MemorySegment body, PutOptions options) {
      maybeLetOthersGo(key);
      return super.put(key, body, options);
    }

    @Override
    public CompletableFuture<PutResult> copy(String from, String to, Precondition precondition) {
      maybeLetOthersGo(from);
      return super.copy(from, to, precondition);
    }
  }
}

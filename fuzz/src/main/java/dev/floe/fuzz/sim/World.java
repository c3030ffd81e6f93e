package dev.floe.fuzz.sim;

import dev.floe.ChunkPacking;
import dev.floe.Engine;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.config.RepositoryConfig;
import dev.floe.error.IcechunkException;
import dev.floe.fuzz.isolation.Transaction;
import dev.floe.memory.SegmentPool;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Everything there is in one run: time, the store, processes, and what they have done so far.
final class World {
  private static final long POOL_BYTES = 512L << 20;
  private static final long CACHE_BYTES = 16L << 20;

  /// Longer than all chunks but those of the longest lists.
  private static final long PACKED_BYTES = 1000;

  /// A session that may still be committed.
  static final class OpenSession {
    private final long beganNanos;
    private String base;

    private OpenSession(long beganNanos) {
      this.beganNanos = beganNanos;
    }

    long beganNanos() {
      return beganNanos;
    }

    /// The snapshot it reads; null while it is being opened.
    String base() {
      return base;
    }

    void reads(String snapshot) {
      base = snapshot;
    }
  }

  private final Plan plan;
  private final Seams seams;
  private final Scheduler scheduler;
  private final Weather weather;
  private final SimulatedStore store;
  private final Map<String, List<Transaction>> transactions = new TreeMap<>();
  private final List<String> findings = new ArrayList<>();
  private final Set<OpenSession> open = new LinkedHashSet<>();
  private final List<Engine> engines = new ArrayList<>();
  private final Map<String, Integer> counts = new TreeMap<>();
  private final SimulatedClock[] clocks;
  private int incarnations;
  private int done;
  private long calmNanos;
  private long lastNanos;

  World(Plan plan, Trace trace, Seams seams) {
    this.plan = plan;
    this.seams = seams;
    this.scheduler =
        new Scheduler(Chance.stream(plan.seed(), "schedule"), trace, plan.setting().eagerness());
    this.weather = new Weather(plan.seed(), plan.store());
    this.store =
        new SimulatedStore(scheduler, plan.store(), weather, Chance.stream(plan.seed(), "store"));
    this.clocks = new SimulatedClock[plan.setting().processes()];
    for (int i = 0; i < clocks.length; i++) {
      clocks[i] =
          plan.setting().wrongClocks() && !plan.store().profile().isLocal()
              ? SimulatedClock.wrong(Chance.stream(plan.seed(), "clock", i))
              : SimulatedClock.EXACT;
    }
  }

  Seams seams() {
    return seams;
  }

  Plan plan() {
    return plan;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  SimulatedStore store() {
    return store;
  }

  Weather weather() {
    return weather;
  }

  /// What was done on a branch so far.
  List<Transaction> transactions(String branch) {
    return transactions.computeIfAbsent(branch, _ -> new ArrayList<>());
  }

  List<String> findings() {
    return findings;
  }

  Map<String, Integer> counts() {
    return counts;
  }

  void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  void found(String finding) {
    findings.add(finding);
  }

  /// A new process on the machine of a number; -1 is a machine whose clock is right and whose
  /// requests never fail.
  SimulatedProcess process(int machine) {
    int incarnation = incarnations++;
    SimulatedClock clock = machine < 0 ? SimulatedClock.EXACT : clocks[machine];
    return new SimulatedProcess(
        scheduler,
        (machine < 0 ? "x" : "p" + machine) + "." + incarnation,
        machine,
        clock,
        Chance.stream(plan.seed(), "ids", incarnation),
        plan.setting().yields());
  }

  /// Memory and threads of a process; closed with the world.
  Engine engine(SimulatedProcess process) {
    SegmentPool pool =
        new SegmentPool(SegmentPool.Options.limitedTo(POOL_BYTES), scheduler::nowNanos);
    Engine engine = Engine.over(pool, CACHE_BYTES, process.sources(), process.workers());
    engines.add(engine);
    return engine;
  }

  /// How the repository is made and opened.
  RepositoryOptions options(Engine engine) {
    RepositoryConfig config =
        RepositoryConfig.builder()
            .numUpdatesPerRepoInfoFile(plan.setting().updatesPerFile())
            .build();
    RepositoryOptions options = RepositoryOptions.STANDARD.withEngine(engine).withConfig(config);
    return plan.setting().packs()
        ? options.withPacking(new ChunkPacking(PACKED_BYTES, 2 * PACKED_BYTES))
        : options;
  }

  /// Opens the repository, as often as it takes.
  ///
  /// @return null if the process died meanwhile
  Repository opened(SimulatedProcess process, Engine engine) {
    while (!process.isDead()) {
      boolean calm = weather.isCalm();
      try {
        return Repository.open(
            seams.storage(new SimulatedStorage(store, process)), options(engine));
      } catch (IcechunkException e) {
        if (calm && !process.isDead()) {
          found(process.name() + " could not open: " + VirtualThreads.text(e));
          return null;
        }
      }
    }
    return null;
  }

  /// After most of the work nothing goes wrong any more, and everybody must come to an end.
  void transactionDone() {
    if (++done >= plan.transactions() * 3 / 4) {
      calm();
    }
    lastNanos = scheduler.nowNanos();
  }

  /// From now on nothing goes wrong any more.
  void calm() {
    if (!weather.isCalm()) {
      weather.calm();
      calmNanos = scheduler.nowNanos();
    }
  }

  /// How long the writers went on after nothing went wrong any more.
  long nanosAfterCalm() {
    return lastNanos - calmNanos;
  }

  OpenSession sessionBegins() {
    OpenSession session = new OpenSession(scheduler.nowNanos());
    open.add(session);
    return session;
  }

  /// What a session wrote lands no more.
  void sessionEnds(OpenSession session) {
    open.remove(session);
  }

  /// The sessions that may still be committed.
  Set<OpenSession> open() {
    return open;
  }

  void close() {
    engines.forEach(Engine::close);
  }
}

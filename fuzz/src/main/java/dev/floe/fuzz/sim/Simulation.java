package dev.floe.fuzz.sim;

import dev.floe.Engine;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.format.SnapshotId;
import dev.floe.fuzz.isolation.History;
import dev.floe.fuzz.isolation.IsolationChecker;
import dev.floe.fuzz.isolation.Level;
import dev.floe.fuzz.isolation.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One run: several writers and a store, from the first request to the last look at what is left.
final class Simulation {
  private static final long MOST_NANOS = 6 * 3600 * 1_000_000_000L;
  private static final long MOST_STEPS = 5_000_000;

  /// So long the writers may need for the rest of their work when nothing goes wrong any more.
  private static final long LONGEST_END_NANOS = 20 * 60 * 1_000_000_000L;

  /// From then on nothing goes wrong any more.
  private static final long CALM_NANOS = 30 * 60 * 1_000_000_000L;

  private final Plan plan;
  private final Trace trace;
  private final World world;
  private final List<Machine> machines = new ArrayList<>();
  private final Audit audit;
  private final RefChanges refs;

  private Simulation(Plan plan, int traceLines, Seams seams) {
    this.plan = plan;
    this.trace = new Trace(traceLines);
    this.world = new World(plan, trace, seams);
    this.audit = new Audit(world);
    this.refs = new RefChanges(world, plan.beside().refs());
  }

  /// Runs a plan on this thread.
  ///
  /// @param traceLines how many of the last lines of what happened are kept
  static Result run(Plan plan, int traceLines) {
    return run(plan, traceLines, new Seams());
  }

  /// The same with something that is wrong.
  static Result run(Plan plan, int traceLines, Seams seams) {
    return new Simulation(plan, traceLines, seams).run();
  }

  private Result run() {
    List<History> histories = new ArrayList<>();
    try {
      if (began()) {
        audited(histories);
      }
    } catch (RuntimeException e) {
      world.found("the run ended with " + VirtualThreads.text(e));
    }
    world.scheduler().problems().forEach(world::found);
    if (world.findings().isEmpty()) {
      world.close();
    }
    return new Result(
        plan.seed(),
        trace.hash(),
        List.copyOf(world.findings()),
        histories,
        world.counts(),
        List.copyOf(world.weather().injected()),
        world.store().requests(),
        world.scheduler().nowNanos(),
        trace.lines());
  }

  /// Makes the repository and lets everybody do what they do.
  private boolean began() {
    phase("making the repository", () -> setUp(world.process(-1)));
    if (!world.scheduler().problems().isEmpty()) {
      return false;
    }
    List<Writer> writers = plan.writers().stream().map(each -> new Writer(world, each)).toList();
    for (int i = 0; i < plan.setting().processes(); i++) {
      int number = i;
      List<Writer> own =
          plan.writers().stream()
              .filter(writer -> writer.number() % plan.setting().processes() == number)
              .map(writer -> writers.get(plan.writers().indexOf(writer)))
              .toList();
      Maintenance maintenance = new Maintenance(world, i == 0 ? plan.beside().maintenance() : 0);
      RefChanges changed = i == plan.setting().processes() - 1 ? refs : new RefChanges(world, 0);
      boolean restarts = i < plan.beside().restarts();
      machines.add(new Machine(world, i, own, maintenance, changed, restarts));
    }
    world.store().onDeath(() -> machines.forEach(Machine::die), this::die);
    world.scheduler().after(CALM_NANOS, world::calm);
    machines.forEach(Machine::boot);
    boolean ended = world.scheduler().run(MOST_NANOS, MOST_STEPS);
    if (!ended || machines.stream().anyMatch(machine -> !machine.isDone())) {
      world.found(
          (ended ? "nobody can go on" : "no end")
              + " after "
              + world.scheduler().nowNanos() / 1_000_000
              + " ms and "
              + world.scheduler().steps()
              + " steps; waiting: "
              + world.scheduler().unfinished());
      return false;
    }
    if (world.nanosAfterCalm() > LONGEST_END_NANOS) {
      world.found(
          "the writers needed "
              + world.nanosAfterCalm() / 1_000_000
              + " ms after the last fault was over");
    }
    return true;
  }

  private void die(SimulatedProcess process) {
    machines.stream().filter(machine -> machine.runs(process)).forEach(Machine::die);
  }

  private void audited(List<History> histories) {
    world.weather().calm();
    phase("the last look", () -> audit.read(world.process(-1), refs));
    for (String branch : plan.setting().branchNames()) {
      History history = audit.history(branch);
      histories.add(history);
      audit.checkOutcomes(history);
      IsolationChecker.strong().check(history).forEach(anomaly -> world.found(anomaly.toString()));
    }
  }

  private void phase(String what, Runnable work) {
    world.scheduler().start(what, work);
    if (!world.scheduler().run(Long.MAX_VALUE, Long.MAX_VALUE)
        || !world.scheduler().unfinished().isEmpty()) {
      world.found(what + ": waits for ever: " + world.scheduler().unfinished());
    }
  }

  private void setUp(SimulatedProcess process) {
    Engine engine = world.engine(process);
    long begin = world.scheduler().tick();
    try (Repository repository =
        Repository.create(new SimulatedStorage(world.store(), process), world.options(engine))) {
      Session session = repository.writableSession("main");
      String base = session.snapshotId().text();
      Steps steps = new Steps("setup");
      steps.makeAll(session.store());
      SnapshotId made = session.commit("setup");
      Transaction transaction =
          new Transaction(
              "setup",
              Level.STRICT_SERIALIZABLE,
              Optional.of(base),
              begin,
              world.scheduler().tick(),
              steps.operations(),
              Transaction.Outcome.COMMITTED,
              Optional.of(made.text()));
      for (String branch : plan.setting().branchNames()) {
        if (!branch.equals("main")) {
          repository.createBranch(branch, made);
        }
        world.transactions(branch).add(transaction);
      }
    }
  }
}

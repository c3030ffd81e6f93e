package dev.floe.fuzz.sim;

import dev.floe.fuzz.isolation.Level;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// All that a run does and all that may go wrong in it, as far as it follows from the seed before
/// the run begins. Each seed has some kinds of steps, promises and faults and not the others, so
/// that what is rare together with everything is common in some runs.
///
/// @param seed what everything else follows from
/// @param writers what each does
record Plan(long seed, Store store, List<WriterPlan> writers, Beside beside, Setting setting) {
  /// How many commits are attempted at least.
  static final int LEAST_COMMITS = 40;

  private static final int MOST_STEPS = 4;

  /// The store and its faults.
  ///
  /// @param faults what may go wrong
  /// @param rate how many requests meet a fault
  /// @param only the requests that may meet one; empty for all
  record Store(
      Profile profile,
      SimulatedStore.Defect defect,
      Set<Fault> faults,
      double rate,
      Optional<Set<String>> only) {}

  /// What happens beside the transactions.
  ///
  /// @param maintenance how often snapshots expire and garbage is collected
  /// @param restarts how many machines are stopped and started again between two transactions
  /// @param refs how many tags, branches and properties of the repository come and go
  record Beside(int maintenance, int restarts, int refs) {
    static final Beside NOTHING = new Beside(0, 0, 0);
  }

  /// How everything runs.
  ///
  /// @param processes how many there are; the nth writer is a thread of process n modulo this
  /// @param wrongClocks whether clocks are wrong as much as they may be
  /// @param eagerness how often time passes although a task could run
  /// @param yields how often another task goes on when one looks at its clock
  /// @param updatesPerFile how many entries of the operations log a file holds
  /// @param packs whether small chunks share objects
  /// @param branches to how many branches the writers commit: the nth to branch n modulo this
  record Setting(
      int processes,
      boolean wrongClocks,
      double eagerness,
      double yields,
      int updatesPerFile,
      boolean packs,
      int branches) {
    private static final List<String> NAMES = List.of("main", "side");

    /// The branches that are committed to.
    List<String> branchNames() {
      return NAMES.subList(0, branches);
    }

    /// The branch of a writer.
    String branch(int writer) {
      return NAMES.get(writer % branches);
    }

    Setting withExactClocks() {
      return new Setting(processes, false, eagerness, yields, updatesPerFile, packs, branches);
    }
  }

  /// What one writer does.
  record WriterPlan(int number, List<TransactionPlan> transactions) {}

  /// One transaction.
  ///
  /// @param number which of its writer's
  /// @param level what it asks for
  record TransactionPlan(int number, Level level, List<Step> steps) {
    boolean moves() {
      return steps.getFirst().kind() == Step.Kind.MOVE;
    }
  }

  /// What a seed says.
  static Plan of(long seed) {
    RandomGenerator chance = Chance.stream(seed, "plan");
    List<Level> levels = someOf(List.of(Level.values()), 0.6, chance);
    List<Step.Kind> kinds = someOf(List.of(Step.Kind.values()), 0.7, chance);
    int writers = 4 + chance.nextInt(3);
    return new Plan(
        seed,
        store(chance),
        writers(writers, levels, kinds, chance),
        new Beside(
            chance.nextInt(3) == 0 ? 1 + chance.nextInt(3) : 0,
            chance.nextInt(3) == 0 ? 1 : 0,
            chance.nextInt(3) == 0 ? 1 + chance.nextInt(10) : 0),
        new Setting(
            2 + chance.nextInt(writers - 1),
            chance.nextBoolean(),
            chance.nextBoolean() ? 0 : 0.2 * chance.nextDouble(),
            chance.nextBoolean() ? 0 : 0.3 * chance.nextDouble(),
            chance.nextBoolean() ? 1000 : 1 + chance.nextInt(8),
            chance.nextInt(4) == 0,
            chance.nextInt(3) == 0 ? 2 : 1));
  }

  private static Store store(RandomGenerator chance) {
    Profile[] profiles = Profile.values();
    Profile profile = profiles[chance.nextInt(profiles.length)];
    boolean calm = chance.nextInt(20) == 0;
    Set<Fault> faults = EnumSet.noneOf(Fault.class);
    if (!calm) {
      faults.addAll(someOf(List.of(Fault.values()), 0.5, chance));
    }
    double rate = 0.005 + 0.06 * chance.nextDouble();
    return new Store(profile, SimulatedStore.Defect.NONE, faults, rate, Optional.empty());
  }

  private static List<WriterPlan> writers(
      int count, List<Level> levels, List<Step.Kind> kinds, RandomGenerator chance) {
    List<WriterPlan> writers = new ArrayList<>();
    int each = (LEAST_COMMITS + count - 1) / count;
    int hotness = 1 + chance.nextInt(6);
    for (int writer = 0; writer < count; writer++) {
      List<TransactionPlan> transactions = new ArrayList<>();
      for (int number = 0; number < each; number++) {
        Level level = levels.get(chance.nextInt(levels.size()));
        transactions.add(new TransactionPlan(number, level, steps(kinds, hotness, chance)));
      }
      writers.add(new WriterPlan(writer, transactions));
    }
    return writers;
  }

  /// Reads before writes. A move is alone in its transaction.
  private static List<Step> steps(List<Step.Kind> kinds, int hotness, RandomGenerator chance) {
    List<Step> steps = new ArrayList<>();
    int count = 1 + chance.nextInt(MOST_STEPS);
    steps.add(new Step(Step.Kind.READ, chance.nextInt(hotness)));
    for (int i = 0; i < count; i++) {
      Step.Kind kind = kinds.get(chance.nextInt(kinds.size()));
      Step step = new Step(kind, chance.nextInt(hotness));
      if (kind == Step.Kind.MOVE) {
        return List.of(step);
      }
      steps.add(step);
    }
    Step.Kind last = chance.nextBoolean() ? Step.Kind.APPEND : Step.Kind.WRITE;
    steps.add(new Step(last, chance.nextInt(hotness)));
    return steps;
  }

  /// Each with a probability, and at least one.
  private static <T> List<T> someOf(List<T> all, double probability, RandomGenerator chance) {
    List<T> some = new ArrayList<>();
    for (T one : all) {
      if (chance.nextDouble() < probability) {
        some.add(one);
      }
    }
    if (some.isEmpty()) {
      some.add(all.get(chance.nextInt(all.size())));
    }
    return some;
  }

  int transactions() {
    return writers.stream().mapToInt(writer -> writer.transactions().size()).sum();
  }

  /// Files that are not synced are of one machine, and the power is cut.
  Plan withDefect(SimulatedStore.Defect value) {
    boolean files = value == SimulatedStore.Defect.NO_FSYNC;
    Store other =
        new Store(
            files ? Profile.POSIX : store.profile,
            value,
            files ? EnumSet.of(Fault.LOST_RENAME, Fault.TORN_FILE) : store.faults,
            store.rate,
            store.only);
    return new Plan(seed, other, writers, beside, setting);
  }

  Plan withWriters(List<WriterPlan> fewer) {
    return new Plan(seed, store, fewer, beside, setting);
  }

  Plan withOnly(Set<String> places) {
    Store other =
        new Store(store.profile, store.defect, store.faults, store.rate, Optional.of(places));
    return new Plan(seed, other, writers, beside, setting);
  }

  Plan with(Beside other) {
    return new Plan(seed, store, writers, other, setting);
  }

  Plan withExactClocks() {
    return new Plan(seed, store, writers, beside, setting.withExactClocks());
  }
}

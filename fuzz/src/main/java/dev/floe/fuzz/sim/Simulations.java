package dev.floe.fuzz.sim;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Runs many seeds at once, tells how far it is, and says what was found: each failure with its
/// seed, the number of its trace, and as a short test.
///
/// @param seed the first one; the others follow it
/// @param seeds how many at most
/// @param time after which no run is begun
/// @param threads how many runs at once
/// @param report where the page about the run goes
public record Simulations(long seed, long seeds, Duration time, int threads, Path report) {
  /// From so many seeds on everything that can happen must have happened.
  static final long SEEDS_FOR_COVERAGE = 5_000;

  /// So many commits must have been acknowledged for each seed.
  private static final long COMMITS_A_SEED = 10;

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
  private static final int MOST_FAILURES = 3;
  private static final long MOST_CANARY_SEEDS = 200;
  private static final int MOST_SHRINKING_RUNS = 300;
  private static final int MOST_FINDINGS = 5;
  private static final int REPLAYED_LINES = 3000;

  /// @param out told every five seconds how far it is
  /// @return what is wrong
  public List<String> run(PrintStream out) throws InterruptedException {
    Tally tally = new Tally();
    long start = System.nanoTime();
    AtomicLong next = new AtomicLong();
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      workers.add(Thread.ofPlatform().daemon().start(() -> work(next, tally, start, out)));
    }
    for (Thread worker : workers) {
      while (!worker.join(BETWEEN_LINES)) {
        out.println(tally.line(seconds(start)));
      }
    }
    String line = tally.line(seconds(start));
    out.println(line);
    List<String> scripts = tally.failed().stream().map(failure -> script(failure, out)).toList();
    List<String> problems = problems(tally);
    try {
      Report.write(report, tally, line, problems, scripts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.println("report: " + report);
    return problems;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private void work(AtomicLong next, Tally tally, long start, PrintStream out) {
    while (System.nanoTime() - start < time.toNanos() && tally.failed().size() < MOST_FAILURES) {
      long number = next.getAndIncrement();
      if (number >= seeds) {
        return;
      }
      Result result = Simulation.run(Plan.of(seed + number), 0);
      tally.add(result);
      if (!result.findings().isEmpty()) {
        out.println("seed " + result.seed() + ": " + first(result));
      }
    }
  }

  private static String script(Result failure, PrintStream out) {
    out.printf("seed %d, trace %016x:%n", failure.seed(), failure.hash());
    failure.findings().stream().limit(MOST_FINDINGS).forEach(out::println);
    Plan shortest = new Shrinker(MOST_SHRINKING_RUNS).shrunk(Plan.of(failure.seed()));
    String script = Script.text(shortest);
    out.println(script);
    return script;
  }

  private List<String> problems(Tally tally) {
    List<String> problems = new ArrayList<>();
    for (Result failure : tally.failed()) {
      problems.add(
          "seed " + failure.seed() + ": " + first(failure) + " (-Dreplay=" + failure.seed() + ")");
    }
    if (tally.seeds() >= SEEDS_FOR_COVERAGE) {
      tally.missing().forEach(cell -> problems.add(cell + " never happened"));
      if (tally.count("commits") < COMMITS_A_SEED * tally.seeds()) {
        problems.add("only " + tally.count("commits") + " commits in " + tally.seeds() + " seeds");
      }
    }
    return problems;
  }

  private static String first(Result failure) {
    return failure.findings().getFirst().lines().findFirst().orElse("");
  }

  /// Runs stores that are wrong in themselves, each from several seeds on, until it is found out.
  ///
  /// @param starts from how many seeds
  /// @return what was not found within 200 seeds
  public static List<String> canaries(int starts, PrintStream out) {
    List<String> problems = new ArrayList<>();
    for (SimulatedStore.Defect defect : SimulatedStore.Defect.values()) {
      if (defect != SimulatedStore.Defect.NONE) {
        long most = 0;
        for (long start = 1; start <= starts; start++) {
          long needed = seedsUntilFound(defect, Chance.mix(start));
          if (needed > MOST_CANARY_SEEDS) {
            problems.add(defect + " was not found in " + MOST_CANARY_SEEDS + " seeds");
          }
          most = Math.max(most, needed);
        }
        out.printf("canary %s: found within %d seeds from %d starts%n", defect, most, starts);
      }
    }
    return problems;
  }

  private static long seedsUntilFound(SimulatedStore.Defect defect, long start) {
    for (long number = 1; number <= MOST_CANARY_SEEDS; number++) {
      Plan plan = Plan.of(start + number).withDefect(defect);
      if (!Simulation.run(plan, 0).findings().isEmpty()) {
        return number;
      }
    }
    return MOST_CANARY_SEEDS + 1;
  }

  /// Runs one seed twice, tells what happened, and whether both runs did the same.
  ///
  /// @return what is wrong
  public static List<String> replay(long seed, PrintStream out) {
    Result first = Simulation.run(Plan.of(seed), REPLAYED_LINES);
    Result second = Simulation.run(Plan.of(seed), REPLAYED_LINES);
    first.lines().forEach(out::println);
    first.injected().forEach(out::println);
    first.findings().forEach(out::println);
    out.println(first.counts());
    out.printf("seed %d: trace %016x and %016x%n", seed, first.hash(), second.hash());
    List<String> problems = new ArrayList<>();
    if (!first.findings().isEmpty()) {
      problems.add("seed " + seed + ": " + first(first));
    }
    if (first.hash() != second.hash() || !first.lines().equals(second.lines())) {
      problems.add("seed " + seed + " did not do the same twice");
    }
    return problems;
  }
}

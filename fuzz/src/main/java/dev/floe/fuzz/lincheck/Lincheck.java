package dev.floe.fuzz.lincheck;

import dev.floe.fuzz.Arguments;
import dev.floe.internal.commit.CommitQueue;
import dev.floe.internal.commit.CommitTurnsTaken;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/// The structures that are checked, and the long run.
public final class Lincheck {
  /// How it is called.
  public static final String USAGE =
      "lincheck [--target NAME] [--minutes N]: concurrent structures in every interleaving";

  private static final int THREADS = 2;
  private static final int ACTORS_PER_THREAD = 2;

  /// What goes round more often has hung. The pool looks through 49 size classes.
  private static final int LONGEST_LOOP = 120;

  private Lincheck() {}

  /// The structures by name.
  public static Map<String, Class<?>> structures() {
    Map<String, Class<?>> structures = new LinkedHashMap<>();
    structures.put("segment-pool", PoolLeases.class);
    structures.put("pool-reservations", PoolReservations.class);
    structures.put("single-flight", SingleFlight.class);
    structures.put("asset-cache", CachedAssets.class);
    structures.put("commit-queue", CommitQueue.class);
    structures.put("commit-turns", CommitTurnsTaken.class);
    return structures;
  }

  /// Checks a structure in so many scenarios, and answers the failure if there is one.
  ///
  /// @param interleavings the most for each scenario
  public static Optional<String> check(Class<?> structure, int scenarios, int interleavings) {
    return check(structure, THREADS, scenarios, interleavings);
  }

  private static Optional<String> check(
      Class<?> structure, int threads, int scenarios, int interleavings) {
    prepare(structure);
    try {
      new ModelCheckingOptions()
          .threads(threads)
          .actorsPerThread(ACTORS_PER_THREAD)
          .actorsBefore(1)
          .actorsAfter(1)
          .iterations(scenarios)
          .invocationsPerIteration(interleavings)
          .loopBound(LONGEST_LOOP)
          .check(structure);
      return Optional.empty();
    } catch (LincheckAssertionError failure) {
      return Optional.of(failure.getMessage());
    }
  }

  /// What is made once is made before the checker watches, which costs much for every class.
  private static void prepare(Class<?> structure) {
    try {
      Class.forName(structure.getName(), true, structure.getClassLoader());
      structure.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(structure + " cannot be made", e);
    }
  }

  /// Runs the long check and answers the failures. Rounds grow until the time is over, with two
  /// threads and with three in turn.
  public static List<String> run(List<String> options, PrintStream out) {
    Arguments arguments = new Arguments(options, List.of("--target", "--minutes"));
    double minutes = arguments.text("--minutes").map(Double::valueOf).orElse(1.0);
    Optional<String> target = arguments.text("--target");
    target.ifPresent(name -> {
      if (!structures().containsKey(name)) {
        throw new IllegalArgumentException(
            "target: expected one of " + structures().keySet() + ", found " + name);
      }
    });
    List<String> problems = new ArrayList<>();
    structures()
        .forEach((name, structure) -> {
          if (target.isEmpty() || target.get().equals(name)) {
            longCheck(name, structure, minutes, out)
                .ifPresent(failure -> problems.add(name + ": " + failure));
          }
        });
    return problems;
  }

  private static Optional<String> longCheck(
      String name, Class<?> structure, double minutes, PrintStream out) {
    long start = System.nanoTime();
    long end = start + (long) (minutes * 60e9);
    int rounds = 0;
    int scenarios = 0;
    Optional<String> failure = Optional.empty();
    while (failure.isEmpty() && (rounds == 0 || System.nanoTime() < end)) {
      int more = 20 + 10 * rounds;
      failure = check(structure, THREADS + rounds % 2, more, 1000);
      scenarios += more;
      rounds++;
    }
    out.printf(
        "  %-18s %,7d scenarios in %,d s%n",
        name, scenarios, (System.nanoTime() - start) / 1_000_000_000);
    return failure;
  }
}

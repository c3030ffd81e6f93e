package dev.floe.fuzz;

import dev.floe.Engine;
import dev.floe.fuzz.isolation.InterleavedMutants;
import dev.floe.fuzz.sim.SimulatedMutants;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The program that looks for everything that is wrong on purpose, from twenty starting seeds each,
/// and for the engine as it is, which must not be found. It tells how many seeds each took and
/// leaves with 1 if something was not found within two hundred, or was found and is not there.
///
/// It lies beside the tests, as what is wrong does.
public final class Mutants {
  private static final String USAGE = "mutants [--seed N] [--starts N]";

  private Mutants() {}

  private record Search(String where, Hunt hunt) {
    String result(long seed, int starts, List<String> problems) {
      long begin = System.nanoTime();
      Hunt.Found found = hunt.from(seed, starts);
      found.problems().forEach(problem -> problems.add(where + ": " + problem));
      double seconds = (System.nanoTime() - begin) / 1e9;
      return String.format("%-11s %6.1f s  %s", where, seconds, found.text());
    }
  }

  /// @param arguments the name `mutants` and options
  public static void main(String[] arguments) throws InterruptedException, ExecutionException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    List<String> words = Arrays.stream(arguments).filter(word -> !word.isBlank()).toList();
    try {
      Arguments options =
          new Arguments(words.subList(1, words.size()), List.of("--seed", "--starts"));
      long seed = options.seed();
      List<String> problems = run(seed, options.count("--starts", Hunt.STARTS), out);
      problems.forEach(problem -> out.println("PROBLEM " + problem + " (-Dseed=" + seed + ")"));
      System.exit(problems.isEmpty() ? 0 : 1);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\nusage: " + USAGE);
      System.exit(2);
    }
  }

  private static List<String> run(long seed, int starts, PrintStream out)
      throws InterruptedException, ExecutionException {
    out.println("mutants: seed " + seed);
    List<String> problems = new ArrayList<>();
    try (Engine engine = Engine.create();
        ExecutorService threads =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      List<Future<String>> results = new ArrayList<>();
      List<String> missed = Collections.synchronizedList(problems);
      for (Search search : searches(engine)) {
        results.add(threads.submit(() -> search.result(seed, starts, missed)));
      }
      List<Hunt> rights = List.of(InterleavedMutants.nothing(engine), SimulatedMutants.nothing());
      List<Future<Hunt.Found>> controls = new ArrayList<>();
      rights.forEach(right -> controls.add(threads.submit(() -> right.from(seed, 1))));
      for (Future<String> result : results) {
        out.println(result.get());
      }
      for (Future<Hunt.Found> control : controls) {
        Hunt.Found found = control.get();
        if (found.problems().isEmpty()) {
          problems.add("found, and not there: " + found.said());
        } else {
          out.println(found.name() + ": nothing is found in " + Hunt.MOST_SEEDS + " seeds");
        }
      }
    }
    return problems;
  }

  private static List<Search> searches(Engine engine) {
    List<Search> searches = new ArrayList<>();
    SimulatedMutants.hunts().forEach(hunt -> searches.add(new Search("simulated", hunt)));
    InterleavedMutants.hunts(engine).forEach(hunt -> searches.add(new Search("interleaved", hunt)));
    return searches;
  }
}

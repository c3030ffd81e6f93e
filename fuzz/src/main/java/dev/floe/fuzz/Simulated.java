package dev.floe.fuzz;

import dev.floe.fuzz.sim.Simulations;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The program that simulates histories. Without options it runs stores that are wrong, which must
/// be found out, then a fixed set of seeds and, for half a minute, others each time.
final class Simulated {
  static final String USAGE =
      "simulation [--seed N] [--seeds N] [--minutes N] [--replay SEED] [--report FILE]";

  private static final List<String> OPTIONS =
      List.of("--seed", "--seeds", "--minutes", "--replay", "--report");
  private static final long FIXED_SEED = 1;
  private static final long FIXED_SEEDS = 100;
  private static final Duration FRESH = Duration.ofSeconds(30);
  private static final int CANARY_STARTS = 5;
  private static final int LONGEST_MINUTES = 24 * 60;

  private Simulated() {}

  /// The options as properties of the virtual machine give them: `-Dseed=1` and so on.
  static List<String> properties() {
    List<String> options = new ArrayList<>();
    for (String option : OPTIONS) {
      String value = System.getProperty(option.substring(2), "");
      if (!value.isBlank()) {
        options.add(option);
        options.add(value);
      }
    }
    return options;
  }

  /// @return what is wrong
  static List<String> run(List<String> words, PrintStream out) throws InterruptedException {
    Arguments arguments = new Arguments(words, OPTIONS);
    Optional<String> replayed = arguments.text("--replay");
    if (replayed.isPresent()) {
      return Simulations.replay(Long.parseLong(replayed.get()), out);
    }
    Path report = Path.of(arguments.text("--report").orElse("target/simulation.html"));
    int threads = Runtime.getRuntime().availableProcessors();
    long seed = arguments.seed();
    if (!words.isEmpty()) {
      out.println("simulation: seeds from " + seed);
      long seeds = arguments.text("--seeds").map(Long::valueOf).orElse(Long.MAX_VALUE);
      boolean bounded = seeds != Long.MAX_VALUE;
      Duration time =
          Duration.ofMinutes(arguments.count("--minutes", bounded ? LONGEST_MINUTES : 1));
      return new Simulations(seed, seeds, time, threads, report).run(out);
    }
    out.println("simulation: seeds 1 to " + FIXED_SEEDS + ", then from " + seed);
    List<String> problems = new ArrayList<>(Simulations.canaries(CANARY_STARTS, out));
    Duration most = Duration.ofMinutes(2);
    problems.addAll(new Simulations(FIXED_SEED, FIXED_SEEDS, most, threads, report).run(out));
    problems.addAll(new Simulations(seed, Long.MAX_VALUE, FRESH, threads, report).run(out));
    return problems;
  }
}

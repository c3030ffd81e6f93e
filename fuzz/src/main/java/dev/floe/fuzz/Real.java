package dev.floe.fuzz;

import dev.floe.fuzz.real.RealPrograms;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Real processes on real storages, killed, stopped, without room, rights or a network, and their
/// history judged by the isolation checker.
final class Real {
  static final String USAGE =
      "real [--faults NAME,NAME…] [--times N] [--stop SECONDS] [--server VERSITYGW] [--seed N]";

  private Real() {}

  static List<String> run(List<String> words, PrintStream out)
      throws IOException, InterruptedException {
    Arguments arguments =
        new Arguments(words, List.of("--faults", "--times", "--stop", "--server", "--seed"));
    RealPrograms programs =
        new RealPrograms(
            arguments.seed(),
            arguments.count("--times", 10),
            Duration.ofSeconds(arguments.count("--stop", 5)),
            arguments.text("--server").map(Path::of));
    return programs.run(
        arguments.text("--faults").map(names -> List.of(names.split(","))).orElse(programs.names()),
        out);
  }
}

package dev.floe.fuzz;

import dev.floe.fuzz.real.RealPrograms;
import dev.floe.fuzz.real.Reference;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Real processes on real storages, killed, stopped, without room, rights or a network, and their
/// history judged by the isolation checker.
final class Real {
  static final String USAGE =
      "real [--faults NAME,NAME…] [--times N] [--stop SECONDS] [--server VERSITYGW] [--seed N]"
          + " [--reference PYTHON]";

  private Real() {}

  /// The server of the tests over real object stores, if `make_servers.sh` installed it.
  private static Optional<Path> installed() {
    String servers = System.getenv().getOrDefault("FLOE_SERVERS", "");
    String cache = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
    Path base =
        cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
    Path all = servers.isEmpty() ? base.resolve("floe/servers") : Path.of(servers);
    return Optional.of(all.resolve("versitygw/versitygw")).filter(Files::isExecutable);
  }

  private static Reference reference(String python) {
    return Reference.in(Path.of(python))
        .orElseThrow(() ->
            new IllegalArgumentException(
                "--reference: expected a Python with icechunk, found " + python));
  }

  static List<String> run(List<String> words, PrintStream out)
      throws IOException, InterruptedException {
    Arguments arguments =
        new Arguments(
            words, List.of("--faults", "--times", "--stop", "--server", "--seed", "--reference"));
    RealPrograms programs =
        new RealPrograms(
            arguments.seed(),
            arguments.count("--times", 10),
            Duration.ofSeconds(arguments.count("--stop", 5)),
            arguments.text("--server").map(Path::of).or(Real::installed),
            arguments.text("--reference").map(Real::reference).or(Reference::made));
    return programs.run(
        arguments.text("--faults").map(names -> List.of(names.split(","))).orElse(programs.names()),
        out);
  }
}

package dev.floe.bench;

import dev.floe.Repository;
import dev.floe.storage.StorageOptions;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How long `floe info` of a local repository takes as a process, from its start to its end, as the
/// build ships it: by its launcher, with the classes that the build prepared; by `java -jar` alone;
/// and, as the floor, a virtual machine that does nothing. In turns, twenty times each after two
/// that do not count; every output is looked at. Leaves with 1 if the launcher's median is above
/// half a second.
///
/// ```
/// mvn -q -Pbench -Dbench.main=dev.floe.bench.StartUp -Dbench.args=
/// ```
public final class StartUp {
  private static final int RUNS = 20;
  private static final int WARM_UPS = 2;
  private static final int COMMITS = 30;
  private static final double MOST_SECONDS = 0.5;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private StartUp() {}

  /// One way to start it.
  private record Way(String name, String expected, List<String> command, List<Double> seconds) {
    Way(String name, String expected, String... command) {
      this(name, expected, List.of(command), new ArrayList<>());
    }

    /// The figure that so large a part of the runs is below.
    double at(double part) {
      List<Double> sorted = seconds.stream().sorted().toList();
      return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(part * sorted.size())));
    }

    String row() {
      return String.format(Locale.ROOT, "%-34s %8.3f %8.3f %8.3f", name, at(0), at(0.5), at(1));
    }
  }

  /// @param arguments the folder of the command line's module; that beside this one otherwise
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path cli = Path.of(arguments.length > 0 ? arguments[0] : "../cli").toAbsolutePath().normalize();
    Path jar = cli.resolve("target/floe.jar");
    if (!Files.exists(jar)) {
      throw new IOException("there is no " + jar + ": mvn -q package -DskipTests makes it");
    }
    try (Scratch scratch = Scratch.open("local", StorageOptions.STANDARD)) {
      write(scratch);
      String place = scratch.root().toString();
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      Way launcher =
          new Way("floe info", "main", cli.resolve("bin/floe").toString(), "info", place);
      List<Way> ways =
          List.of(
              launcher,
              new Way(
                  "java -jar floe.jar info", "main", java, "-jar", jar.toString(), "info", place),
              new Way("java --version (floor)", "", java, "-XX:+UseSerialGC", "--version"));
      for (int i = -WARM_UPS; i < RUNS; i++) {
        for (Way way : ways) {
          double seconds = seconds(way);
          if (i >= 0) {
            way.seconds().add(seconds);
          }
        }
      }
      System.out.printf("%-34s %8s %8s %8s%n", "seconds, of " + RUNS, "best", "median", "worst");
      ways.forEach(way -> System.out.println(way.row()));
      boolean held = launcher.at(0.5) <= MOST_SECONDS;
      System.out.println((held ? "held: " : "MISSED: ") + MOST_SECONDS + " s at the median");
      System.exit(held ? 0 : 1);
    }
  }

  private static void write(Scratch scratch) {
    try (Repository repository = Repository.create(scratch.storage())) {
      repository.transaction(
          "main", "an array", store -> store.set("a/zarr.json", Chunks.array(COMMITS, 4096)));
      for (int i = 0; i < COMMITS; i++) {
        String key = "a/c/" + i;
        MemorySegment chunk = MemorySegment.ofArray(new byte[4096]);
        repository.transaction("main", key, store -> store.set(key, chunk));
      }
    }
  }

  private static double seconds(Way way) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Process process = new ProcessBuilder(way.command()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    boolean ended = process.waitFor(PATIENCE);
    long nanos = System.nanoTime() - begin;
    if (!ended || process.exitValue() != 0 || !said.contains(way.expected())) {
      throw new IOException(way.command() + " said: " + said);
    }
    return nanos / 1e9;
  }
}

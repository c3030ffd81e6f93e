package dev.floe.fuzz.hostile;

import dev.floe.fuzz.Arguments;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The long run: a coverage-guided fuzzer in a process of its own for each target, beginning with
/// its seeds, what is kept of earlier runs, and inputs that once failed. A finding is printed in
/// Base64, as `regressions/NAME.txt` wants it. The reduced corpus lies in `target/hostile/NAME.txt`
/// afterwards.
public final class Hostile {
  /// How it is called.
  public static final String USAGE =
      "hostile [--target NAME] [--minutes N] [--seed N]: every parser, a minute each";

  private static final Pattern STATISTICS =
      Pattern.compile("stat::(number_of_executed_units|peak_rss_mb): *(\\d+)");
  private static final Pattern COVERAGE = Pattern.compile("cov: (\\d+)");

  private final Path folder;
  private final long seed;
  private final double minutes;

  private Hostile(Path folder, long seed, double minutes) {
    this.folder = folder;
    this.seed = seed;
    this.minutes = minutes;
  }

  /// Runs it and answers the findings.
  public static List<String> run(List<String> options, PrintStream out) {
    Arguments arguments =
        new Arguments(options, List.of("--target", "--minutes", "--seed", "--folder"));
    List<String> names =
        arguments
            .text("--target")
            .map(name -> List.of(Targets.of(name).text()))
            .orElseGet(() -> Arrays.stream(Targets.values()).map(Targets::text).toList());
    double minutes = arguments.text("--minutes").map(Double::valueOf).orElse(1.0);
    Path folder = Path.of(arguments.text("--folder").orElse("target/hostile"));
    Hostile run = new Hostile(folder, arguments.seed() & 0x7fff_ffff, minutes);
    out.println("hostile bytes, seed " + run.seed + ", " + minutes + " min each");
    List<String> problems = new ArrayList<>();
    for (String name : names) {
      problems.addAll(run.fuzz(name, out));
    }
    return problems;
  }

  /// Fuzzes one target for so many seconds, and answers what was found.
  static List<String> fuzz(String name, Path folder, long seed, double seconds, PrintStream out) {
    return new Hostile(folder, seed, seconds / 60).fuzz(name, out);
  }

  private List<String> fuzz(String name, PrintStream out) {
    try {
      Path inputs = Files.createDirectories(folder.resolve(name));
      begin(name, inputs);
      Process process = start(name, inputs);
      String log = new String(process.getInputStream().readAllBytes());
      int code = process.waitFor();
      Files.writeString(folder.resolve(name + ".log"), log);
      out.println(line(name, log, inputs));
      List<String> findings = findings(name);
      if (code != 0 && findings.isEmpty()) {
        findings.add("%s: the fuzzer ended with %d, see %s.log".formatted(name, code, name));
      }
      if (findings.isEmpty()) {
        Corpus.keep(inputs, folder.resolve(name + ".txt"));
      }
      return findings;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void begin(String name, Path inputs) throws IOException {
    try (Stream<Path> old = Files.list(folder)) {
      for (Path file : old.filter(each -> isFinding(each, name)).toList()) {
        Files.delete(file);
      }
    }
    List<byte[]> all = new ArrayList<>(Corpus.of(name));
    all.addAll(Corpus.regressions(name));
    if (name.equals(FuzzedTarget.CANARY)) {
      all.addAll(new FuzzedTarget.Canary().seeds());
    } else {
      try (Target target = Targets.of(name).open()) {
        all.addAll(target.seeds());
      }
    }
    for (byte[] input : all) {
      Files.write(inputs.resolve(Corpus.SEED + Integer.toHexString(Arrays.hashCode(input))), input);
    }
  }

  private Process start(String name, Path inputs) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:+EnableDynamicAgentLoading",
            "--enable-native-access=ALL-UNNAMED",
            "-Dmsgpack.universal-buffer=true",
            "-cp",
            System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + FuzzedTarget.class.getName(),
            "--target_args=" + name,
            "--instrumentation_includes=dev.floe.**:org.msgpack.core.**:tools.jackson.core.**"
                + ":org.snakeyaml.engine.**:io.netty.handler.codec.http.**:picocli.**",
            "--instrumentation_excludes=dev.floe.spec.**",
            "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.ServerSideRequestForgery",
            "--reproducer_path=" + folder.toAbsolutePath(),
            "-artifact_prefix=" + folder.toAbsolutePath() + "/" + name + ".found-",
            "-max_total_time=" + Math.max(1, Math.round(minutes * 60)),
            "-seed=" + seed,
            "-timeout=20",
            "-rss_limit_mb=3000",
            "-max_len=4096",
            "-print_final_stats=1",
            inputs.toAbsolutePath().toString()));
    return new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
  }

  private static boolean isFinding(Path file, String name) {
    return file.getFileName().toString().startsWith(name + ".found-");
  }

  private List<String> findings(String name) throws IOException {
    List<String> findings = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> isFinding(each, name)).sorted().toList()) {
        String input = Base64.getEncoder().encodeToString(Files.readAllBytes(file));
        findings.add(
            "%s: %s, seed %d, see %s.log%n  input %s"
                .formatted(name, file.getFileName(), seed, name, input));
      }
    }
    return findings;
  }

  private static String line(String name, String log, Path inputs) throws IOException {
    long executions = 0;
    long megabytes = 0;
    Matcher statistics = STATISTICS.matcher(log);
    while (statistics.find()) {
      long number = Long.parseLong(statistics.group(2));
      if (statistics.group(1).startsWith("number")) {
        executions = number;
      } else {
        megabytes = number;
      }
    }
    long coverage = 0;
    Matcher covered = COVERAGE.matcher(log);
    while (covered.find()) {
      coverage = Long.parseLong(covered.group(1));
    }
    try (Stream<Path> files = Files.list(inputs)) {
      return String.format(
          Locale.ROOT,
          "  %-16s %,11d inputs  %,6d edges  %,5d kept  %,5d MB",
          name,
          executions,
          coverage,
          files.count(),
          megabytes);
    }
  }
}

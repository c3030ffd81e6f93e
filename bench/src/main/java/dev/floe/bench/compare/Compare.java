package dev.floe.bench.compare;

import dev.floe.bench.FreshDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The comparison as a program: measures the cases that are asked for, one after another, and
/// writes `comparison.json`, `comparison.html` and, as a table for documents, `comparison.md`.
public final class Compare {
  private static final long MOST_BYTES = 4L << 30;
  private static final Duration REST = Duration.ofSeconds(7);

  private final List<Compared> results = new ArrayList<>();
  private final List<String> failed = new ArrayList<>();
  private final Peers peers;
  private final Sources sources;
  private final Path directory;
  private final Path output;
  private final boolean brief;
  private final Duration whole;
  private int begun;

  private Compare(
      Peers peers, Sources sources, Path directory, Path output, boolean brief, Duration whole) {
    this.peers = peers;
    this.sources = sources;
    this.directory = directory;
    this.output = output;
    this.brief = brief;
    this.whole = whole;
  }

  /// @param arguments output directory, Python with the reference, its script, the built Rust
  ///   program, a regular expression of cases, whether to be short, how many minutes the whole may
  ///   take
  public static void main(String[] arguments) throws IOException {
    Path output = Path.of(arguments[0]);
    Files.createDirectories(output);
    Path directory = FreshDirectory.create("floe-compare");
    Path errors = output.resolve("comparison.log");
    Files.deleteIfExists(errors);
    boolean brief = arguments[5].equals("true");
    Duration whole = Duration.ofMinutes(Long.parseLong(arguments[6]));
    int failures = 1;
    try (Peers peers =
            new Peers(
                Path.of(arguments[1]),
                Path.of(arguments[2]),
                Path.of(arguments[3]),
                errors.toFile());
        Sources sources = new Sources(peers, directory)) {
      Compare compare = new Compare(peers, sources, directory, output, brief, whole);
      failures = compare.run(Pattern.compile(arguments[4]));
    } finally {
      FreshDirectory.delete(directory);
    }
    System.exit(failures == 0 ? 0 : 1);
  }

  private int run(Pattern wanted) throws IOException {
    Map<String, String> machine = Machine.described();
    List<ComparedCase> cases =
        Plan.cases(brief).stream().filter(each -> wanted.matcher(each.name()).find()).toList();
    List<String> others =
        peers.names().stream()
            .filter(peer -> !peer.equals(Peers.FLOE) && !peer.equals(Peers.FLOOR))
            .toList();
    System.out.println("machine: " + machine);
    System.out.println("versions: " + peers.versions());
    peers.missing().forEach((peer, why) -> System.out.println("without " + peer + ": " + why));
    System.out.println(Report.heading(others));
    Instant started = Clock.systemUTC().instant();
    String date = started.toString();
    String command =
        "mvn -q -Pcompare"
            + (brief ? " -Dshort" : "")
            + (whole.equals(Scale.usual(brief)) ? "" : " -Dcompare.minutes=" + whole.toMinutes())
            + (wanted.pattern().equals(".") ? "" : " -Dcase=" + wanted);
    Pace pace = new Pace(whole, System::nanoTime, cases, peers.names().size());
    for (ComparedCase each : cases) {
      measure(each, others, pace);
      Report report = new Report(results, peers.versions(), machine, date, command);
      Files.writeString(output.resolve("comparison.json"), report.json());
      Files.writeString(output.resolve("comparison.md"), report.markdown());
      Files.writeString(output.resolve("comparison.html"), new Page(report).html());
    }
    failed.forEach(System.out::println);
    Duration took = Duration.between(started, Clock.systemUTC().instant());
    long cut = results.stream().filter(each -> each.extent().isCut()).count();
    System.out.printf(
        "%d cases in %d s; rows cut to keep to it: %d%n", begun, took.toSeconds(), cut);
    System.out.println("written: " + output.resolve("comparison.html"));
    return failed.size();
  }

  private void measure(ComparedCase each, List<String> others, Pace pace) throws IOException {
    Optional<String> missing = sources.missing(each);
    if (missing.isPresent()) {
      System.out.println("without " + each.name() + ": " + missing.get());
      pace.leaveOut(each);
      return;
    }
    Pace.Share share = pace.begin(each);
    Path place = Files.createDirectories(directory.resolve("case" + begun++));
    try {
      ComparedCase prepared = sources.prepared(each.with("dir", place));
      for (Compared result : new Interleaved(peers, prepared, share).measure()) {
        results.add(result);
        System.out.println(Report.row(result, others));
        result.absent().keySet().removeAll(peers.missing().keySet());
        result.absent().forEach((peer, why) -> note(peer, why));
      }
    } catch (IllegalStateException failure) {
      failed.add("FAILED " + failure.getMessage());
      System.out.println(failed.getLast());
      peers.close();
    }
    tidy();
  }

  /// Deletes what has come together when it is much, and then waits: a file system does not give
  /// the places of deleted files out at once, and searching for others slows down who creates some.
  private void tidy() throws IOException {
    long bytes;
    try (Stream<Path> paths = Files.walk(directory)) {
      bytes = paths.mapToLong(path -> path.toFile().length()).sum();
    }
    if (bytes < MOST_BYTES) {
      return;
    }
    try (Stream<Path> paths = Files.list(directory)) {
      for (Path path : paths.filter(Files::isDirectory).toList()) {
        FreshDirectory.delete(path);
      }
    }
    LockSupport.parkNanos(REST.toNanos());
  }

  private static void note(String peer, String why) {
    if (!peer.equals(Peers.FLOOR)) {
      System.out.println("    without " + peer + ": " + why);
    }
  }
}

package dev.floe.fuzz.real;

import dev.floe.fuzz.real.RealRun.Verdict;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// Faults that befall real processes, each with a history that the isolation checker judges.
///
/// @param seed of all that is random
/// @param times how often processes are killed or stopped
/// @param stop how long they are stopped
/// @param server the program versitygw; without it a server in memory stands in for S3
/// @param reference writes too, where there is one
public record RealPrograms(
    long seed, int times, Duration stop, Optional<Path> server, Optional<Reference> reference) {
  /// Without the reference.
  public RealPrograms(long seed, int times, Duration stop, Optional<Path> server) {
    this(seed, times, stop, server, Optional.empty());
  }

  /// A fault.
  private interface Fault {
    Verdict happen(Path directory) throws IOException, InterruptedException;
  }

  private Map<String, Fault> faults() {
    Map<String, Fault> faults = new LinkedHashMap<>();
    faults.put("kill", at -> new LocalFaults(at, seed).killed(times));
    faults.put("stop", at -> new LocalFaults(at, seed).stopped());
    faults.put("file-limit", at -> new LocalFaults(at, seed).limitedFiles());
    faults.put("full-disk", at -> new LocalFaults(at, seed).fullDisk());
    faults.put("permission", at -> new LocalFaults(at, seed).deniedPermission());
    faults.put("clock", at -> new LocalFaults(at, seed).shiftedClocks());
    faults.put("s3-kill", at -> inBucket(at, faultsOf -> faultsOf.killed(times)));
    faults.put("s3-stop", at -> inBucket(at, faultsOf -> faultsOf.stopped(times, stop)));
    faults.put("s3-cut", at -> inBucket(at, faultsOf -> faultsOf.cut(20 * times)));
    reference.ifPresent(program ->
        faults.put(
            "s3-reference",
            at -> inBucket(at, faultsOf -> faultsOf.withReference(program, 10 * times))));
    return faults;
  }

  private Verdict inBucket(Path directory, Function<BucketFaults, Verdict> fault)
      throws IOException {
    try (BucketServer started =
        server.isPresent()
            ? BucketServer.versitygw(server.get(), directory.resolve("data"))
            : BucketServer.inMemory()) {
      return fault.apply(new BucketFaults(started, seed));
    }
  }

  /// The names of all faults.
  public List<String> names() {
    return List.copyOf(faults().keySet());
  }

  /// Lets some of them happen, one after the other, and prints what came of each.
  ///
  /// @param names of the faults
  /// @return what is wrong
  public List<String> run(List<String> names, PrintStream out)
      throws IOException, InterruptedException {
    List<String> problems = new ArrayList<>();
    out.printf(
        "real: seed %d, S3 is %s, the reference is %s%n",
        seed,
        server.map(Path::toString).orElse("in memory"),
        reference.map(each -> each.python().toString()).orElse("not there"));
    for (String name : names) {
      Fault fault = faults().get(name);
      if (fault == null) {
        throw new IllegalArgumentException(
            name + ": no such fault, there are " + String.join(", ", names()));
      }
      Path directory = Files.createTempDirectory("floe-fuzz-real");
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      long before = System.nanoTime();
      Verdict verdict = fault.happen(directory);
      out.printf(
          "%-12s%6.1f s   %s%n", name, (System.nanoTime() - before) / 1e9, verdict.summary());
      verdict.problems().forEach(problem -> problems.add(name + ": " + problem));
      if (verdict.problems().isEmpty()) {
        delete(directory);
      } else {
        verdict.problems().forEach(out::println);
        out.println("the files are in " + directory);
      }
    }
    return problems;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

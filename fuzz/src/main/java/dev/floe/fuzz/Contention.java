package dev.floe.fuzz;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.maintenance.VerifyScope;
import dev.floe.storage.Storage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// Processes that commit to one branch at once, all of them with rebase: every acknowledged commit
/// is in the history, every chunk is right, and nobody waits or tries much longer than the others.
/// Then the same while old snapshots expire and garbage is collected, all of it but what is younger
/// than five seconds: every commit is in the history or expired, every chunk is right, and nothing
/// is wrong with the repository.
final class Contention {
  static final String USAGE =
      "contention [--processes N] [--commits N] [--maintained-commits N] [--repository LOCATION]"
          + " [--seed N]";

  /// What is younger stays. Sessions take less than a second.
  private static final Duration AGE = Duration.ofSeconds(5);

  private final String location;
  private final ContentionLoad load;

  private Contention(String location, ContentionLoad load) {
    this.location = location;
    this.load = load;
  }

  /// Runs it and prints what came of it.
  ///
  /// @return what is wrong, one line each
  static List<String> run(List<String> words, PrintStream out)
      throws IOException, InterruptedException, ExecutionException {
    Arguments arguments =
        new Arguments(
            words,
            List.of("--processes", "--commits", "--maintained-commits", "--repository", "--seed"));
    int processes = arguments.count("--processes", 8);
    long seed = arguments.seed();
    ContentionLoad load = new ContentionLoad(processes, arguments.count("--commits", 50), seed);
    ContentionLoad maintained =
        new ContentionLoad(processes, arguments.count("--maintained-commits", 150), seed);
    Optional<String> given = arguments.text("--repository");
    List<String> problems = new ArrayList<>();
    problems.addAll(run(given, load, false, out));
    problems.addAll(run(given.map(place -> place + "-maintained"), maintained, true, out));
    return problems;
  }

  private static List<String> run(
      Optional<String> given, ContentionLoad load, boolean maintained, PrintStream out)
      throws IOException, InterruptedException, ExecutionException {
    String location = given.isPresent() ? given.get() : directory().toString();
    out.println(
        (maintained ? "contention with maintenance: seed " : "contention: seed ")
            + load.seed()
            + ", repository "
            + location);
    ContentionMaintenance maintenance = new ContentionMaintenance(location, AGE);
    Contention contention = new Contention(location, load);
    List<String> problems = new ArrayList<>();
    ContentionResult result = maintained ? contention.run(maintenance) : contention.run();
    out.println(result.table());
    if (maintained) {
      out.println(maintenance.summary());
      problems.addAll(maintenance.problems());
      problems.addAll(result.tooLong(AGE));
    }
    problems.addAll(problems(location, result, maintenance.released()));
    if (given.isEmpty() && problems.isEmpty()) {
      delete(Path.of(location));
    }
    return problems;
  }

  private static List<String> problems(
      String location, ContentionResult result, Set<String> expired) {
    try (Storage storage = Storage.of(location);
        Repository repository = Repository.open(storage)) {
      List<String> problems = new ArrayList<>(result.problems(repository, expired));
      repository.verify(VerifyScope.STANDARD, problem -> problems.add("verification: " + problem));
      return problems;
    }
  }

  /// A place below the working directory, which is on a disk where temporary files may not be.
  private static Path directory() throws IOException {
    Path parent = Files.createDirectories(Path.of("target", "contention"));
    return Files.createTempDirectory(parent, "repository").toAbsolutePath();
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private ContentionResult run() throws IOException, InterruptedException, ExecutionException {
    create();
    return commit();
  }

  private void create() {
    try (Storage storage = Storage.of(location);
        Repository repository = Repository.create(storage)) {
      Session session = repository.writableSession("main");
      session.store().set("zarr.json", ContentionLoad.group());
      session.store().set("contended/zarr.json", load.document());
      session.commit("the array");
    }
  }

  private ContentionResult commit() throws IOException, InterruptedException, ExecutionException {
    List<Process> processes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < load.processes(); i++) {
        processes.add(start(i));
      }
      List<ContentionWorker.Commit> commits = new ArrayList<>();
      commits.addAll(all(threads, processes, Contention::warmUp));
      long before = System.nanoTime();
      commits.addAll(all(threads, processes, Contention::go));
      return new ContentionResult(load, commits, System.nanoTime() - before);
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
  }

  /// The same with maintenance beside it.
  private ContentionResult run(ContentionMaintenance maintenance)
      throws IOException, InterruptedException, ExecutionException {
    create();
    try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<ContentionMaintenance> work = thread.submit(maintenance::call);
      try {
        return commit();
      } finally {
        maintenance.stop();
        work.get();
      }
    }
  }

  private Process start(int number) throws IOException {
    List<Object> arguments = new ArrayList<>(List.of(location, number));
    arguments.addAll(load.arguments());
    return JavaProcess.start(ContentionWorker.class, arguments.toArray());
  }

  /// A part of the work of one process.
  @FunctionalInterface
  private interface Part {
    List<ContentionWorker.Commit> of(Process process) throws IOException;
  }

  private static List<ContentionWorker.Commit> all(
      ExecutorService threads, List<Process> processes, Part part)
      throws InterruptedException, ExecutionException {
    List<Callable<List<ContentionWorker.Commit>>> work = new ArrayList<>();
    processes.forEach(process -> work.add(() -> part.of(process)));
    List<ContentionWorker.Commit> commits = new ArrayList<>();
    for (Future<List<ContentionWorker.Commit>> one : threads.invokeAll(work)) {
      commits.addAll(one.get());
    }
    return commits;
  }

  private static List<ContentionWorker.Commit> warmUp(Process process) throws IOException {
    return commitsUntil(process, "READY");
  }

  private static List<ContentionWorker.Commit> go(Process process) throws IOException {
    process.outputWriter(StandardCharsets.UTF_8).append("GO\n").flush();
    return commitsUntil(process, null);
  }

  /// What a process says until a line, or to its end; the same reader goes on later.
  private static List<ContentionWorker.Commit> commitsUntil(Process process, String last)
      throws IOException {
    List<ContentionWorker.Commit> commits = new ArrayList<>();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null && !line.equals(last); line = out.readLine()) {
      commits.add(ContentionWorker.Commit.parse(line));
    }
    return commits;
  }
}

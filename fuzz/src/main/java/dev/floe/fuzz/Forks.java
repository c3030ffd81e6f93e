package dev.floe.fuzz;

import dev.floe.ForkSession;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.maintenance.VerifyScope;
import dev.floe.storage.Storage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Processes that work for one session: its fork goes to each of them as bytes and comes back with
/// changes; merged and committed, they are what the session would have done alone.
final class Forks {
  static final String USAGE = "forks [--processes N] [--chunks N] [--seed N]";

  private final Path directory;
  private final ForkLoad load;

  private Forks(Path directory, ForkLoad load) {
    this.directory = directory;
    this.load = load;
  }

  /// Runs it and prints what came of it.
  ///
  /// @return what is wrong, one line each
  static List<String> run(List<String> words, PrintStream out)
      throws IOException, InterruptedException {
    Arguments arguments = new Arguments(words, List.of("--processes", "--chunks", "--seed"));
    ForkLoad load =
        new ForkLoad(
            arguments.count("--processes", 4), arguments.count("--chunks", 500), arguments.seed());
    Path parent = Files.createDirectories(Path.of("target", "forks"));
    Path directory = Files.createTempDirectory(parent, "run").toAbsolutePath();
    out.println("forks: seed " + load.seed() + ", " + directory);
    List<String> problems = new Forks(directory, load).run(out);
    if (problems.isEmpty()) {
      Contention.delete(directory);
    }
    return problems;
  }

  private List<String> run(PrintStream out) throws IOException, InterruptedException {
    Path here = directory.resolve("forked");
    List<String> problems = new ArrayList<>();
    try (Storage storage = Storage.localFilesystem(here);
        Repository repository = Repository.create(storage)) {
      Session session = begun(repository);
      byte[] sent = session.fork().toBytes(load.key());
      Files.write(directory.resolve("sent"), sent);
      problems.addAll(work(here));
      if (!problems.isEmpty()) {
        return problems;
      }
      long returned = merge(repository, session);
      session.commit("changes");
      out.printf(
          Locale.ROOT,
          "%d processes, %d chunks each: a fork of %d bytes went out, %d bytes came back%n",
          load.processes(),
          load.chunks(),
          sent.length,
          returned);
      repository.verify(VerifyScope.STANDARD, problem -> problems.add(problem.toString()));
      String differences = alone().differences(Contents.of(repository));
      if (!differences.isEmpty()) {
        problems.add("one session alone and its forks differ:" + differences);
      }
    }
    return problems;
  }

  private Session begun(Repository repository) {
    repository.transaction("main", "tree", load::tree);
    Session session = repository.writableSession("main");
    load.before(session);
    return session;
  }

  private List<String> work(Path repository) throws IOException, InterruptedException {
    List<Process> processes = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    try {
      for (int i = 0; i < load.processes(); i++) {
        List<Object> arguments =
            new ArrayList<>(
                List.of(repository, directory.resolve("sent"), directory.resolve("back" + i), i));
        arguments.addAll(load.arguments());
        processes.add(JavaProcess.start(ForkWorker.class, arguments.toArray()));
      }
      for (Process process : processes) {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
          problems.add("a process said: " + said.strip());
        }
      }
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
    return problems;
  }

  /// Merges all that came back at once and answers how many bytes that were.
  private long merge(Repository repository, Session session) throws IOException {
    ForkSession[] forks = new ForkSession[load.processes()];
    long bytes = 0;
    for (int i = 0; i < forks.length; i++) {
      byte[] back = Files.readAllBytes(directory.resolve("back" + i));
      forks[i] = repository.openFork(back, load.key());
      bytes += back.length;
    }
    session.merge(forks);
    return bytes;
  }

  /// What one session does that makes all the changes itself.
  private Contents alone() {
    try (Storage storage = Storage.inMemory();
        Repository repository = Repository.create(storage)) {
      Session session = begun(repository);
      for (int i = 0; i < load.processes(); i++) {
        load.changes(session, i);
      }
      session.commit("changes");
      return Contents.of(repository);
    }
  }
}

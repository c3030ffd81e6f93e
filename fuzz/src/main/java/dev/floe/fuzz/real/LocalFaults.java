package dev.floe.fuzz.real;

import dev.floe.error.IcechunkException;
import dev.floe.fuzz.real.RealRun.Verdict;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// What befalls processes that write to one repository on a local filesystem.
final class LocalFaults {
  private static final int WRITERS = 3;
  private static final int MOST_STOPS = 400;
  private static final String NOBODY = "65534";
  private static final Duration FELT = Duration.ofMillis(300);

  /// Patience of the processes with whoever holds a lock.
  private static final String SECONDS = "2";

  private final Path directory;
  private final long seed;

  /// @param directory an empty one for this alone, which every user can reach
  LocalFaults(Path directory, long seed) {
    this.directory = directory;
    this.seed = seed;
  }

  private RealRun run() {
    Place place = new Place(directory.resolve("repository").toString(), Map.of());
    return new RealRun(place.with(Place.LOCK_PATIENCE, SECONDS), seed);
  }

  /// Processes die at any moment, and others take their places.
  Verdict killed(int times) {
    try (RealRun run = run().create()) {
      run.start(WRITERS);
      for (int i = 0; i < times; i++) {
        RealRun.pause(Duration.ofMillis(20 + run.random().nextInt(300)));
        List<Writer> alive = run.writers().stream().filter(Writer::isAlive).toList();
        run.bites().kill(alive.get(run.random().nextInt(alive.size())));
        run.start(1);
      }
      run.awaitCommits("after all the deaths somebody commits", WRITERS);
      return run.finish();
    }
  }

  /// The process that holds the lock of the repository's file is stopped: others read on, and what
  /// they want to commit fails at its deadline with an error that names it. When it goes on, or
  /// dies, all go on.
  Verdict stopped() {
    try (RealRun run = run().create()) {
      run.start(WRITERS);
      for (String then : List.of("CONT", "KILL")) {
        Optional<Writer> holder = stopHolder(run);
        if (holder.isEmpty()) {
          run.problem("nobody was ever stopped with the lock in " + MOST_STOPS + " attempts");
          break;
        }
        Writer stopped = holder.get();
        String named = "process " + stopped.pid() + " has held";
        List<Writer> others =
            run.writers().stream().filter(each -> each != stopped && each.isAlive()).toList();
        run.await(
            "others fail with an error that names " + stopped.pid(),
            () ->
                others.stream()
                    .allMatch(
                        each -> each.errors().stream().anyMatch(error -> error.contains(named))));
        int commits = run.commits();
        RealRun.pause(FELT);
        if (run.commits() != commits) {
          run.problem("somebody committed while " + named + " the lock");
        }
        if (then.equals("KILL")) {
          run.bites().kill(stopped);
        } else {
          stopped.signal(then);
        }
        run.awaitEach(
            "all go on after " + then, run.writers().stream().filter(Writer::isAlive).toList());
      }
      return run.finish();
    }
  }

  /// Stops one process after the other until one is stopped with the lock.
  private static Optional<Writer> stopHolder(RealRun run) {
    Place hasty = run.place().with(Place.LOCK_PATIENCE, "1");
    for (int i = 0; i < MOST_STOPS; i++) {
      List<Writer> alive = run.writers().stream().filter(Writer::isAlive).toList();
      Writer writer = alive.get(run.random().nextInt(alive.size()));
      RealRun.pause(Duration.ofMillis(run.random().nextInt(10)));
      run.bites().stop(writer);
      if (HeldLocks.isHolder(Path.of(run.place().location()).resolve("repo#0"), writer.pid())) {
        Optional<IcechunkException> error = run.transaction(hasty);
        // What has nothing to commit needs no lock.
        error
            .filter(e -> !String.valueOf(e.getMessage()).contains("process " + writer.pid()))
            .ifPresent(e -> run.problem("expected the pid " + writer.pid() + ", found " + e));
        return Optional.of(writer);
      }
      writer.signal("CONT");
    }
    return Optional.empty();
  }

  /// Files cannot grow beyond two kilobytes for one of the processes, for a while.
  Verdict limitedFiles() throws IOException, InterruptedException {
    try (RealRun run = run().create()) {
      run.start(WRITERS);
      run.bites()
          .requireBite(
              run.place(), "File too large", command -> before(command, "prlimit", "--fsize=2000"));
      Writer writer = run.writers().getFirst();
      limit(writer, "2000");
      run.await(
          writer.name() + " feels that files are limited",
          () -> writer.errors().stream().anyMatch(error -> error.startsWith("StorageException")));
      run.awaitCommits("the others go on", WRITERS);
      limit(writer, "unlimited");
      run.awaitEach("files may grow again", List.of(writer));
      return run.finish();
    }
  }

  private static void limit(Writer writer, String bytes) throws IOException, InterruptedException {
    execute("prlimit", "--pid=" + writer.pid(), "--fsize=" + bytes + ":unlimited");
  }

  /// The disk is full for a while. It is a small one of its own.
  Verdict fullDisk() throws IOException, InterruptedException {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    execute("mount", "-t", "tmpfs", "-o", "size=24m,mode=0755", "floe-fuzz", disk.toString());
    try {
      Place place = new Place(disk.resolve("repository").toString(), Map.of());
      try (RealRun run = new RealRun(place, seed).create()) {
        run.start(2);
        run.awaitCommits("there is room", 4);
        List<Writer> writers = List.copyOf(run.writers());
        Path filler = disk.resolve("filler");
        fill(filler);
        run.bites().requireBite(place, "No space left", command -> command);
        fill(filler);
        run.await(
            "all feel that the disk is full",
            () ->
                writers.stream()
                    .allMatch(each ->
                        each.errors().stream()
                            .anyMatch(error -> error.startsWith("StorageException"))));
        Files.delete(filler);
        run.awaitEach("there is room again, and all go on", writers);
        return run.finish();
      }
    } finally {
      execute("umount", "-l", disk.toString());
    }
  }

  /// The clocks of processes are almost ten minutes apart, and one is set again and again.
  Verdict shiftedClocks() {
    try (RealRun run = run().create()) {
      new ShiftedClocks(run).happen();
      return run.finish();
    }
  }

  private static void fill(Path filler) throws IOException {
    for (int size = 1 << 20; size > 0; size /= 4) {
      try (OutputStream out =
          Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        while (true) {
          out.write(new byte[size]);
        }
      } catch (IOException e) {
        // As full as writes of that size make it.
      }
    }
  }

  /// Processes of an unprivileged user may not write for a while.
  Verdict deniedPermission() throws IOException, InterruptedException {
    String classPath = copyOfClassPath(directory.resolve("classes"));
    UnaryOperator<List<String>> unprivileged =
        command -> {
          List<String> words =
              new ArrayList<>(
                  List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
          for (String word : command) {
            words.add(word.equals(System.getProperty("java.class.path")) ? classPath : word);
          }
          return words;
        };
    try (RealRun run = run().create()) {
      Path repository = Path.of(run.place().location());
      execute("chown", "-R", NOBODY + ":" + NOBODY, repository.toString());
      List<Writer> writers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        writers.add(run.start(run.place(), "work", unprivileged));
      }
      run.awaitReady(writers);
      run.awaitCommits("they may write", 4);
      execute("chmod", "-R", "a-w", repository.toString());
      run.bites().requireBite(run.place(), "AccessDenied", unprivileged);
      run.await(
          "all feel that they may not",
          () ->
              writers.stream()
                  .allMatch(each -> each.errors().stream().anyMatch(LocalFaults::isOfPermission)));
      execute("chmod", "-R", "u+w", repository.toString());
      run.awaitEach("they may again, and go on", writers);
      return run.finish();
    }
  }

  /// Of a write, or of a session that is not even opened for writes.
  private static boolean isOfPermission(String error) {
    return error.contains("permission denied") || error.contains("READ_ONLY_STORAGE");
  }

  /// The class path where everybody can read it.
  private static String copyOfClassPath(Path to) throws IOException {
    Files.createDirectories(
        to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    List<String> copies = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path from = Path.of(entry);
      if (Files.exists(from)) {
        Path copy = to.resolve(copies.size() + "-" + from.getFileName());
        copy(from, copy);
        copies.add(copy.toString());
      }
    }
    return String.join(File.pathSeparator, copies);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
          Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
        }
      }
    }
  }

  private static List<String> before(List<String> command, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(command);
    return all;
  }

  private static void execute(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said.strip());
    }
  }
}

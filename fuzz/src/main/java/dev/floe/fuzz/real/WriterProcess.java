package dev.floe.fuzz.real;

import dev.floe.Engine;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.error.IcechunkException;
import dev.floe.fuzz.isolation.Level;
import dev.floe.fuzz.isolation.TransactionText;
import dev.floe.fuzz.isolation.Workload;
import dev.floe.internal.concurrent.Sources;
import dev.floe.internal.concurrent.SystemSources;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.Storage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A process that makes transactions on the branch `main` until its input ends, and says on
/// standard output what it does, a line each:
///
/// ```
/// READY              it goes on from here
/// BITES <reason>     what the system said to a plain write where the repository is
/// BEGUN <line>       a transaction before its commit, as TransactionText writes it
/// ENDED <line>       … and after it
/// ERROR <text>       an error that was no conflict
/// DONE               the end
/// ```
///
/// Arguments: the location, the settings of the storage, the name of the writer, a seed, and
/// `work`; or `probe`, to try a plain write and leave; or `clock`, to make a repository and leave.
final class WriterProcess {
  private static final long POOL_BYTES = 256L << 20;
  private static final long CACHE_BYTES = 64L << 20;
  private static final int PROBE_BYTES = 1 << 16;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Workload workload;
  private final String name;
  private final Random random;
  private final PrintStream out;

  private WriterProcess(Workload workload, String name, Random random, PrintStream out) {
    this.workload = workload;
    this.name = name;
    this.random = random;
    this.out = out;
  }

  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Place place = Place.of(arguments[0], arguments[1]);
    Random random = new Random(Long.parseLong(arguments[3]));
    if (arguments[4].equals("probe")) {
      out.println("BITES " + probe(Path.of(place.location())));
      return;
    }
    try (Engine engine = engine(place);
        Storage storage = place.open()) {
      RepositoryOptions options = RepositoryOptions.STANDARD.withEngine(engine);
      work(storage, options, arguments[2], random, arguments[4], out);
    }
    out.println("DONE");
  }

  private static void work(
      Storage storage,
      RepositoryOptions options,
      String name,
      Random random,
      String mode,
      PrintStream out)
      throws IOException {
    if (mode.equals("clock")) {
      try (Repository repository = Repository.create(storage, options)) {
        new Workload(repository, System::nanoTime).setUp();
      }
      return;
    }
    try (Repository repository = Repository.open(storage, options)) {
      out.println("READY");
      new WriterProcess(new Workload(repository, System::nanoTime), name, random, out).run();
    }
  }

  /// An engine with the clock of a place.
  private static Engine engine(Place place) {
    Sources system = SystemSources.all();
    Sources sources =
        new Sources(
            () -> place.clock(system.clock().instant()),
            system.nanoClock(),
            system.sleeper(),
            system.random(),
            system.executor());
    SegmentPool pool =
        new SegmentPool(SegmentPool.Options.limitedTo(POOL_BYTES), system.nanoClock());
    return Engine.over(pool, CACHE_BYTES, sources, Executors.newFixedThreadPool(2));
  }

  /// What the system says to a plain write.
  private static String probe(Path directory) {
    Path file = directory.resolve("probe-" + ProcessHandle.current().pid());
    try {
      Files.write(file, new byte[PROBE_BYTES]);
      Files.delete(file);
      return "nothing, for it was written";
    } catch (IOException e) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      return e.toString();
    }
  }

  private void run() throws IOException {
    Level[] levels = Level.values();
    for (int number = 0; System.in.available() == 0; number++) {
      try {
        Workload.Attempt attempt =
            workload.begin(name + "-" + number, levels[random.nextInt(levels.length)], random);
        out.println("BEGUN " + TransactionText.write(attempt.session().unfinished()));
        out.println("ENDED " + TransactionText.write(attempt.end()));
        attempt.session().error().ifPresent(this::error);
      } catch (IcechunkException e) {
        error(e);
      }
    }
  }

  private void error(IcechunkException e) {
    out.println("ERROR " + e.getClass().getSimpleName() + " " + e.kind() + " " + e.getMessage());
    LockSupport.parkNanos(PAUSE_NANOS);
  }
}

package dev.floe.bench.tiles;

import com.sun.management.OperatingSystemMXBean;
import dev.floe.Engine;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.bench.Chunks;
import dev.floe.bench.Scratch;
import dev.floe.bench.s3.MeasuredServer;
import dev.floe.format.JsonText;
import dev.floe.format.JsonValue;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/// Drives a [TileServer] in a process of its own at rising rates until it falls behind, and prints
/// what each step was like. Writes `tiles.json`. Leaves with 1 if it followed at no rate, or gave a
/// wrong answer before it fell behind.
///
/// ```
/// --bucket          the repository is in a bucket of a server in a third process
/// --seconds N       for each rate
/// --from N          the first rate
/// --connections N   that the driver has open
/// ```
public final class TileLoad {
  static final int TILE_BYTES = 64 << 10;

  private static final int TILES = 1024;
  private static final double RISE = 1.25;
  private static final int MOST_STEPS = 24;
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final List<String> words;
  private final Path output;

  private TileLoad(Path output, List<String> words) {
    this.output = output;
    this.words = words;
  }

  /// @param arguments the output directory, and options as the class says
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> words = Stream.of(arguments).filter(word -> !word.isBlank()).toList();
    Path output = Files.createDirectories(Path.of(words.getFirst()));
    TileLoad load = new TileLoad(output, words.subList(1, words.size()));
    Knee knee = load.words.contains("--bucket") ? load.overBucket() : load.overFiles();
    System.exit(knee.at().isPresent() ? 0 : 1);
  }

  private int number(String name, int otherwise) {
    int at = words.indexOf(name);
    return at < 0 ? otherwise : Integer.parseInt(words.get(at + 1));
  }

  private Knee overFiles() throws IOException, InterruptedException {
    try (Scratch scratch = Scratch.open("local", StorageOptions.STANDARD)) {
      write(scratch.storage());
      return over("local files", List.of(scratch.root().toString()));
    }
  }

  private Knee overBucket() throws IOException, InterruptedException {
    MeasuredServer.Kind kind =
        MeasuredServer.missing(MeasuredServer.Kind.VERSITYGW).isEmpty()
            ? MeasuredServer.Kind.VERSITYGW
            : MeasuredServer.Kind.OURS;
    try (MeasuredServer bucket = MeasuredServer.start(kind)) {
      try (Storage storage = bucket.storage("tiles")) {
        write(storage);
      }
      return over("a bucket on " + kind, bucket.location("tiles"));
    }
  }

  /// Tiles, each beginning with its number.
  private static void write(Storage storage) {
    try (Engine engine = Engine.create(256 << 20);
        Repository repository =
            Repository.create(storage, RepositoryOptions.STANDARD.withEngine(engine))) {
      Session session = repository.writableSession("main");
      session.store().set("map/zarr.json", Chunks.array(TILES, TILE_BYTES));
      byte[] bytes = new byte[TILE_BYTES];
      new Random(1).nextBytes(bytes);
      MemorySegment tile = MemorySegment.ofArray(bytes);
      for (int i = 0; i < TILES; i++) {
        tile.set(ValueLayout.JAVA_INT_UNALIGNED, 0, i);
        session.store().set("map/c/" + i, tile);
      }
      session.commit("tiles");
    }
  }

  private Knee over(String where, List<String> location) throws IOException, InterruptedException {
    Process process = start(location);
    try {
      BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
      String first = said.readLine();
      if (first == null) {
        throw new IOException("the tile server did not start");
      }
      URI address = URI.create(first);
      out.printf("tiles of %d KiB over %s, in a process of their own%n", TILE_BYTES >> 10, where);
      Knee knee = drive(process, address);
      knee.at()
          .ifPresentOrElse(
              step -> out.printf("the knee is at %.0f requests/s%n", step.offered()),
              () -> out.println("the server followed at no rate"));
      Path file = output.resolve("tiles.json");
      Files.writeString(file, json(where, knee));
      out.println("written: " + file);
      return knee;
    } finally {
      process.getOutputStream().close(); // it stops, in its own time
      process.onExit().join();
    }
  }

  private static Process start(List<String> location) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                TileServer.class.getName(),
                location.getFirst(),
                "0",
                "64"));
    command.addAll(location.subList(1, location.size()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(MeasuredServer.credentials());
    return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private Knee drive(Process server, URI address) throws IOException, InterruptedException {
    Duration time = Duration.ofSeconds(number("--seconds", 6));
    List<Knee.Step> steps = new ArrayList<>();
    try (OpenLoop loop =
        new OpenLoop(address, number("--connections", 64), i -> "map/c/" + i, TILES, TILE_BYTES)) {
      double rate = number("--from", 500);
      loop.run(2 * rate, time); // compilers have most of their work behind them
      loop.run(4 * rate, time.multipliedBy(2));
      out.println(Knee.heading());
      while (steps.size() < MOST_STEPS && !new Knee(steps).isPassed()) {
        steps.add(step(server, loop, rate, time));
        out.println(steps.getLast().row());
        rate *= RISE;
      }
    }
    return new Knee(steps);
  }

  private static Knee.Step step(Process server, OpenLoop loop, double rate, Duration time)
      throws InterruptedException {
    long serverBefore = cpuNanos(server);
    long driverBefore = SYSTEM.getProcessCpuTime();
    OpenLoop.Outcome outcome = loop.run(rate, time);
    double answers = Math.max(1, outcome.answered()) * 1e3;
    return new Knee.Step(
        rate,
        outcome,
        (cpuNanos(server) - serverBefore) / answers,
        (SYSTEM.getProcessCpuTime() - driverBefore) / answers);
  }

  private static long cpuNanos(Process process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  private static String json(String where, Knee knee) {
    List<JsonValue> steps = new ArrayList<>();
    for (Knee.Step step : knee.steps()) {
      Map<String, JsonValue> members = new LinkedHashMap<>();
      members.put("offered", new JsonValue.JsonDouble(step.offered()));
      members.put("perSecond", new JsonValue.JsonDouble(step.outcome().perSecond()));
      members.put("p50", new JsonValue.JsonDouble(step.outcome().millis(50)));
      members.put("p99", new JsonValue.JsonDouble(step.outcome().millis(99)));
      members.put("p99.9", new JsonValue.JsonDouble(step.outcome().millis(99.9)));
      members.put("serverMicros", new JsonValue.JsonDouble(step.serverMicros()));
      members.put("driverMicros", new JsonValue.JsonDouble(step.driverMicros()));
      members.put("refused", new JsonValue.JsonDouble(step.outcome().refused()));
      members.put("failed", new JsonValue.JsonDouble(step.outcome().failed()));
      members.put("followed", JsonValue.of(Boolean.toString(step.followed())));
      steps.add(JsonValue.JsonObject.of(members));
    }
    Map<String, JsonValue> all = new LinkedHashMap<>();
    all.put("where", JsonValue.of(where));
    all.put("knee", new JsonValue.JsonDouble(knee.at().map(Knee.Step::offered).orElse(0.0)));
    all.put("steps", new JsonValue.JsonArray(steps));
    return JsonText.pretty(JsonValue.JsonObject.of(all)) + "\n";
  }
}

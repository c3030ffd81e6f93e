package dev.floe.bench.s3;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// Measures all clients in turn, again and again, and prints the medians with their ratios. Leaves
/// with 1 where what is promised of Floe does not hold.
///
/// ```
/// --short              64 KiB and 1 MiB with 16 in flight
/// --servers A,B        of OURS, VERSITYGW, NGINX
/// --clients A,B        of Clients.Kind; promises are of FLOE beside SDK_NETTY and BARE
/// --lengths A,B        bytes of a read
/// --in-flight A,B      reads at once
/// --rounds N --millis N
/// ```
final class S3Table {
  private static final int WARM_UP_ROUNDS = 2;

  /// Every client reads so long before anything is measured: compilers have their work behind them.
  private static final int WARM_UP_MILLIS = 3_000;

  private record Shape(int lengthBytes, int inFlight) {
    @Override
    public String toString() {
      String size =
          lengthBytes < 1 << 20 ? lengthBytes / 1024 + " KiB" : (lengthBytes >> 20) + " MiB";
      return size + " x " + inFlight;
    }
  }

  private static final List<Integer> LENGTHS = List.of(64 << 10, 1 << 20, 16 << 20);
  private static final List<Integer> SHORT_LENGTHS = List.of(64 << 10, 1 << 20);
  private static final List<Integer> IN_FLIGHT = List.of(1, 16, 64);
  private static final List<Integer> SHORT_IN_FLIGHT = List.of(16);
  private static final Shape PROMISED = new Shape(64 << 10, 16);

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final List<String> problems = new ArrayList<>();
  private final List<Shape> shapes;
  private final List<Clients.Kind> kinds;
  private final int rounds;
  private final int millis;

  private S3Table(List<Shape> shapes, List<Clients.Kind> kinds, int rounds, int millis) {
    this.shapes = shapes;
    this.kinds = kinds;
    this.rounds = rounds;
    this.millis = millis;
  }

  /// @param arguments as the class says
  public static void main(String[] arguments) throws Exception {
    List<String> words = Stream.of(arguments).filter(word -> !word.isBlank()).toList();
    boolean brief = words.contains("--short");
    List<Shape> shapes = new ArrayList<>();
    for (int lengthBytes : numbers(words, "--lengths", brief ? SHORT_LENGTHS : LENGTHS)) {
      for (int inFlight : numbers(words, "--in-flight", brief ? SHORT_IN_FLIGHT : IN_FLIGHT)) {
        shapes.add(new Shape(lengthBytes, inFlight));
      }
    }
    S3Table table =
        new S3Table(
            shapes,
            list(words, "--clients", Clients.Kind.class),
            Integer.parseInt(option(words, "--rounds").orElse("5")),
            Integer.parseInt(option(words, "--millis").orElse(brief ? "400" : "600")));
    for (MeasuredServer.Kind server : list(words, "--servers", MeasuredServer.Kind.class)) {
      Optional<String> missing = MeasuredServer.missing(server);
      if (missing.isPresent()) {
        table.out.println("\n" + server + ": not measured, " + missing.get());
      } else {
        table.over(server);
      }
    }
    table.problems.stream().map(problem -> "MISSED " + problem).forEach(table.out::println);
    System.exit(table.problems.isEmpty() ? 0 : 1);
  }

  private static Optional<String> option(List<String> words, String name) {
    int at = words.indexOf(name);
    return at < 0 || at + 1 == words.size() ? Optional.empty() : Optional.of(words.get(at + 1));
  }

  private static List<Integer> numbers(List<String> words, String name, List<Integer> otherwise) {
    return option(words, name)
        .map(text -> Stream.of(text.split(",")).map(Integer::valueOf).toList())
        .orElse(otherwise);
  }

  private static <E extends Enum<E>> List<E> list(List<String> words, String name, Class<E> kind) {
    return option(words, name)
        .map(text -> Stream.of(text.split(",")).map(one -> Enum.valueOf(kind, one)).toList())
        .orElse(List.of(kind.getEnumConstants()));
  }

  private void over(MeasuredServer.Kind kind) throws Exception {
    long largest =
        shapes.stream().mapToLong(s -> (long) s.lengthBytes() * s.inFlight()).max().orElse(0);
    Map<Clients.Kind, RangeClient> open = new EnumMap<>(Clients.Kind.class);
    try (MeasuredServer server = MeasuredServer.start(kind);
        Clients clients = new Clients(server, Math.max(largest, 16 << 20))) {
      try {
        for (Clients.Kind each : kinds) {
          if (Clients.fits(each, kind)) {
            open.put(each, clients.open(each));
          }
        }
        out.printf(
            Locale.ROOT,
            "%n%s: %d clients read the same bytes; medians of %d rounds of %d ms each, in turn%n",
            kind,
            open.size(),
            rounds,
            millis);
        for (RangeClient each : open.values()) {
          each.run(Load.ofMillis(PROMISED.inFlight(), PROMISED.lengthBytes(), WARM_UP_MILLIS));
        }
        for (Shape shape : shapes) {
          print(server, shape, measured(server, shape, open));
        }
      } finally {
        open.values().forEach(RangeClient::close);
      }
    }
  }

  private Map<Clients.Kind, Figures> measured(
      MeasuredServer server, Shape shape, Map<Clients.Kind, RangeClient> open) throws Exception {
    Map<Clients.Kind, List<Figures>> all = new EnumMap<>(Clients.Kind.class);
    for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
      for (Map.Entry<Clients.Kind, RangeClient> each : open.entrySet()) {
        Load load = Load.ofMillis(shape.inFlight(), shape.lengthBytes(), millis);
        Figures figures = Figures.of(server, each.getValue(), load);
        if (round >= 0) {
          all.computeIfAbsent(each.getKey(), _ -> new ArrayList<>()).add(figures);
        }
      }
    }
    Map<Clients.Kind, Figures> medians = new EnumMap<>(Clients.Kind.class);
    all.forEach((kind, figures) -> medians.put(kind, Figures.median(figures)));
    return medians;
  }

  private void print(MeasuredServer server, Shape shape, Map<Clients.Kind, Figures> medians)
      throws IOException, InterruptedException {
    out.printf(
        Locale.ROOT,
        "%n%-14s %9s %7s %7s %10s %10s %12s%n",
        shape,
        "reads/s",
        "GB/s",
        "/ bare",
        "CPU s/GB",
        "server's",
        "heap B/read");
    double bare = rate(medians, Clients.Kind.BARE).orElse(Double.NaN);
    medians.forEach((kind, figures) ->
        out.printf(
            Locale.ROOT,
            "%-14s %9.0f %7.3f %7.2f %10.3f %10.3f %12.0f%n",
            kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
            figures.readsPerSecond(),
            figures.readsPerSecond() * shape.lengthBytes() / 1e9,
            figures.readsPerSecond() / bare,
            figures.cpuSecondsPerGb(),
            figures.serverCpuSecondsPerGb(),
            figures.bytesPerRead()));
    OptionalDouble wrk = Wrk.readsPerSecond(server, shape.lengthBytes(), shape.inFlight());
    if (wrk.isPresent()) {
      out.printf(
          Locale.ROOT,
          "%-14s %9.0f %7.3f %7.2f%n",
          "wrk",
          wrk.getAsDouble(),
          wrk.getAsDouble() * shape.lengthBytes() / 1e9,
          wrk.getAsDouble() / bare);
    } else {
      out.println("wrk            not on the PATH");
    }
    if (shape.equals(PROMISED)) {
      promised(server, medians, Math.max(bare, wrk.orElse(0)));
    }
    shares(shape, medians);
  }

  private static OptionalDouble rate(Map<Clients.Kind, Figures> medians, Clients.Kind kind) {
    Figures figures = medians.get(kind);
    return figures == null ? OptionalDouble.empty() : OptionalDouble.of(figures.readsPerSecond());
  }

  private void promised(MeasuredServer server, Map<Clients.Kind, Figures> medians, double floor) {
    if (!medians
        .keySet()
        .containsAll(List.of(Clients.Kind.FLOE, Clients.Kind.SDK_NETTY, Clients.Kind.BARE))) {
      return;
    }
    double floe = rate(medians, Clients.Kind.FLOE).orElseThrow();
    boolean slow = server.kind() == MeasuredServer.Kind.VERSITYGW;
    hold(
        server,
        "the SDK's netty-nio",
        floe / rate(medians, Clients.Kind.SDK_NETTY).orElseThrow(),
        slow ? 0 : 3);
    hold(server, "the bare client or wrk, whichever is faster", floe / floor, slow ? 0.8 : 0.6);
  }

  private void hold(MeasuredServer server, String other, double ratio, double least) {
    String what =
        String.format(
            Locale.ROOT,
            "%s, %s: Floe is %.2f of %s%s",
            server.kind(),
            PROMISED,
            ratio,
            other,
            least == 0 ? "" : ", promised " + least);
    out.println("  " + what);
    if (ratio < least) {
      problems.add(what);
    }
  }

  /// What signing and TLS cost this process.
  private void shares(Shape shape, Map<Clients.Kind, Figures> medians) {
    Figures floe = medians.get(Clients.Kind.FLOE);
    Figures unsigned = medians.get(Clients.Kind.FLOE_UNSIGNED);
    Figures tls = medians.get(Clients.Kind.FLOE_TLS);
    if (floe != null && unsigned != null) {
      double signing = floe.cpuSecondsPerGb() - unsigned.cpuSecondsPerGb();
      out.printf(
          Locale.ROOT,
          "  signing: %.1f us of a read, %.0f %% of its CPU%n",
          signing * shape.lengthBytes() / 1000,
          100 * signing / floe.cpuSecondsPerGb());
    }
    if (floe != null && tls != null) {
      double cost = tls.cpuSecondsPerGb() - floe.cpuSecondsPerGb();
      out.printf(
          Locale.ROOT,
          "  TLS: %.1f us of a read, %.2f s/GB%n",
          cost * shape.lengthBytes() / 1000,
          cost);
    }
  }
}

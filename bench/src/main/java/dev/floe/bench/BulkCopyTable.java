package dev.floe.bench;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The copies of [BulkCopyBench] in turn, again and again, with the medians: where the machine does
/// other work too, ratios within one run say more than times.
///
/// ```
/// mvn -q -Pbench -Dbench.main=dev.floe.bench.BulkCopyTable -Dbench.args="512 64 5"
///                                                             MiB in all, MiB of a chunk, rounds,
///                                                             and 0 for unsigned requests
/// ```
final class BulkCopyTable {
  private static final int WARM_UP_ROUNDS = 1;

  private static final Map<String, Consumer<BulkCopyBench>> COPIES = new LinkedHashMap<>();

  static {
    COPIES.put("up, Floe", BulkCopyBench::upFloe);
    COPIES.put("up, Floe with the manager", BulkCopyBench::upFloeByManager);
    COPIES.put("up, manager over netty", BulkCopyBench::upTransferManagerNetty);
    COPIES.put("up, manager over CRT", BulkCopyBench::upTransferManagerCrt);
    COPIES.put("down, Floe", BulkCopyBench::downFloe);
    COPIES.put("down, Floe with the manager", BulkCopyBench::downFloeByManager);
    COPIES.put("down, manager over netty", BulkCopyBench::downTransferManagerNetty);
    COPIES.put("down, manager over CRT", BulkCopyBench::downTransferManagerCrt);
  }

  /// What copies took.
  private record Took(List<Double> seconds, List<Double> cpuSeconds) {}

  private BulkCopyTable() {}

  /// @param arguments as the class says
  public static void main(String[] arguments) {
    int[] numbers =
        Stream.of(arguments)
            .flatMap(words -> Arrays.stream(words.split(" ")))
            .filter(word -> !word.isBlank())
            .mapToInt(Integer::parseInt)
            .toArray();
    BulkCopyBench bench = new BulkCopyBench();
    bench.allMiB = numbers.length > 0 ? numbers[0] : 512;
    bench.chunkMiB = numbers.length > 1 ? numbers[1] : 64;
    int rounds = numbers.length > 2 ? numbers[2] : 5;
    bench.signed = numbers.length <= 3 || numbers[3] != 0;
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Map<String, Took> all = new LinkedHashMap<>();
    bench.open();
    try {
      for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
        for (Map.Entry<String, Consumer<BulkCopyBench>> copy : COPIES.entrySet()) {
          measure(bench, copy.getValue(), round < 0 ? took() : took(all, copy.getKey()));
        }
      }
    } finally {
      bench.close();
    }
    out.printf(
        "%d MiB in chunks of %d MiB, %s, medians of %d%n",
        bench.allMiB, bench.chunkMiB, bench.signed ? "signed" : "unsigned", rounds);
    out.printf("%-28s %10s %14s%n", "", "seconds", "CPU seconds");
    all.forEach((name, took) ->
        out.printf(
            Locale.ROOT,
            "%-28s %10.2f %14.2f%n",
            name,
            median(took.seconds),
            median(took.cpuSeconds)));
    System.exit(0);
  }

  private static Took took() {
    return new Took(new ArrayList<>(), new ArrayList<>());
  }

  private static Took took(Map<String, Took> all, String name) {
    return all.computeIfAbsent(name, _ -> took());
  }

  private static void measure(BulkCopyBench bench, Consumer<BulkCopyBench> copy, Took took) {
    bench.empty();
    Duration cpu = cpu();
    long start = System.nanoTime();
    copy.accept(bench);
    took.seconds.add((System.nanoTime() - start) / 1e9);
    took.cpuSeconds.add(cpu().minus(cpu).toNanos() / 1e9);
    bench.remove();
  }

  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}

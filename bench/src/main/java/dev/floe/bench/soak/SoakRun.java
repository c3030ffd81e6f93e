package dev.floe.bench.soak;

import dev.floe.Engine;
import dev.floe.bench.FreshDirectory;
import dev.floe.bench.s3.MeasuredServer;
import dev.floe.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.HdrHistogram.Histogram;

/// One soak, from beginning to end.
final class SoakRun {
  private static final long POOL_BYTES = 160L << 20;
  private static final int GROUPS_OF_WRITER = 12;

  /// Heap and repositories are looked at so often, in looks at the gauges.
  private static final int THOROUGH = 4;

  private final SoakPlan plan;
  private final IntConsumer beside;
  private final Consumer<String> told;
  private final Findings findings;
  private final Latencies latencies = new Latencies();
  private final Series series = new Series();
  private final Map<Site, Upkeep> sites = new LinkedHashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private long beginNanos;
  private volatile boolean over;

  /// @param beside is called with the number of each look at the gauges: for tests, which let
  ///   something grow
  /// @param told is told how far it is, and what it finds
  SoakRun(SoakPlan plan, IntConsumer beside, Consumer<String> told) {
    this.plan = plan;
    this.beside = beside;
    this.told = told;
    this.findings = new Findings(text -> told.accept("FOUND " + text));
  }

  /// How hard a repository is worked on, in times a second, commits for each writer: little enough
  /// that two processors have time left, and what is late is late by itself.
  private record Work(int writers, double commits, double appends, double reads, double batches) {
    static final Work LOCAL = new Work(3, 2, 1, 1000, 20);
    static final Work BUCKET = new Work(2, 1, 0.5, 50, 5);
  }

  /// Runs it.
  SoakResult run() throws IOException, InterruptedException {
    Path place = plan.output().resolve("soak-repository");
    FreshDirectory.delete(place);
    try (Engine engine = Engine.create(POOL_BYTES)) {
      if (plan.bucket()) {
        MeasuredServer.Kind kind =
            MeasuredServer.missing(MeasuredServer.Kind.VERSITYGW).isEmpty()
                ? MeasuredServer.Kind.VERSITYGW
                : MeasuredServer.Kind.OURS;
        told.accept("soak: bucket on " + kind);
        try (MeasuredServer server = MeasuredServer.start(kind)) {
          return over(engine, Storage.of(place.toString()), server.storage("soak"));
        }
      }
      return over(engine, Storage.of(place.toString()));
    } finally {
      FreshDirectory.delete(place);
    }
  }

  private SoakResult over(Engine engine, Storage... storages)
      throws IOException, InterruptedException {
    try {
      beginNanos = System.nanoTime();
      for (int i = 0; i < storages.length; i++) {
        Work work = i == 0 ? Work.LOCAL : Work.BUCKET;
        Cells cells = new Cells(work.writers() * GROUPS_OF_WRITER, plan.seed() + i);
        Site site =
            Site.create(
                i == 0 ? "local" : "bucket", storages[i], engine, cells, latencies, findings);
        sites.put(site, begin(site, work));
      }
      look(new Gauges(engine, series));
      stop();
      sites.values().forEach(Upkeep::lookForCommits);
      return result();
    } finally {
      stop();
      sites.keySet().forEach(Site::close);
    }
  }

  private Upkeep begin(Site site, Work work) {
    BooleanSupplier end = () -> over;
    for (int i = 0; i < work.writers(); i++) {
      int first = i * GROUPS_OF_WRITER;
      Pace pace = new Pace(work.commits(), false, end);
      start(
          site,
          "writer",
          new GroupWriter(site, first, GROUPS_OF_WRITER, pace, plan.seed()),
          Thread.ofVirtual());
    }
    start(
        site,
        "appender",
        new Appender(site, new Pace(work.appends(), false, end)),
        Thread.ofVirtual());
    Pace batches = new Pace(work.batches(), false, end);
    start(
        site,
        "reader",
        new GroupReader(site, new ReadSession(site, plan.session()), batches, plan.seed()),
        Thread.ofVirtual());
    Pace reads = new Pace(work.reads(), true, end);
    start(
        site,
        "probe",
        new Probe(site, new ReadSession(site, plan.session()), reads),
        Thread.ofPlatform().daemon());
    Pace rounds = new Pace(1e9 / plan.age().dividedBy(4).toNanos(), false, end);
    Upkeep upkeep = new Upkeep(site, plan.age(), rounds);
    start(site, "upkeep", upkeep, Thread.ofVirtual());
    return upkeep;
  }

  /// Whoever ends before the time with an exception is missed.
  private void start(Site site, String who, Runnable work, Thread.Builder builder) {
    Runnable watched =
        () -> {
          try {
            work.run();
          } catch (RuntimeException | Error e) {
            findings.add(site.name() + ": " + who, e);
          }
        };
    threads.add(builder.name("soak-" + site.name() + "-" + who).start(watched));
  }

  private void look(Gauges gauges) {
    long endNanos = beginNanos + plan.duration().toNanos();
    double perSecond = 1e9 / plan.sample().toNanos();
    Pace pace = new Pace(perSecond, false, () -> System.nanoTime() - endNanos >= 0);
    boolean warm = false;
    for (int number = 0; pace.await(); number++) {
      double minute = minute();
      gauges.look(minute);
      gauges.lookAt(latencies.interval(), minute);
      if (number % THOROUGH == THOROUGH - 1) {
        gauges.lookAtHeap(minute);
        sites.forEach((site, upkeep) -> gauges.lookAt(site, upkeep, minute));
        told.accept(progress());
      }
      if (!warm && minute * 10 > plan.duration().toNanos() / 6e10) {
        warm = true;
        latencies.forget();
      }
      beside.accept(number);
    }
    latencies.interval();
  }

  private double minute() {
    return (System.nanoTime() - beginNanos) / 6e10;
  }

  private String progress() {
    Histogram warm = latencies.totals().get("local " + Probe.WARM);
    long commits = sites.keySet().stream().mapToLong(site -> site.ledger().commits()).sum();
    double bytes =
        sites.keySet().stream()
            .mapToDouble(site -> series.last(site.name() + ": " + Gauges.STORED))
            .sum();
    return String.format(
        Locale.ROOT,
        "soak %5.1f of %.1f min  commits %,d  warm reads %,d (p99.9 %.2f ms)  heap %.1f MiB"
            + "  resident %.0f MiB  files %.0f  stored %.0f MiB",
        minute(),
        plan.duration().toNanos() / 6e10,
        commits,
        warm == null ? 0 : warm.getTotalCount(),
        warm == null ? 0 : warm.getValueAtPercentile(99.9) / 1e6,
        series.last(Gauges.HEAP),
        series.last(Gauges.RSS),
        series.last(Gauges.FILES),
        bytes);
  }

  private void stop() throws InterruptedException {
    over = true;
    for (Thread thread : threads) {
      if (!thread.join(Duration.ofSeconds(60))) {
        findings.add(thread.getName() + " does not come to an end");
      }
    }
    threads.clear();
  }

  private SoakResult result() {
    List<String> problems = new ArrayList<>(findings.texts());
    problems.addAll(Verdict.problems(plan, series, latencies.totals()));
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("seconds", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - beginNanos));
    sites.forEach((site, upkeep) -> {
      counts.put(site.name() + ": commits acknowledged", site.ledger().commits());
      counts.put(site.name() + ": snapshots expired", upkeep.expired());
      counts.put(site.name() + ": chunks deleted", upkeep.deleted());
      if (upkeep.expired() == 0 || upkeep.deleted() == 0) {
        problems.add(site.name() + ": nothing expired, or no chunk was deleted");
      }
    });
    return new SoakResult(problems, counts, series, latencies.totals());
  }
}

package dev.floe.bench.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Engine;
import dev.floe.Session;
import dev.floe.format.SnapshotId;
import dev.floe.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoakTest {
  @TempDir private Path output;

  private SoakPlan seconds(int seconds, boolean bucket) {
    return new SoakPlan(
        Duration.ofSeconds(seconds),
        Duration.ofMillis(50),
        Duration.ofSeconds(1),
        bucket,
        Duration.ofSeconds(10),
        1,
        output);
  }

  /// What a few seconds cannot say: what is loaded and compiled first takes memory, and on a busy
  /// machine nothing gets old.
  private static List<String> lasting(List<String> problems) {
    return problems.stream()
        .filter(problem -> !problem.startsWith("grows: ") && !problem.contains("nothing expired"))
        .toList();
  }

  @Test
  void aShortOneFindsNothingWrongAndIsDrawn() throws Exception {
    SoakResult result = new SoakRun(seconds(6, true), number -> {}, text -> {}).run();
    assertEquals(List.of(), lasting(result.problems()));
    assertTrue(result.counts().get("local: commits acknowledged") > 0, result::table);
    assertTrue(result.counts().get("bucket: commits acknowledged") > 0, result::table);
    String page = new SoakPage(result, "mvn").html();
    assertTrue(page.contains("<svg") && page.contains("p99.9"), page);
    assertTrue(result.json("mvn").contains("\"heap after collection\""));
    assertTrue(Files.notExists(output.resolve("soak-repository")));
  }

  @Test
  void heapAndFilesThatLeakAreFound() throws Exception {
    List<byte[]> heap = new ArrayList<>();
    List<InputStream> files = new ArrayList<>();
    Path file = Files.writeString(output.resolve("file"), "");
    SoakResult result =
        new SoakRun(
                seconds(5, false),
                number -> {
                  heap.add(new byte[1 << 20]);
                  for (int i = 0; i < 10; i++) {
                    files.add(open(file));
                  }
                },
                text -> {})
            .run();
    for (InputStream each : files) {
      each.close();
    }
    String problems = String.join("\n", result.problems());
    assertTrue(problems.contains("grows: " + Gauges.HEAP), problems);
    assertTrue(problems.contains("grows: " + Gauges.FILES), problems);
  }

  private static InputStream open(Path file) {
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A repository without anybody at work.
  private static Site site(Engine engine, Findings findings) {
    Cells cells = new Cells(4, 1);
    return Site.create("local", Storage.inMemory(), engine, cells, new Latencies(), findings);
  }

  private static ReadSession reader(Site site) {
    return new ReadSession(site, Duration.ofHours(1));
  }

  /// Long enough to read every chunk.
  private static Pace shortly() {
    long end = System.nanoTime() + Duration.ofMillis(200).toNanos();
    return new Pace(1e4, true, () -> System.nanoTime() - end > 0);
  }

  private static void read(Site site) {
    new Probe(site, reader(site), shortly()).run();
    new GroupReader(site, reader(site), shortly(), 1).run();
  }

  @Test
  void aValueThatNobodyWroteIsFound() {
    Findings findings = new Findings(text -> {});
    try (Engine engine = Engine.create(64 << 20);
        Site site = site(engine, findings)) {
      read(site);
      assertEquals(List.of(), findings.texts());
      Session session = site.repository().writableSession(Site.BRANCH);
      byte[] bytes = new byte[Cells.CHUNK_BYTES];
      site.cells().fill(MemorySegment.ofArray(bytes), 0, 0);
      bytes[Cells.CHUNK_BYTES - 1]++;
      session.store().set(site.cells().chunkKey(0), MemorySegment.ofArray(bytes));
      session.commit("wrong");
      read(site);
      assertEquals("local: cells/c/0: wrong bytes", findings.texts().getFirst());
    }
  }

  @Test
  void aCommitThatIsLostIsFound() {
    Findings findings = new Findings(text -> {});
    try (Engine engine = Engine.create(64 << 20);
        Site site = site(engine, findings)) {
      Upkeep upkeep = new Upkeep(site, Duration.ofHours(1), shortly());
      SnapshotId before = site.repository().lookupBranch(Site.BRANCH);
      new GroupWriter(site, 0, 1, new Pace(1e4, true, () -> site.ledger().commits() > 0), 1).run();
      upkeep.lookForCommits();
      assertEquals(List.of(), findings.texts());
      site.repository().resetBranch(Site.BRANCH, before, Optional.empty());
      read(site);
      assertEquals(
          "local: cells/c/0: version 0, acknowledged before 1", findings.texts().getFirst());
    }
  }

  @Test
  void anAcknowledgedCommitThatIsNotInTheHistoryIsFound() {
    Findings findings = new Findings(text -> {});
    try (Engine engine = Engine.create(64 << 20);
        Site site = site(engine, findings)) {
      SnapshotId nowhere = SnapshotId.random(new Random(1));
      site.ledger().acknowledge(nowhere);
      new Upkeep(site, Duration.ofHours(1), shortly()).lookForCommits();
      assertTrue(findings.texts().getFirst().contains("lost: commit " + nowhere.text()));
    }
  }

  @Test
  void lateReadsAreFound() {
    Histogram slow = new Histogram(3);
    slow.recordValueWithCount(1_000, 1000);
    slow.recordValueWithCount(6_000_000, 2);
    SoakPlan plan = SoakPlan.of(List.of("60", output.toString()));
    List<String> problems =
        Verdict.problems(plan, new Series(), new TreeMap<>(Map.of("local " + Probe.WARM, slow)));
    assertEquals(1, problems.size());
    assertTrue(problems.getFirst().startsWith("late: 99.9 %"), problems.getFirst());
    slow.recordValueWithCount(1_000, 5000);
    assertEquals(
        List.of(),
        Verdict.problems(plan, new Series(), new TreeMap<>(Map.of("local " + Probe.WARM, slow))));
  }
}

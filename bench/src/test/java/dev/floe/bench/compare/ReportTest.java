package dev.floe.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.format.JsonText;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonArray;
import dev.floe.format.JsonValue.JsonDouble;
import dev.floe.format.JsonValue.JsonNull;
import dev.floe.format.JsonValue.JsonObject;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static Samples samples(double... figures) {
    Samples samples = new Samples();
    for (double figure : figures) {
      samples.add(figure, 10, 0);
    }
    return samples;
  }

  private static Compared compared(Unit unit, double floe, double rust, double python) {
    Map<String, Samples> peers = new LinkedHashMap<>();
    peers.put(Peers.FLOE, samples(floe));
    peers.put("rust", samples(rust));
    peers.put("python", samples(python));
    peers.put(Peers.FLOOR, samples(1e-3));
    return new Compared("get-into-local/64KiB", unit, peers, Map.of(), new Extent(5, 5, false));
  }

  private static Report report(Compared... results) {
    return new Report(List.of(results), Map.of("floe", "1"), Map.of(), "2026-01-01", "mvn");
  }

  private static JsonObject first(Report report) {
    return (JsonObject) ((JsonArray) JsonText.parse(report.json(), "report")).elements().get(0);
  }

  @Test
  void theAdvantageOverTheBestPeerIsAboveOneWhereFloeIsBetter() {
    assertEquals(4, compared(Unit.MICROS, 2, 8, 100).ratio());
    assertEquals(0.5, compared(Unit.MICROS, 2, 8, 1).ratio());
    assertEquals(2.5, compared(Unit.COMMITS, 100, 40, 10).ratio());
    assertEquals(0.5, compared(Unit.GIGABYTES, 1, 0.25, 2).ratio());
  }

  @Test
  void figuresAreOfOnePieceOfWork() {
    assertEquals(2, Unit.MICROS.figure(20_000, 10, 0));
    assertEquals(500_000, Unit.COMMITS.figure(20_000, 10, 0));
    assertEquals(2, Unit.GIGABYTES.figure(1_000, 2, 1_000));
  }

  @Test
  void mediansAndQuartiles() {
    Samples samples = samples(5, 1, 2, 4, 3);
    assertEquals(3, samples.median());
    assertEquals(2.0 / 3, samples.spread(), 1e-9);
    assertEquals(0, samples.lost());
    samples.add(3, 10, 20);
    assertEquals(0.25, samples.lost(), 1e-9);
  }

  @Test
  void anObjectForEachCase() {
    JsonObject told = first(report(compared(Unit.MICROS, 2, 8, 100)));
    assertEquals(new JsonDouble(2), told.members().get("floe"));
    assertEquals(new JsonDouble(8), told.members().get("rust"));
    assertEquals(new JsonDouble(4), told.members().get("ratio"));
    assertEquals(new JsonDouble(0.001), told.members().get("floor"));
    assertEquals(JsonValue.of("µs"), told.members().get("unit"));
  }

  @Test
  void aCaseThatNobodyElseHasIsToldWithoutRatio() {
    Map<String, Samples> alone = Map.of(Peers.FLOE, samples(2));
    JsonObject told =
        first(
            report(new Compared("alone/1", Unit.MICROS, alone, Map.of(), new Extent(5, 5, false))));
    assertEquals(JsonNull.INSTANCE, told.members().get("ratio"));
  }

  @Test
  void everyCaseHasTwoSizesAndANameOfItsOwn() {
    for (boolean brief : List.of(true, false)) {
      Map<String, Integer> sizes = new LinkedHashMap<>();
      Set<String> names = new HashSet<>();
      for (ComparedCase each : Plan.cases(brief)) {
        assertTrue(names.add(each.name()), each.name());
        sizes.merge(each.group(), 1, Integer::sum);
      }
      assertTrue(sizes.size() > 30, sizes.toString());
      sizes.forEach((group, count) -> assertTrue(count >= 2, group));
    }
  }

  @Test
  void everyTargetIsOfACase() {
    Set<String> names = new HashSet<>();
    for (ComparedCase each : Plan.cases(false)) {
      List<String> phases = each.phases().isEmpty() ? List.of("") : each.phases();
      for (String phase : phases) {
        names.add(each.name(phase));
        names.add(each.name(phase).substring(0, each.name(phase).indexOf('/')));
      }
    }
    Targets.names().forEach(name -> assertTrue(names.contains(name), name));
  }

  @Test
  void whatIsMissedOfATarget() {
    Compared result = compared(Unit.MICROS, 2, 8, 100);
    assertEquals(List.of(), Target.times(4).missed(result));
    assertEquals(List.of("BELOW 4.10×"), Target.times(4.1).missed(result));
    assertEquals(List.of("ABOVE 1.90 µs"), Target.times(4).orLess(1.9).missed(result));
    assertEquals(List.of("ABOVE 1,999 floors"), Target.NONE.floors(1_999).missed(result));
    assertEquals(List.of(), Target.NONE.floors(2_001).missed(result));
    assertEquals("≥ 4.00×, ≤ 2.00 µs", Target.times(4).orLess(2).text(Unit.MICROS));
  }

  @Test
  void floorsOfRatesAreHigher() {
    Compared result = compared(Unit.GIGABYTES, 0.0005, 0.0001, 0.0001);
    assertEquals(List.of(), Target.NONE.floors(2.1).missed(result));
    assertEquals(List.of("ABOVE 1.90 floors"), Target.NONE.floors(1.9).missed(result));
  }

  @Test
  void whoIsAtTheFloorCanBeNoBetter() {
    Compared result = compared(Unit.MICROS, 0.0012, 0.0024, 100);
    assertEquals(List.of(), Target.times(3).unlessWithin(1.25).missed(result));
    assertEquals(List.of("BELOW 3.00×"), Target.times(3).unlessWithin(1.15).missed(result));
    assertEquals(List.of("BELOW 3.00×"), Target.times(3).missed(result));
    assertEquals("≥ 3.00× or ≤ 1.25 floors", Target.times(3).unlessWithin(1.25).text(Unit.MICROS));
  }

  @Test
  void someThingsAreCounted() {
    assertEquals(7, Unit.PUTS.figure(7, 10, 1));
    assertEquals(50, Unit.PUTS.advantage(2, 100));
  }

  @Test
  void theTableForDocuments() {
    String text = report(compared(Unit.MICROS, 2, 8, 100)).markdown();
    String row = "| get-into-local/64KiB | 2.00 | 100 | 8.00 | 0.001 | µs | 4.00× |\n";
    assertTrue(text.contains(row), text);
    assertTrue(text.startsWith("| case | floe | python | rust | floor | | advantage |\n"), text);
  }

  @Test
  void thePageShowsEveryPeerAndTheFloor() {
    String html = new Page(report(compared(Unit.MICROS, 2, 8, 100))).html();
    for (String part : List.of("floe 2.00", "rust 8.00", "python 100", "floor 0.001", "4.00×")) {
      assertTrue(html.contains(part), part);
    }
  }

  @Test
  void whatWasCutIsToldEverywhere() {
    Compared full = compared(Unit.MICROS, 2, 8, 100);
    Compared cut =
        new Compared(full.name(), full.unit(), full.peers(), Map.of(), new Extent(3, 15, false));
    JsonObject told = first(report(cut));
    assertEquals(JsonValue.of("3 of 15 rounds"), told.members().get("cut"));
    assertEquals(new JsonDouble(15), told.members().get("roundsPlanned"));
    assertEquals(
        new JsonDouble(1), ((JsonObject) told.members().get("rounds")).members().get("floe"));
    assertTrue(Report.row(cut, List.of("rust")).endsWith("  CUT: 3 of 15 rounds"));
    String markdown = report(cut).markdown();
    assertTrue(markdown.contains("| get-into-local/64KiB (3 of 15 rounds) | 2.00 |"), markdown);
    assertTrue(markdown.contains("as the time was short, and say so: 1."), markdown);
    String html = new Page(report(cut)).html();
    assertTrue(html.contains("<em>3 of 15 rounds</em>"), html);
    assertTrue(html.contains("as the time was short, and say so: 1."), html);
    Report whole = report(full);
    assertFalse(whole.markdown().contains("cut"), whole.markdown());
    assertFalse(new Page(whole).html().contains("<em>"));
    assertFalse(Report.row(full, List.of()).contains("CUT"));
  }
}

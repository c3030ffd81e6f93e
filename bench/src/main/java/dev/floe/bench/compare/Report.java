package dev.floe.bench.compare;

import dev.floe.format.JsonText;
import dev.floe.format.JsonValue;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The results as tables of text and as JSON.
///
/// @param date of the run
record Report(
    List<Compared> results,
    Map<String, String> versions,
    Map<String, String> machine,
    String date,
    String command) {

  /// Everybody that the results are compared with.
  SortedSet<String> others() {
    SortedSet<String> others = new TreeSet<>();
    results.forEach(result -> others.addAll(result.others().keySet()));
    return others;
  }

  static String heading(Iterable<String> others) {
    StringBuilder line = new StringBuilder("%-44s %10s".formatted("case", "floe"));
    others.forEach(peer -> line.append(" %11s".formatted(peer)));
    return line.append(" %10s %-9s %9s %7s".formatted("floor", "", "ratio", "±")).toString();
  }

  static String row(Compared result, Iterable<String> others) {
    StringBuilder line = new StringBuilder();
    line.append("%-44s %10s".formatted(result.name(), Unit.text(result.figure(Peers.FLOE))));
    for (String peer : others) {
      line.append(" %11s".formatted(Unit.text(result.figure(peer)) + lost(result, peer)));
    }
    line.append(" %10s".formatted(Unit.text(result.figure(Peers.FLOOR))));
    line.append(" %-9s".formatted(result.unit().symbol()));
    line.append(" %8s×".formatted(Unit.text(result.ratio())));
    Samples own = result.peers().get(Peers.FLOE);
    line.append(" %5.0f %%".formatted(own == null ? Double.NaN : own.spread() * 100));
    Target target = Targets.of(result.name());
    List<String> missed = target.missed(result);
    line.append("  ")
        .append(missed.isEmpty() ? target.text(result.unit()) : String.join(", ", missed));
    String cut = result.extent().cut();
    return line.append(cut.isEmpty() ? "" : "  CUT: " + cut).toString().stripTrailing();
  }

  private static String lost(Compared result, String peer) {
    Samples samples = result.peers().get(peer);
    return samples == null || samples.lost() == 0
        ? ""
        : " (-%.0f %%)".formatted(samples.lost() * 100);
  }

  /// A table for a document.
  String markdown() {
    StringBuilder text = new StringBuilder("| case | floe |");
    others().forEach(peer -> text.append(' ').append(peer).append(" |"));
    text.append(" floor | | advantage |\n|---|---|");
    others().forEach(_ -> text.append("---|"));
    text.append("---|---|---|\n");
    for (Compared result : results) {
      String cut = result.extent().cut();
      text.append("| ").append(result.name()).append(cut.isEmpty() ? "" : " (" + cut + ")");
      text.append(" | ");
      text.append(Unit.text(result.figure(Peers.FLOE))).append(" |");
      for (String peer : others()) {
        text.append(' ').append(Unit.text(result.figure(peer)));
        text.append(lost(result, peer)).append(" |");
      }
      text.append(' ').append(Unit.text(result.figure(Peers.FLOOR)));
      text.append(" | ").append(result.unit().symbol());
      text.append(" | ").append(Unit.text(result.ratio())).append("× |\n");
    }
    return text.append('\n').append(circumstances()).append('\n').toString();
  }

  /// When, by what, on what and how evenly the figures were taken, in a sentence.
  String circumstances() {
    long cut = results.stream().filter(result -> result.extent().isCut()).count();
    return "%s, `%s`, on %s, of %s; half of the figures of a case lie within ± %s %% of the median"
            .formatted(date, command, told(machine), told(versions), Unit.text(noise() * 50))
        + (cut == 0 ? "." : "; rows that are cut, as the time was short, and say so: " + cut + ".");
  }

  private static String told(Map<String, String> facts) {
    return facts.entrySet().stream()
        .map(fact -> fact.getKey() + " " + fact.getValue())
        .collect(Collectors.joining(", "));
  }

  /// The median of the spreads of Floe's figures.
  private double noise() {
    Samples spreads = new Samples();
    for (Compared result : results) {
      Samples own = result.peers().get(Peers.FLOE);
      if (own != null) {
        spreads.add(own.spread(), 1, 0);
      }
    }
    return spreads.median();
  }

  /// One array, an object for each case.
  String json() {
    List<JsonValue> cases = new ArrayList<>();
    results.forEach(result -> cases.add(json(result)));
    return JsonText.pretty(new JsonValue.JsonArray(cases)) + "\n";
  }

  private JsonValue json(Compared result) {
    Map<String, JsonValue> members = new HashMap<>();
    members.put("case", JsonValue.of(result.name()));
    members.put("unit", JsonValue.of(result.unit().symbol()));
    members.put("better", JsonValue.of(result.unit().isRate() ? "more" : "less"));
    members.put("floor", number(result.figure(Peers.FLOOR)));
    members.put("floe", number(result.figure(Peers.FLOE)));
    others().forEach(peer -> members.put(peer, number(result.figure(peer))));
    members.put("ratio", number(result.ratio()));
    Target target = Targets.of(result.name());
    members.put("target", number(target.advantage()));
    members.put("targets", JsonValue.of(target.text(result.unit())));
    members.put("missed", JsonValue.of(String.join(", ", target.missed(result))));
    Map<String, JsonValue> spread = new HashMap<>();
    Map<String, JsonValue> lost = new HashMap<>();
    Map<String, JsonValue> rounds = new HashMap<>();
    result
        .peers()
        .forEach((peer, samples) -> {
          spread.put(peer, number(samples.spread()));
          rounds.put(peer, number(samples.count()));
          if (samples.lost() > 0) {
            lost.put(peer, number(samples.lost()));
          }
        });
    members.put("spread", JsonValue.JsonObject.of(spread));
    members.put("rounds", JsonValue.JsonObject.of(rounds));
    members.put("roundsPlanned", number(result.extent().planned()));
    members.put("cut", JsonValue.of(result.extent().cut()));
    members.put("lost", JsonValue.JsonObject.of(lost));
    members.put("absent", texts(result.absent()));
    members.put("versions", texts(versions));
    members.put("machine", texts(machine));
    members.put("date", JsonValue.of(date));
    return JsonValue.JsonObject.of(members);
  }

  private static JsonValue texts(Map<String, String> texts) {
    Map<String, JsonValue> members = new HashMap<>();
    texts.forEach((name, text) -> members.put(name, JsonValue.of(text)));
    return JsonValue.JsonObject.of(members);
  }

  private static JsonValue number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return JsonValue.JsonNull.INSTANCE;
    }
    return new JsonValue.JsonDouble(new BigDecimal(value).round(new MathContext(4)).doubleValue());
  }
}

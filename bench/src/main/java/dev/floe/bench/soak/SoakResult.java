package dev.floe.bench.soak;

import dev.floe.bench.compare.Machine;
import dev.floe.format.JsonText;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonArray;
import dev.floe.format.JsonValue.JsonDouble;
import dev.floe.format.JsonValue.JsonObject;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.HdrHistogram.Histogram;

/// What came of a soak.
///
/// @param problems empty if it held
record SoakResult(
    List<String> problems,
    Map<String, Long> counts,
    Series series,
    SortedMap<String, Histogram> latencies) {

  /// The latencies and the trends as tables of text.
  String table() {
    StringBuilder text = new StringBuilder();
    row(text, "milliseconds", "count", "p50", "p99", "p99.9", "p99.99", "max");
    latencies.forEach((what, histogram) ->
        row(
            text,
            what,
            String.format(Locale.ROOT, "%,d", histogram.getTotalCount()),
            millis(histogram.getValueAtPercentile(50)),
            millis(histogram.getValueAtPercentile(99)),
            millis(histogram.getValueAtPercentile(99.9)),
            millis(histogram.getValueAtPercentile(99.99)),
            millis(histogram.getMaxValue())));
    Verdict.trends(series).forEach(each -> text.append(each.text()).append('\n'));
    counts.forEach(
        (what, count) -> text.append(String.format(Locale.ROOT, "%s: %,d%n", what, count)));
    return text.toString();
  }

  private static void row(StringBuilder text, String what, Object... columns) {
    text.append(String.format("%-40s %10s %9s %9s %9s %9s %9s%n", prepend(what, columns)));
  }

  private static Object[] prepend(String what, Object[] columns) {
    List<Object> all = new ArrayList<>(List.of(what));
    all.addAll(Arrays.asList(columns));
    return all.toArray();
  }

  static String millis(long nanos) {
    return String.format(Locale.ROOT, nanos < 10_000_000 ? "%.3f" : "%.1f", nanos / 1e6);
  }

  /// All of it.
  String json(String command) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    members.put("command", JsonValue.of(command));
    members.put("problems", new JsonArray(problems.stream().map(JsonValue::of).toList()));
    Map<String, JsonValue> machine = new LinkedHashMap<>();
    Machine.described().forEach((name, fact) -> machine.put(name, JsonValue.of(fact)));
    members.put("machine", JsonObject.of(machine));
    Map<String, JsonValue> counted = new LinkedHashMap<>();
    counts.forEach((what, count) -> counted.put(what, number(count)));
    members.put("counts", JsonObject.of(counted));
    Map<String, JsonValue> times = new LinkedHashMap<>();
    latencies.forEach((what, histogram) -> times.put(what, json(histogram)));
    members.put("milliseconds", JsonObject.of(times));
    Map<String, JsonValue> trends = new LinkedHashMap<>();
    Verdict.trends(series).forEach(each -> trends.put(each.gauge(), json(each)));
    members.put("trends", JsonObject.of(trends));
    Map<String, JsonValue> lines = new LinkedHashMap<>();
    series.lines().forEach((gauge, line) -> lines.put(gauge, json(line)));
    members.put("series", JsonObject.of(lines));
    return JsonText.pretty(JsonObject.of(members)) + "\n";
  }

  private static JsonValue json(Histogram histogram) {
    return JsonObject.of(
        Map.of(
            "count", number(histogram.getTotalCount()),
            "p50", number(histogram.getValueAtPercentile(50) / 1e6),
            "p99", number(histogram.getValueAtPercentile(99) / 1e6),
            "p99.9", number(histogram.getValueAtPercentile(99.9) / 1e6),
            "max", number(histogram.getMaxValue() / 1e6)));
  }

  private static JsonValue json(Verdict.Judged judged) {
    return JsonObject.of(
        Map.of(
            "unit", JsonValue.of(judged.unit()),
            "median", number(judged.trend().median()),
            "growth", number(judged.trend().growth()),
            "certainty", number(judged.trend().certainty()),
            "bound", number(judged.bound())));
  }

  private static JsonValue json(Series.Line line) {
    return JsonObject.of(
        Map.of(
            "unit", JsonValue.of(line.unit()),
            "minutes", numbers(line.minutes()),
            "values", numbers(line.values())));
  }

  private static JsonValue numbers(double[] values) {
    return new JsonArray(Arrays.stream(values).mapToObj(SoakResult::number).toList());
  }

  private static JsonValue number(double value) {
    return new JsonDouble(new BigDecimal(value).round(new MathContext(5)).doubleValue());
  }
}

package dev.floe.fuzz.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A page about all runs: how much was done, which fault met which kind of request how often, and
/// what was found.
final class Report {
  private static final String STYLE =
      """
      body{font:15px/1.5 system-ui,sans-serif;margin:2em auto;max-width:76em;color:#222}
      table{border-collapse:collapse;margin:1em 0}td,th{padding:.2em .6em;border:1px solid #ddd}
      td{text-align:right}th{text-align:left;font-weight:600}.never{background:#fbd5d5}
      .no{background:#f4f4f4}pre{background:#f6f6f6;padding:1em;overflow:auto}
      .found{color:#a00}.good{color:#060}
      """;

  private Report() {}

  /// Writes the page.
  ///
  /// @param line the totals
  /// @param scripts failures as tests
  static void write(
      Path file, Tally tally, String line, List<String> problems, List<String> scripts)
      throws IOException {
    StringBuilder page = new StringBuilder();
    page.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Floe: ")
        .append("simulated histories</title><style>")
        .append(STYLE)
        .append("</style></head><body><h1>Simulated histories</h1><p>")
        .append(escaped(line))
        .append("</p><h2>What was found</h2>");
    found(page, problems, scripts);
    page.append("<h2>What was injected</h2><p>How often each fault met each kind of request; a ")
        .append("grey field cannot happen, a red one never did.</p>");
    coverage(page, tally.injected());
    page.append("<p>In how many histories an operation was done and a fault happened.</p>");
    operations(page, tally.together());
    page.append("<h2>What was done</h2>");
    counts(page, tally.counts());
    page.append("</body></html>\n");
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, page);
  }

  private static void found(StringBuilder page, List<String> problems, List<String> scripts) {
    if (problems.isEmpty()) {
      page.append("<p class=\"good\">Nothing.</p>");
    }
    for (String problem : problems) {
      page.append("<p class=\"found\">").append(escaped(problem)).append("</p>");
    }
    for (String script : scripts) {
      page.append("<pre>").append(escaped(script)).append("</pre>");
    }
  }

  private static void coverage(StringBuilder page, Map<Tally.Cell, Long> injected) {
    page.append("<table><tr><th>fault</th>");
    for (Phase phase : Phase.values()) {
      page.append("<th>").append(words(phase)).append("</th>");
    }
    page.append("</tr>");
    for (Fault fault : Fault.values()) {
      page.append("<tr><th>").append(words(fault)).append("</th>");
      for (Phase phase : Phase.values()) {
        Tally.Cell cell = new Tally.Cell(fault, phase);
        Long count = injected.get(cell);
        if (count != null) {
          page.append("<td>").append(String.format("%,d", count)).append("</td>");
        } else {
          String kind = Tally.isPossible(cell) ? "never" : "no";
          page.append("<td class=\"").append(kind).append("\"></td>");
        }
      }
      page.append("</tr>");
    }
    page.append("</table>");
  }

  private static void operations(StringBuilder page, Map<String, Map<Fault, Long>> together) {
    page.append("<table><tr><th>operation</th>");
    for (Fault fault : Fault.values()) {
      page.append("<th>").append(words(fault)).append("</th>");
    }
    page.append("</tr>");
    together.forEach((operation, faults) -> {
      page.append("<tr><th>").append(words(operation)).append("</th>");
      for (Fault fault : Fault.values()) {
        long count = faults.getOrDefault(fault, 0L);
        page.append(count == 0 ? "<td class=\"never\">" : "<td>")
            .append(String.format("%,d</td>", count));
      }
      page.append("</tr>");
    });
    page.append("</table>");
  }

  private static void counts(StringBuilder page, Map<String, Long> counts) {
    page.append("<table>");
    counts.forEach((what, count) ->
        page.append("<tr><th>")
            .append(words(what))
            .append("</th><td>")
            .append(String.format("%,d", count))
            .append("</td></tr>"));
    page.append("</table>");
  }

  private static String words(Enum<?> name) {
    return words(name.name());
  }

  private static String words(String name) {
    return escaped(name.toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}

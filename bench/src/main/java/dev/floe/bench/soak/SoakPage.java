package dev.floe.bench.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// A soak as a page that stands alone: what was found, how late things were, what was taken over
/// time.
final class SoakPage {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #1b2733; --dim: #5b6b7a; --back: #ffffff;
        --card: #f4f7fa; --line: #d5dde5; --a: #0b7fab; --b: #b9684a; --c: #7a6aa8;
        --good: #1a7f4b; --bad: #c0392b; }
      @media (prefers-color-scheme: dark) { :root { --ink: #e3eaf0; --dim: #93a4b3;
        --back: #11171d; --card: #1a232c; --line: #33414d; --a: #3db8e5; --b: #e0906f;
        --c: #a99ad6; --good: #57c98a; --bad: #ff8a7a; } }
      body { font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--back);
        max-width: 1120px; margin: 2rem auto; padding: 0 1rem; }
      h1 { font-size: 1.5rem; margin: 0 0 .3rem; } h2 { font-size: 1.1rem; margin: 1.6rem 0 .4rem; }
      p, figcaption span { color: var(--dim); } .good { color: var(--good); font-weight: 650; }
      .bad { color: var(--bad); font-weight: 650; }
      table { border-collapse: collapse; width: 100%; background: var(--card);
        border-radius: 10px; } td, th { padding: .25rem .7rem; text-align: right;
        border-top: 1px solid var(--line); font-variant-numeric: tabular-nums; }
      tr:first-child th { border: 0; color: var(--dim); font-weight: 500; }
      td:first-child, th:first-child { text-align: left; font-weight: 400; }
      .charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(430px, 1fr));
        gap: .9rem; } figure { background: var(--card); border-radius: 10px; margin: 0;
        padding: .7rem .9rem; break-inside: avoid; } figcaption { font-size: 14px; }
      svg { width: 100%; height: auto; display: block; } text { font-size: 11px;
        fill: var(--dim); } .grid { stroke: var(--line); }
      .series { fill: none; stroke-width: 1.6; stroke-linejoin: round; }
      .line0 { stroke: var(--a); background: var(--a); } .line1 { stroke: var(--b);
        background: var(--b); } .line2 { stroke: var(--c); background: var(--c); }
      i { display: inline-block; width: 10px; height: 10px; border-radius: 3px;
        margin: 0 .3rem 0 .8rem; }
      """;

  private final SoakResult result;
  private final String command;

  SoakPage(SoakResult result, String command) {
    this.result = result;
    this.command = command;
  }

  String html() {
    StringBuilder html = new StringBuilder();
    html.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width\"><title>Floe soak</title>")
        .append("\n<style>\n")
        .append(STYLE)
        .append("</style></head><body>\n<h1>Soak</h1>\n<p>Readers, writers and maintenance at a ")
        .append("fixed pace on one process. <code>")
        .append(escaped(command))
        .append("</code></p>\n");
    found(html);
    latencies(html);
    trends(html);
    html.append("<h2>Over time</h2>\n<div class=\"charts\">\n");
    charts().forEach(chart -> html.append(chart.svg(result.series().lines())));
    return html.append("</div>\n</body></html>\n").toString();
  }

  private void found(StringBuilder html) {
    if (result.problems().isEmpty()) {
      html.append("<p class=\"good\">Nothing grew, nothing was wrong, lost or late.</p>\n");
    }
    for (String problem : result.problems()) {
      html.append("<p class=\"bad\">").append(escaped(problem)).append("</p>\n");
    }
    html.append("<p>");
    List<String> counts = new ArrayList<>();
    result
        .counts()
        .forEach((what, count) -> counts.add(String.format(Locale.ROOT, "%s %,d", what, count)));
    html.append(escaped(String.join(" · ", counts))).append("</p>\n");
  }

  private void latencies(StringBuilder html) {
    html.append("<h2>How long it took, in ms, without the first tenth of the run</h2>\n<table>")
        .append("<tr><th></th><th>count</th><th>p50</th><th>p99</th><th>p99.9</th><th>max</th>")
        .append("</tr>\n");
    result
        .latencies()
        .forEach((what, histogram) -> {
          html.append("<tr><td>").append(escaped(what)).append("</td><td>");
          html.append(String.format(Locale.ROOT, "%,d", histogram.getTotalCount()));
          for (double percentile : new double[] {50, 99, 99.9, 100}) {
            long nanos = histogram.getValueAtPercentile(percentile);
            html.append("</td><td>").append(SoakResult.millis(nanos));
          }
          html.append("</td></tr>\n");
        });
    html.append("</table>\n");
  }

  private void trends(StringBuilder html) {
    html.append("<h2>Growth in the second half</h2>\n<table><tr><th></th><th>median</th>")
        .append("<th>growth</th><th>allowed</th><th></th></tr>\n");
    for (Verdict.Judged each : Verdict.trends(result.series())) {
      html.append(
          String.format(
              Locale.ROOT,
              "<tr><td>%s</td><td>%.1f %s</td><td>%+.2f</td><td>%+.2f</td><td class=\"%s\">%s"
                  + "</td></tr>%n",
              escaped(each.gauge()),
              each.trend().median(),
              each.unit(),
              each.trend().growth(),
              each.bound(),
              each.kept() ? "good" : "bad",
              each.kept() ? "kept" : "grows"));
    }
    html.append("</table>\n");
  }

  private List<Chart> charts() {
    List<Chart> charts = new ArrayList<>();
    String warm = "local " + Probe.WARM;
    charts.add(latency(warm));
    charts.add(new Chart("Heap", List.of("heap", Gauges.HEAP), false));
    charts.add(new Chart("Resident memory", List.of(Gauges.RSS), false));
    charts.add(new Chart("Pool", List.of(Gauges.POOL, "pool: leased", "pool: reserved"), false));
    charts.add(new Chart("Direct buffers, Netty’s too", List.of(Gauges.DIRECT), false));
    charts.add(new Chart("File descriptors", List.of(Gauges.FILES), false));
    charts.add(new Chart("Threads", List.of(Gauges.THREADS), false));
    charts.add(new Chart("Processors", List.of("processors", "processors: this process"), false));
    for (String site : List.of("local", "bucket")) {
      for (String gauge : List.of(Gauges.SNAPSHOTS, Gauges.OBJECTS, Gauges.STORED)) {
        charts.add(line(site + ": " + gauge));
      }
      List<String> folders =
          Stream.of("chunks", "manifests", "overwritten")
              .map(folder -> site + ": " + Gauges.IN + folder)
              .toList();
      charts.add(new Chart(site + ": objects of a kind", folders, false));
      charts.add(line(site + ": " + Gauges.IN + "transactions"));
      charts.add(line(site + ": repository file"));
    }
    result.latencies().keySet().stream()
        .filter(what -> !what.equals(warm))
        .map(SoakPage::latency)
        .forEach(charts::add);
    return charts;
  }

  private static Chart line(String gauge) {
    return new Chart(gauge, List.of(gauge), false);
  }

  private static Chart latency(String what) {
    return new Chart(what, List.of(what + ": p50", what + ": p99", what + ": p99.9"), true);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}

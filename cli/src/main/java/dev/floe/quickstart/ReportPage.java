package dev.floe.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Renders a [QuickstartReport] as one HTML file that needs nothing else.
final class ReportPage {
  private final QuickstartReport report;
  private final Markup html = new Markup();

  private ReportPage(QuickstartReport report) {
    this.report = report;
  }

  static String html(QuickstartReport report) {
    return new ReportPage(report).render();
  }

  private String render() {
    html.raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    html.raw("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
    html.raw("<meta name=\"color-scheme\" content=\"light dark\">");
    html.raw("<title>Floe quickstart</title><style>").raw(style()).raw("</style></head><body>");
    html.raw("<header><h1>Floe quickstart</h1>").add("<p>%s</p></header><main>", report.summary());
    map();
    reads();
    history();
    steps();
    conditions();
    return html.raw("</main></body></html>\n").toString();
  }

  private void map() {
    QuickstartReport.MapPart map = report.map();
    html.add("<section><h2>%s</h2><figure>", map.title());
    html.raw(SeaMap.svg(map.field(), map.title()));
    html.add("<figcaption>%s</figcaption></figure></section>", map.caption());
  }

  private void reads() {
    html.raw("<section><h2>Reads</h2><table><thead><tr><th>Reads</th>");
    for (String column :
        new String[] {"Asked", "Requests", "Bytes", "GB/s", "p50", "p99", "Heap B/read"}) {
      html.add("<th>%s</th>", column);
    }
    html.raw("</tr></thead><tbody>");
    for (ReadCase read : report.reads()) {
      html.add("<tr><th scope=\"row\">%s</th>", read.name());
      cell("Asked", Figures.count(read.reads()));
      cell("Requests", Figures.count(read.requests()));
      cell("Bytes", Figures.bytes(read.bytes()));
      cell("GB/s", Figures.gigabytesPerSecond(read.bytes(), read.elapsed()));
      cell("p50", Figures.nanos(read.p50Nanos()));
      cell("p99", Figures.nanos(read.p99Nanos()));
      cell("Heap B/read", Figures.count(Math.ceilDiv(read.heapBytes(), read.reads())));
      html.raw("</tr>");
    }
    html.raw("</tbody></table>");
    html.add(
        "<p class=\"note\">Every byte delivered was compared with the source file or the generator:"
            + " %s, no difference.</p></section>",
        Figures.bytes(report.checkedBytes()));
  }

  private void cell(String label, String value) {
    html.add("<td data-label=\"%s\">%s</td>", label, value);
  }

  private void history() {
    html.raw("<section><h2>History</h2><div class=\"columns\"><figure>");
    html.raw(HistoryDrawing.svg(report.history()));
    html.add("</figure><div><h3>Looking back</h3><p>%s</p>", report.lookedBack());
    html.raw("<h3>What the refused commit said</h3>");
    html.add("<pre>%s</pre></div></div></section>", report.refusal());
  }

  private void steps() {
    html.raw("<section><h2>What was done</h2><ol class=\"steps\">");
    for (QuickstartReport.Step step : report.steps()) {
      html.add(
          "<li><span class=\"what\">%s</span><span class=\"took\">%s</span>"
              + "<span class=\"outcome\">%s</span></li>",
          step.what(), Figures.duration(step.took()), step.outcome());
    }
    html.raw("</ol></section>");
  }

  private void conditions() {
    html.raw("<section><h2>Measured on</h2><dl>");
    for (QuickstartReport.Fact fact : report.conditions()) {
      html.add("<div><dt>%s</dt><dd>%s</dd></div>", fact.name(), fact.value());
    }
    html.raw("</dl></section>");
  }

  private static String style() {
    try (InputStream css = ReportPage.class.getResourceAsStream("report.css")) {
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

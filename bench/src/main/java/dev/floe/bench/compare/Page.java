package dev.floe.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The results as a page that stands alone: for every case a bar for each peer on a logarithmic
/// scale, the floor a line across them.
final class Page {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #1b2733; --dim: #5b6b7a; --back: #ffffff;
        --card: #f4f7fa; --line: #d5dde5; --floe: #0b7fab; --rust: #b9684a; --python: #8a8f3c;
        --other: #7a6aa8; --floor: #d1242f; --good: #1a7f4b; --bad: #c0392b; }
      @media (prefers-color-scheme: dark) { :root { --ink: #e3eaf0; --dim: #93a4b3;
        --back: #11171d; --card: #1a232c; --line: #33414d; --floe: #3db8e5; --rust: #e0906f;
        --python: #c3c95f; --other: #a99ad6; --floor: #ff7b72; --good: #57c98a; --bad: #ff8a7a; } }
      body { font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--back);
        max-width: 1100px; margin: 2rem auto; padding: 0 1rem; }
      h1 { font-size: 1.5rem; margin: 0 0 .3rem; } h2 { font-size: 1rem; margin: 0; }
      p, .size { color: var(--dim); } section { background: var(--card); border-radius: 10px;
        padding: .8rem 1rem 1rem; margin: .9rem 0; break-inside: avoid; }
      .row { display: grid; grid-template-columns: 11rem 1fr 6.5rem; gap: .8rem;
        align-items: center; border-top: 1px solid var(--line); padding: .45rem 0; }
      .plot { position: relative; padding: 2px 0; }
      .bar { height: 13px; border-radius: 0 4px 4px 0; margin: 2px 0; position: relative;
        min-width: 2px; }
      .bar span { position: absolute; left: calc(100% + 6px); top: -4px; font-size: 12px;
        white-space: nowrap; color: var(--ink); }
      .in span { left: auto; right: 6px; color: var(--back); }
      .tick { position: absolute; top: 0; bottom: 0; width: 0;
        border-left: 1px solid var(--line); }
      .axis { padding: 0; } .axis .plot { height: 1rem; }
      .axis b { position: absolute; transform: translateX(-50%); font-size: 11px;
        font-weight: 400; color: var(--dim); }
      .size small { display: block; color: var(--floor); }
      .size em { display: block; font-size: 12px; color: var(--bad); }
      .key .line { height: 0; border-top: 2px dashed var(--floor); vertical-align: 4px; }
      .floor { position: absolute; top: 0; bottom: 0; width: 0;
        border-left: 2px dashed var(--floor); }
      .ratio { font-size: 1.15rem; font-weight: 650; text-align: right; }
      .good { color: var(--good); } .bad { color: var(--bad); }
      .ratio small { display: block; font-weight: 400; font-size: 11px; color: var(--dim); }
      .key i { display: inline-block; width: 12px; height: 12px; border-radius: 3px;
        margin: 0 .35rem 0 1rem; vertical-align: -1px; }
      .key i:first-child { margin-left: 0; }
      """;

  private final Report report;

  Page(Report report) {
    this.report = report;
  }

  String html() {
    StringBuilder html = new StringBuilder();
    html.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width\">")
        .append("<title>Floe side by side</title>\n<style>\n")
        .append(STYLE)
        .append("</style></head><body>\n<h1>Floe side by side</h1>\n");
    introduce(html);
    for (Map.Entry<String, List<Compared>> group : groups().entrySet()) {
      section(html, group.getKey(), group.getValue());
    }
    return html.append("</body></html>\n").toString();
  }

  private void introduce(StringBuilder html) {
    html.append("<p class=\"key\">").append(key(Peers.FLOE));
    report.others().forEach(peer -> html.append(key(peer)));
    html.append("<i class=\"line\"></i>the floor: the same without an engine")
        .append(
            "</p>\n<p>The same work on the same bytes, in turns, in one run; medians, each axis ")
        .append(
            "logarithmic. The number at the right is Floe’s advantage over the best peer: above ")
        .append(
            "1 Floe is better, for times and for rates. Commits that were acknowledged and are ")
        .append("not there do not count in a rate. The reference does not sync files: cases with ")
        .append("fsync are Floe with it, and the others as they are.</p>\n<p>")
        .append(escaped(report.circumstances()))
        .append("</p>\n");
  }

  private static String key(String peer) {
    return "<i style=\"background:" + colour(peer) + "\"></i>" + escaped(peer);
  }

  private static String colour(String peer) {
    return switch (peer) {
      case "floe", "rust", "python" -> "var(--" + peer + ")";
      default -> "var(--other)";
    };
  }

  private Map<String, List<Compared>> groups() {
    Map<String, List<Compared>> groups = new LinkedHashMap<>();
    for (Compared result : report.results()) {
      String group = result.name().substring(0, result.name().indexOf('/'));
      groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(result);
    }
    return groups;
  }

  private void section(StringBuilder html, String group, List<Compared> results) {
    Unit unit = results.getFirst().unit();
    Axis axis = Axis.of(results);
    html.append("<section><h2>")
        .append(escaped(group))
        .append(" <span class=\"size\">")
        .append(unit.symbol())
        .append(unit.isRate() ? ", more is better" : ", less is better")
        .append("</span></h2>\n");
    for (Compared result : results) {
      String size = result.name().substring(result.name().indexOf('/') + 1);
      double floor = result.figure(Peers.FLOOR);
      html.append("<div class=\"row\"><div class=\"size\">")
          .append(escaped(size))
          .append(Double.isNaN(floor) ? "" : "<small>floor " + Unit.text(floor) + "</small>")
          .append(result.extent().isCut() ? "<em>" + result.extent().cut() + "</em>" : "")
          .append("</div><div class=\"plot\">");
      axis.decades()
          .forEach(decade ->
              html.append("<div class=\"tick\" style=\"left:")
                  .append(percent(axis.part(decade)))
                  .append("\"></div>"));
      bar(html, axis, Peers.FLOE, result);
      result.others().keySet().forEach(peer -> bar(html, axis, peer, result));
      if (!Double.isNaN(floor)) {
        html.append("<div class=\"floor\" title=\"floor ")
            .append(Unit.text(floor))
            .append("\" style=\"left:")
            .append(percent(axis.part(floor)))
            .append("\"></div>");
      }
      html.append("</div>").append(ratio(result)).append("</div>\n");
    }
    html.append("<div class=\"row axis\"><div></div><div class=\"plot\">");
    axis.decades()
        .forEach(decade ->
            html.append("<b style=\"left:")
                .append(percent(axis.part(decade)))
                .append("\">")
                .append(Unit.plain(decade))
                .append("</b>"));
    html.append("</div><div></div></div></section>\n");
  }

  private static void bar(StringBuilder html, Axis axis, String peer, Compared result) {
    double figure = result.figure(peer);
    if (Double.isNaN(figure)) {
      return;
    }
    double part = axis.part(figure);
    double lost = result.peers().get(peer).lost();
    html.append("<div class=\"bar")
        .append(part > 0.8 ? " in" : "")
        .append("\" style=\"width:")
        .append(percent(part))
        .append(";background:")
        .append(colour(peer))
        .append("\"><span>")
        .append(escaped(peer))
        .append(' ')
        .append(Unit.text(figure))
        .append(lost > 0 ? ", %.0f %% lost".formatted(lost * 100) : "")
        .append("</span></div>");
  }

  private static String ratio(Compared result) {
    double ratio = result.ratio();
    Target target = Targets.of(result.name());
    String text = target.text(result.unit());
    boolean good = target.missed(result).isEmpty() && !(text.isEmpty() && ratio < 1);
    return "<div class=\"ratio "
        + (good ? "good" : "bad")
        + "\">"
        + (Double.isNaN(ratio) ? "" : Unit.text(ratio) + "×")
        + (text.isEmpty() ? "" : "<small>" + escaped(text) + "</small>")
        + "</div>";
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, "%.2f%%", part * 100);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /// The decades that all figures of a group lie in.
  private record Axis(double low, double high) {
    static Axis of(List<Compared> results) {
      double least = Double.MAX_VALUE;
      double most = 0;
      for (Compared result : results) {
        for (String peer : result.peers().keySet()) {
          double figure = result.figure(peer);
          if (figure > 0) {
            least = Math.min(least, figure);
            most = Math.max(most, figure);
          }
        }
      }
      return new Axis(Math.floor(Math.log10(least) - 0.3), Math.log10(most) + 0.05);
    }

    /// The powers of ten between its ends, where bars begin and end.
    List<Double> decades() {
      List<Double> decades = new ArrayList<>();
      for (double power = Math.ceil(low); power <= high; power++) {
        decades.add(Math.pow(10, power));
      }
      return decades;
    }

    double part(double figure) {
      return Math.clamp((Math.log10(figure) - low) / (high - low), 0, 1);
    }
  }
}

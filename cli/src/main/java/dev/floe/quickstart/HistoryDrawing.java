package dev.floe.quickstart;

import java.util.List;

/// Draws a [History] as SVG: one row a commit, a lane a branch, names as labels; what was refused
/// is dashed and has no id. Narrow enough to be read on a phone.
final class HistoryDrawing {
  private static final double WIDTH = 400;
  private static final double ROW = 62;
  private static final double TOP = 24;
  private static final double LANE = 30;
  private static final double LEFT = 18;
  private static final double RADIUS = 7;
  private static final double LETTER = 7.3;
  private static final int SHOWN_ID = 8;

  private final List<History.Entry> entries;
  private final double textLeft;
  private final Markup svg = new Markup();

  private HistoryDrawing(History history) {
    this.entries = history.entries();
    int lanes = entries.stream().mapToInt(History.Entry::lane).max().orElse(0) + 1;
    this.textLeft = LEFT + lanes * LANE - 4;
  }

  static String svg(History history) {
    return new HistoryDrawing(history).draw();
  }

  private String draw() {
    svg.add(
        "<svg class=\"history\" viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"%s\">",
        WIDTH, TOP + ROW * entries.size() - 16, entries.size() + " commits, newest first");
    for (int row = 0; row < entries.size(); row++) {
      edge(row);
    }
    for (int row = 0; row < entries.size(); row++) {
      entry(row);
    }
    return svg.raw("</svg>").toString();
  }

  private double x(int row) {
    return LEFT + entries.get(row).lane() * LANE;
  }

  private static double y(int row) {
    return TOP + row * ROW;
  }

  private void edge(int row) {
    History.Entry entry = entries.get(row);
    int parent = entry.parent().map(this::row).orElse(-1);
    if (parent < 0) {
      return;
    }
    String kind = "edge lane" + entry.lane() + (entry.refused() ? " refused" : "");
    if (x(row) == x(parent)) {
      svg.add("<path class=\"%s\" d=\"M%s %sV%s\"/>", kind, x(row), y(row), y(parent));
    } else {
      double bend = y(parent) - ROW * 0.75;
      svg.add(
          "<path class=\"%s\" d=\"M%s %sV%sC%s %s %s %s %s %s\"/>",
          kind,
          x(row),
          y(row),
          bend,
          x(row),
          y(parent) - ROW * 0.2,
          x(parent),
          y(parent) - ROW * 0.45,
          x(parent),
          y(parent));
    }
  }

  private int row(String id) {
    for (int row = 0; row < entries.size(); row++) {
      if (entries.get(row).id().equals(id)) {
        return row;
      }
    }
    return -1;
  }

  private void entry(int row) {
    History.Entry entry = entries.get(row);
    double x = x(row);
    double y = y(row);
    String kind = "node lane" + entry.lane() + (entry.refused() ? " refused" : "");
    svg.add("<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"%s\"/>", kind, x, y, RADIUS);
    if (entry.refused()) {
      svg.add("<path class=\"cross\" d=\"M%s %sl6 6m0 -6l-6 6\"/>", x - 3, y - 3);
    }
    svg.add(
        "<text class=\"message\" x=\"%s\" y=\"%s\">%s</text>", textLeft, y + 5, entry.message());
    double at = textLeft;
    if (!entry.refused()) {
      String id = entry.id().substring(0, Math.min(SHOWN_ID, entry.id().length()));
      svg.add("<text class=\"id\" x=\"%s\" y=\"%s\">%s</text>", at, y + 25, id);
      at += SHOWN_ID * LETTER + 10;
    }
    for (History.Ref ref : entry.refs()) {
      double width = ref.name().length() * LETTER + 16;
      svg.add(
          "<rect class=\"ref %s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"20\" rx=\"%s\"/>"
              + "<text class=\"ref\" x=\"%s\" y=\"%s\">%s</text>",
          ref.isTag() ? "tag" : "branch lane" + entry.lane(),
          at,
          y + 11,
          width,
          ref.isTag() ? 4.0 : 10.0,
          at + 8,
          y + 25,
          ref.name());
      at += width + 6;
    }
    svg.add("<text class=\"note\" x=\"%s\" y=\"%s\">%s</text>", at, y + 25, entry.note());
  }
}

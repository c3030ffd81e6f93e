package dev.floe.quickstart;

import java.util.Base64;
import java.util.BitSet;
import java.util.List;

/// Draws a [MapField] as SVG: one coloured cell for each value, land and its outline, a frame with
/// degrees, and a colour bar with the units. Colours of land and page are left to the page's theme.
///
/// ```
///  0   LEFT                                       right
///  |    +------------------------------------------+  TOP
///  | °N |  land over an indexed PNG, one cell each |
///  |    +------------------------------------------+
///  |          degrees east and west                |
///  |    [] land  [] not observed  [ colour bar ] °C|  KEY_BELOW
/// ```
final class SeaMap {
  private static final int COLOURS = 255;
  private static final double LEFT = 74;
  private static final double RIGHT = 14;
  private static final double TOP = 12;
  private static final double PICTURE_WIDTH = 688;
  private static final double KEY_BELOW = 60;
  private static final double BAR_FROM = 296;
  private static final double BAR_WIDTH = 340;
  private static final double BAR_HEIGHT = 14;
  private static final double BELOW = 112;

  private final MapField field;
  private final double low;
  private final double high;
  private final double step;
  private final double pictureHeight;
  private final Markup svg = new Markup();

  private SeaMap(MapField field) {
    this.field = field;
    double[] extent = field.extent();
    this.step = Ticks.step(extent[1] - extent[0], 6);
    this.low = extent[0];
    this.high = extent[1];
    this.pictureHeight = PICTURE_WIDTH * degreesHigh() / degreesWide();
  }

  /// The drawing.
  ///
  /// @param description for those who cannot see it
  static String svg(MapField field, String description) {
    return new SeaMap(field).draw(description);
  }

  private String draw(String description) {
    double width = LEFT + PICTURE_WIDTH + RIGHT;
    double height = TOP + pictureHeight + BELOW;
    svg.add(
        "<svg class=\"map\" viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"%s\">",
        width, height, description);
    picture();
    frame();
    bar();
    key();
    return svg.raw("</svg>").toString();
  }

  private void picture() {
    svg.add(
        "<rect class=\"unseen\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>",
        LEFT, TOP, PICTURE_WIDTH, pictureHeight);
    svg.add(
        "<image x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" preserveAspectRatio=\"none\""
            + " style=\"image-rendering:pixelated\" href=\"data:image/png;base64,",
        LEFT, TOP, PICTURE_WIDTH, pictureHeight);
    svg.raw(Base64.getEncoder().encodeToString(png())).raw("\"/>");
    svg.add(
        "<g transform=\"translate(%s %s) scale(%s %s)\">",
        LEFT, TOP, factor(PICTURE_WIDTH / field.width()), factor(pictureHeight / field.height()));
    svg.raw("<path class=\"land\" shape-rendering=\"crispEdges\" d=\"").raw(landRuns());
    svg.raw("\"/><path class=\"coast\" d=\"");
    svg.raw(Coastline.path(field.width(), field.height(), landFromNorth())).raw("\"/></g>");
  }

  /// A factor, which needs more decimals than a coordinate.
  private static String factor(double factor) {
    return Double.toString(Math.round(factor * 1e6) / 1e6);
  }

  private BitSet landFromNorth() {
    BitSet land = new BitSet();
    for (int y = 0; y < field.height(); y++) {
      for (int x = 0; x < field.width(); x++) {
        land.set(y * field.width() + x, field.isLand(x, y));
      }
    }
    return land;
  }

  /// One bar for each run of land cells in a row.
  private String landRuns() {
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < field.height(); y++) {
      int from = 0;
      for (int x = 0; x <= field.width(); x++) {
        if (x == field.width() || !field.isLand(x, y)) {
          if (x > from) {
            path.append('M').append(from).append(' ').append(y).append('h').append(x - from);
            path.append("v1h").append(from - x).append('z');
          }
          from = x + 1;
        }
      }
    }
    return path.toString();
  }

  private byte[] png() {
    byte[] indices = new byte[field.width() * field.height()];
    for (int y = 0; y < field.height(); y++) {
      for (int x = 0; x < field.width(); x++) {
        float value = field.fromNorth(x, y);
        int colour =
            field.isFill(value)
                ? COLOURS
                : (int) Math.round((value - low) / Math.max(1e-12, high - low) * (COLOURS - 1));
        indices[y * field.width() + x] = (byte) colour;
      }
    }
    int[] palette = new int[COLOURS + 1];
    for (int i = 0; i < COLOURS; i++) {
      palette[i] = ColourRamp.at((double) i / (COLOURS - 1));
    }
    return IndexedPng.encode(field.width(), field.height(), indices, palette);
  }

  private void frame() {
    double bottom = TOP + pictureHeight;
    for (double degrees : Ticks.multiples(west(), west() + degreesWide(), 30)) {
      double x = LEFT + (degrees - west()) / degreesWide() * PICTURE_WIDTH;
      boolean minor = Math.rint(degrees / 60) * 60 != degrees;
      svg.add("<path class=\"grid\" d=\"M%s %sV%s\"/>", x, TOP, bottom + 6);
      svg.add(
          "<text class=\"%s\" x=\"%s\" y=\"%s\" text-anchor=\"middle\" dy=\"1.5em\">%s</text>",
          minor ? "minor" : "", x, bottom, Ticks.longitude(degrees));
    }
    for (double degrees : Ticks.multiples(south(), south() + degreesHigh(), 30)) {
      double y = bottom - (degrees - south()) / degreesHigh() * pictureHeight;
      if (Math.abs(degrees) == 90) {
        continue;
      }
      svg.add("<path class=\"grid\" d=\"M%s %sH%s\"/>", LEFT - 6, y, LEFT + PICTURE_WIDTH);
      svg.add(
          "<text x=\"%s\" y=\"%s\" text-anchor=\"end\" dy=\"0.35em\">%s</text>",
          LEFT - 9, y, Ticks.latitude(degrees));
    }
    svg.add(
        "<rect class=\"frame\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>",
        LEFT, TOP, PICTURE_WIDTH, pictureHeight);
  }

  private void bar() {
    double left = LEFT + BAR_FROM;
    double top = TOP + pictureHeight + KEY_BELOW;
    svg.raw("<defs><linearGradient id=\"ramp\">");
    for (int i = 0; i <= 32; i++) {
      svg.add(
          "<stop offset=\"%s\" stop-color=\"%s\"/>",
          i / 32.0, ColourRamp.css(ColourRamp.at(i / 32.0)));
    }
    svg.raw("</linearGradient></defs>");
    svg.add(
        "<rect class=\"frame\" style=\"fill:url(#ramp)\" x=\"%s\" y=\"%s\" width=\"%s\""
            + " height=\"%s\"/>",
        left, top, BAR_WIDTH, BAR_HEIGHT);
    List<Double> ticks = Ticks.multiples(low, high, step);
    for (int i = 0; i < ticks.size(); i++) {
      double x = left + (ticks.get(i) - low) / (high - low) * BAR_WIDTH;
      svg.add(
          "<path class=\"tick\" d=\"M%s %sv5\"/>"
              + "<text x=\"%s\" y=\"%s\" text-anchor=\"middle\" dy=\"1.35em\">%s</text>",
          x, top + BAR_HEIGHT, x, top + BAR_HEIGHT, Ticks.number(ticks.get(i)));
    }
    svg.add(
        "<text x=\"%s\" y=\"%s\" dy=\"0.35em\">%s</text>",
        left + BAR_WIDTH + 12, top + BAR_HEIGHT / 2, field.units());
  }

  /// What the two colours mean that are not on the bar.
  private void key() {
    double top = TOP + pictureHeight + KEY_BELOW;
    box("land", LEFT, top);
    box("unseen", LEFT + 104, top);
    svg.add("<text x=\"%s\" y=\"%s\" dy=\"0.35em\">land</text>", LEFT + 30, top + BAR_HEIGHT / 2);
    svg.add(
        "<text x=\"%s\" y=\"%s\" dy=\"0.35em\">not observed</text>",
        LEFT + 134, top + BAR_HEIGHT / 2);
  }

  private void box(String kind, double left, double top) {
    svg.add(
        "<rect class=\"frame %s\" x=\"%s\" y=\"%s\" width=\"22\" height=\"%s\"/>",
        kind, left, top, BAR_HEIGHT);
  }

  private double west() {
    return field.longitudes()[0] - cell(field.longitudes()) / 2;
  }

  private double south() {
    return field.latitudes()[0] - cell(field.latitudes()) / 2;
  }

  private double degreesWide() {
    return cell(field.longitudes()) * field.width();
  }

  private double degreesHigh() {
    return cell(field.latitudes()) * field.height();
  }

  private static double cell(double[] centres) {
    return (centres[centres.length - 1] - centres[0]) / (centres.length - 1);
  }
}

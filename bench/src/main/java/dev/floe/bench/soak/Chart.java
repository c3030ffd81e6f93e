package dev.floe.bench.soak;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Lines over time, as a drawing.
///
/// @param names of the gauges, each a line
/// @param logarithmic whether the axis of the values has decades; otherwise it begins at 0
record Chart(String title, List<String> names, boolean logarithmic) {
  private static final int WIDTH = 520;
  private static final int HEIGHT = 170;
  private static final int LEFT = 52;
  private static final int BOTTOM = 20;
  private static final int TOP = 8;
  private static final int STEPS = 4;

  /// @param lines by name; those that are missing are not drawn
  String svg(Map<String, Series.Line> lines) {
    List<String> there = names.stream().filter(lines::containsKey).toList();
    if (there.isEmpty()) {
      return "";
    }
    double last = there.stream().mapToDouble(name -> end(lines.get(name))).max().orElse(1);
    Axis axis = Axis.of(there.stream().map(lines::get).toList(), logarithmic);
    StringBuilder svg = new StringBuilder("<figure><figcaption>");
    svg.append(title).append(" <span>").append(lines.get(there.getFirst()).unit());
    svg.append("</span>");
    for (int i = 0; i < there.size(); i++) {
      svg.append("<i class=\"line").append(i).append("\"></i>").append(shorter(there.get(i)));
    }
    svg.append("</figcaption><svg viewBox=\"0 0 ").append(WIDTH).append(' ').append(HEIGHT);
    svg.append("\" role=\"img\" aria-label=\"").append(title).append("\">");
    for (double value : axis.marks()) {
      double y = y(axis, value);
      svg.append(text("<path class=\"grid\" d=\"M%d %.1fH%d\"/>", LEFT, y, WIDTH));
      svg.append(
          text("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">", LEFT - 6, y + 4)
              + label(value)
              + "</text>");
    }
    for (int i = 0; i <= STEPS; i++) {
      double minute = last * i / STEPS;
      String anchor = i == STEPS ? "end" : "middle";
      svg.append(
          text(
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s%s</text>",
              x(last, minute), HEIGHT - 4, anchor, label(minute), i == STEPS ? " min" : ""));
    }
    for (int i = 0; i < there.size(); i++) {
      svg.append("<path class=\"series line").append(i).append("\" d=\"");
      svg.append(path(lines.get(there.get(i)), axis, last)).append("\"/>");
    }
    return svg.append("</svg></figure>\n").toString();
  }

  private static double end(Series.Line line) {
    return line.minutes()[line.minutes().length - 1];
  }

  private static String path(Series.Line line, Axis axis, double last) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < line.values().length; i++) {
      path.append(i == 0 ? 'M' : 'L');
      path.append(text("%.1f %.1f", x(last, line.minutes()[i]), y(axis, line.values()[i])));
    }
    return path.toString();
  }

  private static double x(double last, double minute) {
    return LEFT + minute / last * (WIDTH - LEFT);
  }

  private static double y(Axis axis, double value) {
    return TOP + (1 - axis.part(value)) * (HEIGHT - TOP - BOTTOM);
  }

  /// What comes after the colon of a name.
  private static String shorter(String name) {
    return name.substring(name.lastIndexOf(':') + 1).strip();
  }

  private static String label(double value) {
    return value == Math.rint(value) ? text("%,.0f", value) : text("%.3g", value);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /// What values an axis shows.
  private record Axis(double low, double high, boolean logarithmic) {
    static Axis of(List<Series.Line> lines, boolean logarithmic) {
      double high = lines.stream().mapToDouble(Series.Line::max).max().orElse(1);
      if (!logarithmic) {
        return new Axis(0, high <= 0 ? 1 : high * 1.08, false);
      }
      double low =
          lines.stream()
              .flatMapToDouble(line -> java.util.Arrays.stream(line.values()))
              .filter(value -> value > 0)
              .min()
              .orElse(1);
      return new Axis(Math.floor(Math.log10(low)), Math.log10(high) + 0.1, true);
    }

    double part(double value) {
      double at = logarithmic ? Math.log10(Math.max(value, 1e-9)) : value;
      return Math.clamp((at - low) / (high - low), 0, 1);
    }

    List<Double> marks() {
      if (logarithmic) {
        return java.util.stream.IntStream.rangeClosed((int) low, (int) Math.floor(high))
            .mapToObj(power -> Math.pow(10, power))
            .toList();
      }
      double raw = high / STEPS;
      double decade = Math.pow(10, Math.floor(Math.log10(raw)));
      double step = decade * (raw / decade < 2 ? 1 : raw / decade < 5 ? 2 : 5);
      return java.util.stream.IntStream.rangeClosed(0, (int) (high / step))
          .mapToObj(i -> i * step)
          .toList();
    }
  }
}

package dev.floe.quickstart;

import java.util.Locale;

/// Builds HTML and SVG text; everything that is not markup goes through [#text] or an attribute's
/// escape.
final class Markup {
  private final StringBuilder out = new StringBuilder();

  /// Markup as it stands.
  Markup raw(String markup) {
    out.append(markup);
    return this;
  }

  /// Markup with `%s` and `%d` places; texts are escaped, decimals have a point.
  Markup add(String format, Object... values) {
    Object[] escaped = values.clone();
    for (int i = 0; i < escaped.length; i++) {
      if (escaped[i] instanceof String text) {
        escaped[i] = escape(text);
      } else if (escaped[i] instanceof Double number) {
        escaped[i] = coordinate(number);
      }
    }
    out.append(String.format(Locale.ROOT, format, escaped));
    return this;
  }

  /// Text between tags.
  Markup text(String text) {
    out.append(escape(text));
    return this;
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /// At most two decimals: finer than any screen.
  private static String coordinate(double value) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.replaceFirst("\\.?0+$", "");
  }

  @Override
  public String toString() {
    return out.toString();
  }
}

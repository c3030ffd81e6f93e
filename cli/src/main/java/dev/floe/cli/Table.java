package dev.floe.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// Rows of text in columns, two spaces between them. The last column is as wide as it likes;
/// numbers stand at the right.
final class Table {
  private final List<String> heads;
  private final List<Boolean> right = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /// @param heads the columns' titles; one that begins with `>` stands at the right
  Table(String... heads) {
    this.heads = new ArrayList<>();
    for (String head : heads) {
      boolean atRight = head.startsWith(">");
      right.add(atRight);
      this.heads.add(atRight ? head.substring(1) : head);
    }
  }

  Table row(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(cell == null ? "" : Plain.line(cell.toString()));
    }
    rows.add(row);
    return this;
  }

  /// Prints the table; nothing if it has no rows.
  void print(PrintStream out) {
    if (rows.isEmpty()) {
      return;
    }
    int[] widths = new int[heads.size()];
    measure(heads, widths);
    rows.forEach(row -> measure(row, widths));
    print(heads, widths, out);
    rows.forEach(row -> print(row, widths, out));
  }

  private static void measure(List<String> row, int[] widths) {
    for (int i = 0; i < row.size(); i++) {
      widths[i] = Math.max(widths[i], width(row.get(i)));
    }
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  private void print(List<String> row, int[] widths, PrintStream out) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      String cell = row.get(i);
      int padding = widths[i] - width(cell);
      if (right.get(i)) {
        line.repeat(' ', padding).append(cell);
      } else {
        line.append(cell).repeat(' ', padding);
      }
      line.append("  ");
    }
    out.println(line.toString().stripTrailing());
  }
}

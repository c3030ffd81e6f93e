package dev.floe.quickstart;

import java.util.ArrayList;
import java.util.List;

/// The reads as a table of text for a terminal.
final class ReadTable {
  private static final List<String> COLUMNS =
      List.of("reads", "asked", "requests", "bytes", "GB/s", "p50", "p99", "heap B/read");

  private ReadTable() {}

  static String text(List<ReadCase> cases) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(COLUMNS);
    for (ReadCase read : cases) {
      rows.add(
          List.of(
              read.name(),
              Figures.count(read.reads()),
              Figures.count(read.requests()),
              Figures.bytes(read.bytes()),
              Figures.gigabytesPerSecond(read.bytes(), read.elapsed()),
              Figures.nanos(read.p50Nanos()),
              Figures.nanos(read.p99Nanos()),
              Figures.count(Math.ceilDiv(read.heapBytes(), read.reads()))));
    }
    int[] widths = new int[COLUMNS.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder("\n");
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        String padding = " ".repeat(widths[i] - row.get(i).length());
        text.append("  ").append(i == 0 ? row.get(i) + padding : padding + row.get(i));
      }
      text.append('\n');
    }
    return text.toString();
  }
}

package dev.floe.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The quickstart with a field a sixteenth as long and a tenth of the reads, once.
class QuickstartTest {
  private static final Path COADS = Path.of("src/quickstart/data/coads_climatology.cdf");

  @TempDir Path directory;

  @Test
  void runsWhereItRanBefore() throws IOException {
    Files.createDirectories(directory.resolve("repository/chunks"));
    Files.writeString(directory.resolve("repository/chunks/old"), "left behind");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    QuickstartReport report =
        Quickstart.run(directory, COADS, new Quickstart.Extent(1, 200, 1), print);
    assertEquals(8, report.reads().size());
    long bytes = report.reads().stream().mapToLong(ReadCase::bytes).sum();
    assertEquals(bytes, report.checkedBytes());
    assertTrue(report.refusal().startsWith("commit-conflict"), report.refusal());
    assertEquals(
        List.of("refused", "trial", "main", "v1", "", ""),
        report.history().entries().stream()
            .map(entry ->
                entry.refused()
                    ? "refused"
                    : entry.refs().isEmpty() ? "" : entry.refs().getFirst().name())
            .toList());
    for (ReadCase read : report.reads()) {
      assertTrue(read.requests() > 0 && read.requests() <= read.reads(), read.toString());
    }
    String page = Files.readString(directory.resolve("report.html"));
    assertTrue(page.contains("Sea-surface temperature, January"));
    assertTrue(out.toString(StandardCharsets.UTF_8).contains("98 references"));
  }
}

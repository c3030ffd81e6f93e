package dev.floe.quickstart;

import dev.floe.quickstart.QuickstartReport.Fact;
import java.util.List;

/// What the figures were measured on, so that nobody takes them for more than they are.
final class Conditions {
  private Conditions() {}

  static List<Fact> here() {
    Runtime runtime = Runtime.getRuntime();
    return List.of(
        new Fact("Processors", Integer.toString(runtime.availableProcessors())),
        new Fact("System", System.getProperty("os.name") + " " + System.getProperty("os.arch")),
        new Fact("Java", Runtime.version().toString()),
        new Fact("Largest heap", Figures.bytes(runtime.maxMemory())),
        new Fact("Storage", "local files, warm page cache, durable commits"),
        new Fact(
            "Method",
            "one batch a case, the middle one of %d rounds; p50 and p99 count from the start of the"
                    .formatted(ReadRounds.ROUNDS)
                + " batch, so they include waiting for the reads before"));
  }
}

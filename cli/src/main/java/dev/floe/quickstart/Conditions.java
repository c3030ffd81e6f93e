package dev.floe.quickstart;

import dev.floe.quickstart.QuickstartReport.Fact;
import java.util.List;

/// What the figures were measured on, so that nobody takes them for more than they are.
final class Conditions {
  private Conditions() {}

  /// @param rounds how often each case was read
  static List<Fact> here(int rounds) {
    Runtime runtime = Runtime.getRuntime();
    return List.of(
        new Fact("Processors", Integer.toString(runtime.availableProcessors())),
        new Fact("System", System.getProperty("os.name") + " " + System.getProperty("os.arch")),
        new Fact("Java", Runtime.version().toString()),
        new Fact("Largest heap", Figures.bytes(runtime.maxMemory())),
        new Fact("Storage", "local files, warm page cache, durable commits"),
        new Fact(
            "Method",
            "the middle one of %d rounds by time; one batch unless it says one at a time; p50"
                    .formatted(rounds)
                + " and p99 of a batch count from its start, so they include waiting for the reads"
                + " before; reads of the same bytes in one batch share a request; heap is what all"
                + " threads allocated, divided by reads"));
  }
}

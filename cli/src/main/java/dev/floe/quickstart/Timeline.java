package dev.floe.quickstart;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Times what is done, says so as it happens, and keeps it for the report.
final class Timeline {
  private final LongSupplier nanoClock;
  private final PrintStream out;
  private final List<QuickstartReport.Step> steps = new ArrayList<>();

  Timeline(LongSupplier nanoClock, PrintStream out) {
    this.nanoClock = nanoClock;
    this.out = out;
  }

  /// Does something that says in words what came of it.
  void step(String what, Supplier<String> work) {
    long before = nanoClock.getAsLong();
    String outcome = work.get();
    Duration took = Duration.ofNanos(nanoClock.getAsLong() - before);
    steps.add(new QuickstartReport.Step(what, outcome, took));
    out.printf("  %-34s %10s   %s%n", what, Figures.duration(took), outcome);
  }

  List<QuickstartReport.Step> steps() {
    return List.copyOf(steps);
  }
}

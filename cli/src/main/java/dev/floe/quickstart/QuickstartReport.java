package dev.floe.quickstart;

import java.time.Duration;
import java.util.List;

/// Everything that the report shows, as values.
///
/// @param summary one paragraph
/// @param checkedBytes how many bytes were compared with what they must be
/// @param lookedBack what an earlier version held
/// @param refusal what the refused commit said, word for word
/// @param conditions what the figures were measured on
record QuickstartReport(
    String summary,
    MapPart map,
    List<ReadCase> reads,
    long checkedBytes,
    History history,
    String lookedBack,
    String refusal,
    List<Step> steps,
    List<Fact> conditions) {
  QuickstartReport {
    reads = List.copyOf(reads);
    steps = List.copyOf(steps);
    conditions = List.copyOf(conditions);
  }

  /// The map, its title and where its values come from.
  record MapPart(MapField field, String title, String caption) {}

  /// One thing that was done and how long it took.
  record Step(String what, String outcome, Duration took) {}

  /// A name and a value.
  record Fact(String name, String value) {}
}

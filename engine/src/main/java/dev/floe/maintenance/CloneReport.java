package dev.floe.maintenance;

import java.util.List;

/// What a clone came to.
///
/// @param objects how many objects the clone has
/// @param bytes their length together
/// @param copied how many of them were copied now; the others were there from an earlier attempt
/// @param storageSettingsDropped whether the persisted configuration had settings of its storage:
///   those stay behind, as they could switch off at the new place what writers need there
/// @param problems the first that the verification of the clone found
public record CloneReport(
    long objects, long bytes, long copied, boolean storageSettingsDropped, List<Problem> problems) {
  /// Takes a copy of the list.
  public CloneReport {
    problems = List.copyOf(problems);
  }
}

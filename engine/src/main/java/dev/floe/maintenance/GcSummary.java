package dev.floe.maintenance;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What a garbage collection deleted, or would delete. Only confirmed deletions are counted.
///
/// @param bytesDeleted of all objects together
/// @param chunksDeleted chunk objects
/// @param manifestsDeleted manifests
/// @param snapshotsDeleted snapshots
/// @param attributesDeleted none: there are no such files
/// @param transactionLogsDeleted transaction logs
/// @param backupsDeleted saved repository files, if that was asked for
/// @param failures the first of the objects that could not be deleted; nothing of the kinds after
///   theirs was deleted then, and the collection can be run again, an incremental one as a full one
/// @param fullBecause why a collection that was to be incremental was a full one; empty if it was
///   not, or was not to be
public record GcSummary(
    long bytesDeleted,
    long chunksDeleted,
    long manifestsDeleted,
    long snapshotsDeleted,
    long attributesDeleted,
    long transactionLogsDeleted,
    long backupsDeleted,
    List<Problem> failures,
    Optional<String> fullBecause) {
  /// Takes a copy of the list.
  public GcSummary {
    failures = List.copyOf(failures);
    Objects.requireNonNull(fullBecause, "fullBecause");
  }
}

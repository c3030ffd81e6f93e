package dev.floe.internal.binary;

import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A snapshot as the repository info holds it, with its metadata still encoded. Immutable.
record SnapshotEntry(
    SnapshotId id,
    SnapshotId parent,
    Instant flushedAt,
    String message,
    EncodedMetadata metadata,
    List<SnapshotId> prunedAncestorLogs) {
  static SnapshotEntry of(SnapshotInfo info) {
    return new SnapshotEntry(
        info.id(),
        info.parentId().orElse(null),
        info.flushedAt(),
        info.message(),
        EncodedMetadata.of(info.metadata()),
        info.prunedAncestorLogs());
  }

  SnapshotInfo info() {
    return new SnapshotInfo(
        id,
        Optional.ofNullable(parent),
        flushedAt,
        message,
        metadata.decoded(),
        prunedAncestorLogs);
  }
}

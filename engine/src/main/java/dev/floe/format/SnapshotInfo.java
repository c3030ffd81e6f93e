package dev.floe.format;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What is known of a snapshot without opening it. `flushedAt` has whole microseconds. The metadata
/// object is sorted by the UTF-8 bytes of its keys. `prunedAncestorLogs`, oldest first, are the
/// transaction logs of ancestors that expiration removed (format 2.1); usually empty.
public record SnapshotInfo(
    SnapshotId id,
    Optional<SnapshotId> parentId,
    Instant flushedAt,
    String message,
    JsonValue.JsonObject metadata,
    List<SnapshotId> prunedAncestorLogs) {
  public SnapshotInfo {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(parentId, "parentId");
    Objects.requireNonNull(flushedAt, "flushedAt");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(metadata, "metadata");
    prunedAncestorLogs = List.copyOf(prunedAncestorLogs);
  }

  /// The same snapshot below another parent.
  public SnapshotInfo withParent(Optional<SnapshotId> parent) {
    return new SnapshotInfo(id, parent, flushedAt, message, metadata, prunedAncestorLogs);
  }
}

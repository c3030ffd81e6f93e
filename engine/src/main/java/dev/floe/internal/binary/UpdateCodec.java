package dev.floe.internal.binary;

import dev.floe.format.RepositoryStatus;
import dev.floe.format.SnapshotId;
import dev.floe.format.Update;
import dev.floe.format.UpdateType;
import dev.floe.internal.binary.RepoInfoLayout.Status;
import dev.floe.internal.binary.RepoInfoLayout.UpdateEntry;
import dev.floe.internal.flatbuffers.FlatBufferBuilder;
import java.util.Optional;

/// Writes entries of the operations log, and the status, which one of them holds; [UpdateReader]
/// reads them.
///
/// | number | type | slots |
/// |---|---|---|
/// | 1, 3, 4, 13, 14 | RepoInitialized, ConfigChanged, MetadataChanged, GCRan, ExpirationRan | – |
/// | 2 | RepoMigrated | 0 from, 1 to |
/// | 5, 7 | TagCreated, BranchCreated | 0 name |
/// | 6, 8, 9 | TagDeleted, BranchDeleted, BranchReset | 0 name, 1 previous id |
/// | 10 | NewCommit | 0 branch, 1 new id |
/// | 11 | CommitAmended | 0 branch, 1 previous id, 2 new id |
/// | 12 | NewDetachedSnapshot | 0 new id |
/// | 15 | FeatureFlagChanged | 0 id, 1 new value, 2 is set |
/// | 16 | RepoStatusChanged | 0 status |
final class UpdateCodec {
  private UpdateCodec() {}

  static int write(FlatBufferBuilder builder, Update update) {
    int backup = update.backupPath().map(builder::text).orElse(0);
    int details = write(builder, update.type());
    builder.startTable();
    builder.addLong(UpdateEntry.UPDATED_AT, Microseconds.of(update.updatedAt()), 0);
    builder.addOffset(UpdateEntry.BACKUP_PATH, backup);
    builder.addOffset(UpdateEntry.DETAILS, details);
    builder.addByte(UpdateEntry.TYPE, update.type().ordinalOnDisk(), 0);
    return builder.endTable();
  }

  private static int write(FlatBufferBuilder builder, UpdateType type) {
    return switch (type) {
      case UpdateType.RepoInitialized ignored -> empty(builder);
      case UpdateType.ConfigChanged ignored -> empty(builder);
      case UpdateType.MetadataChanged ignored -> empty(builder);
      case UpdateType.GCRan ignored -> empty(builder);
      case UpdateType.ExpirationRan ignored -> empty(builder);
      case UpdateType.RepoMigrated(int from, int to) -> {
        builder.startTable();
        builder.addByte(0, from, 0);
        builder.addByte(1, to, 0);
        yield builder.endTable();
      }
      case UpdateType.TagCreated(String name) -> named(builder, name, null, null);
      case UpdateType.BranchCreated(String name) -> named(builder, name, null, null);
      case UpdateType.TagDeleted(String name, SnapshotId id) -> named(builder, name, id, null);
      case UpdateType.BranchDeleted(String name, SnapshotId id) -> named(builder, name, id, null);
      case UpdateType.BranchReset(String name, SnapshotId id) -> named(builder, name, id, null);
      case UpdateType.NewCommit(String name, SnapshotId id) -> named(builder, name, id, null);
      case UpdateType.CommitAmended(String name, SnapshotId old, SnapshotId id) ->
          named(builder, name, old, id);
      case UpdateType.NewDetachedSnapshot(SnapshotId id) -> {
        builder.startTable();
        builder.addId12(0, id.high(), id.low());
        yield builder.endTable();
      }
      case UpdateType.FeatureFlagChanged(int id, Optional<Boolean> value) -> {
        builder.startTable();
        builder.addShort(0, id, 0);
        builder.addByte(1, value.orElse(false) ? 1 : 0, 0);
        builder.addByte(2, value.isPresent() ? 1 : 0, 0);
        yield builder.endTable();
      }
      case UpdateType.RepoStatusChanged(RepositoryStatus status) -> {
        int table = write(builder, status);
        builder.startTable();
        builder.addOffset(0, table);
        yield builder.endTable();
      }
    };
  }

  private static int empty(FlatBufferBuilder builder) {
    builder.startTable();
    return builder.endTable();
  }

  private static int named(
      FlatBufferBuilder builder, String name, SnapshotId first, SnapshotId second) {
    int text = builder.sharedText(name);
    builder.startTable();
    builder.addOffset(0, text);
    if (first != null) {
      builder.addId12(1, first.high(), first.low());
    }
    if (second != null) {
      builder.addId12(2, second.high(), second.low());
    }
    return builder.endTable();
  }

  static int write(FlatBufferBuilder builder, RepositoryStatus status) {
    int reason = status.limitedAvailabilityReason().map(builder::text).orElse(0);
    int availability =
        switch (status.availability()) {
          case ONLINE -> Status.ONLINE;
          case READ_ONLY -> Status.READ_ONLY;
        };
    builder.startTable();
    builder.addLong(Status.SET_AT, Microseconds.of(status.setAt()), 0);
    builder.addOffset(Status.REASON, reason);
    builder.addByte(Status.AVAILABILITY, availability, Status.ONLINE);
    return builder.endTable();
  }
}

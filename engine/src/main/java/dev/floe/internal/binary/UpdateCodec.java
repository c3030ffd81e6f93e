package dev.floe.internal.binary;

import dev.floe.format.RepositoryStatus;
import dev.floe.format.RepositoryStatus.Availability;
import dev.floe.format.SnapshotId;
import dev.floe.format.Update;
import dev.floe.format.UpdateType;
import dev.floe.internal.binary.RepoInfoLayout.Status;
import dev.floe.internal.binary.RepoInfoLayout.UpdateEntry;
import dev.floe.internal.flatbuffers.FlatBuffer;
import dev.floe.internal.flatbuffers.FlatBufferBuilder;
import java.util.Optional;

/// Reads and writes entries of the operations log, and the status, which one of them holds.
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
  /// About what one entry takes in memory, without its texts.
  private static final int UPDATE_BYTES = 96;

  private UpdateCodec() {}

  static Update read(FlatBuffer buffer, long entry, Allowance allowance) {
    allowance.spend(UPDATE_BYTES);
    long details = buffer.table(buffer.field(entry, UpdateEntry.DETAILS));
    if (details == FlatBuffer.ABSENT) {
      throw buffer.bad(entry, "field Update.update_type", "none");
    }
    long backup = buffer.vector(buffer.field(entry, UpdateEntry.BACKUP_PATH), 1);
    return new Update(
        type(buffer, entry, details, allowance),
        Microseconds.instant(buffer.i64(entry, UpdateEntry.UPDATED_AT, 0), buffer, entry),
        Optional.ofNullable(allowance.text(backup)));
  }

  private static UpdateType type(FlatBuffer buffer, long entry, long at, Allowance allowance) {
    int type = buffer.u8(entry, UpdateEntry.TYPE, 0);
    return switch (type) {
      case 1 -> new UpdateType.RepoInitialized();
      case 2 -> new UpdateType.RepoMigrated(buffer.u8(at, 0, 0), buffer.u8(at, 1, 0));
      case 3 -> new UpdateType.ConfigChanged();
      case 4 -> new UpdateType.MetadataChanged();
      case 5 -> new UpdateType.TagCreated(name(at, allowance));
      case 6 -> new UpdateType.TagDeleted(name(at, allowance), id(buffer, at, 1));
      case 7 -> new UpdateType.BranchCreated(name(at, allowance));
      case 8 -> new UpdateType.BranchDeleted(name(at, allowance), id(buffer, at, 1));
      case 9 -> new UpdateType.BranchReset(name(at, allowance), id(buffer, at, 1));
      case 10 -> new UpdateType.NewCommit(name(at, allowance), id(buffer, at, 1));
      case 11 ->
          new UpdateType.CommitAmended(name(at, allowance), id(buffer, at, 1), id(buffer, at, 2));
      case 12 -> new UpdateType.NewDetachedSnapshot(id(buffer, at, 0));
      case 13 -> new UpdateType.GCRan();
      case 14 -> new UpdateType.ExpirationRan();
      case 15 -> flagChanged(buffer, at);
      case 16 -> new UpdateType.RepoStatusChanged(status(buffer, at, 0, allowance));
      default -> throw buffer.bad(entry, "an update of type 1 to 16", Integer.toString(type));
    };
  }

  private static String name(long details, Allowance allowance) {
    return allowance.requiredText(details, 0, "Update name");
  }

  private static SnapshotId id(FlatBuffer buffer, long details, int slot) {
    return SnapshotId.at(
        buffer.segment(), buffer.required(details, slot, Layout.ID12, "Update snapshot id"));
  }

  private static UpdateType flagChanged(FlatBuffer buffer, long details) {
    boolean isSet = buffer.u8(details, 2, 0) != 0;
    boolean newValue = buffer.u8(details, 1, 0) != 0;
    return new UpdateType.FeatureFlagChanged(
        buffer.u16(details, 0, 0), isSet ? Optional.of(newValue) : Optional.empty());
  }

  /// The status in a slot; one that is offline or unknown counts as online, as the reference has
  /// it.
  static RepositoryStatus status(FlatBuffer buffer, long table, int slot, Allowance allowance) {
    long status = buffer.table(buffer.field(table, slot));
    if (status == FlatBuffer.ABSENT) {
      throw buffer.bad(table, "a status", "none");
    }
    int availability = buffer.u8(status, Status.AVAILABILITY, Status.ONLINE);
    long reason = buffer.vector(buffer.field(status, Status.REASON), 1);
    return new RepositoryStatus(
        availability == Status.READ_ONLY ? Availability.READ_ONLY : Availability.ONLINE,
        Microseconds.instant(buffer.i64(status, Status.SET_AT, 0), buffer, status),
        Optional.ofNullable(allowance.text(reason)));
  }

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

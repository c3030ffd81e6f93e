package dev.floe.internal.binary;

import dev.floe.format.RepositoryStatus;
import dev.floe.format.RepositoryStatus.Availability;
import dev.floe.format.SnapshotId;
import dev.floe.format.Update;
import dev.floe.format.UpdateType;
import dev.floe.internal.binary.RepoInfoLayout.Status;
import dev.floe.internal.binary.RepoInfoLayout.UpdateEntry;
import dev.floe.internal.flatbuffers.FlatBuffer;
import dev.floe.internal.flatbuffers.TableShape;
import java.util.Optional;

/// Reads entries of the operations log, and the status, which one of them holds; [UpdateCodec] says
/// how they are stored. One thread.
final class UpdateReader {
  /// About what one entry takes in memory, without its texts.
  private static final int UPDATE_BYTES = 96;

  private static final int MOST_DETAILS = 3;

  private final FlatBuffer buffer;
  private final Allowance allowance;
  private final TableShape entries;
  private final TableShape details;
  private long lastName = FlatBuffer.ABSENT;
  private String lastText;

  UpdateReader(FlatBuffer buffer, Allowance allowance) {
    this.buffer = buffer;
    this.allowance = allowance;
    this.entries = new TableShape(buffer, UpdateEntry.SLOTS);
    this.details = new TableShape(buffer, MOST_DETAILS);
  }

  /// The entry that is a table.
  Update read(long entry) {
    allowance.spend(UPDATE_BYTES);
    entries.at(entry);
    long table = buffer.table(entries.field(entry, UpdateEntry.DETAILS));
    if (table == FlatBuffer.ABSENT) {
      throw buffer.bad(entry, "field Update.update_type", "none");
    }
    long backup = buffer.vector(entries.field(entry, UpdateEntry.BACKUP_PATH), 1);
    long updatedAt = entries.field(entry, UpdateEntry.UPDATED_AT);
    return new Update(
        type(entry, table),
        Microseconds.instant(
            updatedAt == FlatBuffer.ABSENT ? 0 : buffer.i64(updatedAt), buffer, entry),
        Optional.ofNullable(allowance.text(backup)));
  }

  private UpdateType type(long entry, long at) {
    long field = entries.field(entry, UpdateEntry.TYPE);
    int type = field == FlatBuffer.ABSENT ? 0 : buffer.u8(field);
    return switch (type) {
      case 1 -> new UpdateType.RepoInitialized();
      case 2 -> new UpdateType.RepoMigrated(buffer.u8(at, 0, 0), buffer.u8(at, 1, 0));
      case 3 -> new UpdateType.ConfigChanged();
      case 4 -> new UpdateType.MetadataChanged();
      case 5 -> new UpdateType.TagCreated(name(at));
      case 6 -> new UpdateType.TagDeleted(name(at), id(at, 1));
      case 7 -> new UpdateType.BranchCreated(name(at));
      case 8 -> new UpdateType.BranchDeleted(name(at), id(at, 1));
      case 9 -> new UpdateType.BranchReset(name(at), id(at, 1));
      case 10 -> new UpdateType.NewCommit(name(at), id(at, 1));
      case 11 -> new UpdateType.CommitAmended(name(at), id(at, 1), id(at, 2));
      case 12 -> new UpdateType.NewDetachedSnapshot(id(at, 0));
      case 13 -> new UpdateType.GCRan();
      case 14 -> new UpdateType.ExpirationRan();
      case 15 -> flagChanged(buffer, at);
      case UpdateEntry.STATUS_CHANGED ->
          new UpdateType.RepoStatusChanged(status(buffer, at, 0, allowance));
      default -> throw buffer.bad(entry, "an update of type 1 to 16", Integer.toString(type));
    };
  }

  /// One name, written once, is that of many entries.
  private String name(long table) {
    details.at(table);
    long field = details.field(table, 0);
    if (field == FlatBuffer.ABSENT) {
      return allowance.requiredText(table, 0, "Update name");
    }
    long name = buffer.vector(field, 1);
    if (name != lastName) {
      lastText = allowance.text(name);
      lastName = name;
    } else {
      allowance.spend(buffer.count(name));
    }
    return lastText;
  }

  private SnapshotId id(long table, int slot) {
    details.at(table);
    long field = details.field(table, slot);
    if (field == FlatBuffer.ABSENT) {
      field = buffer.required(table, slot, Layout.ID12, "Update snapshot id");
    }
    buffer.check(field, Layout.ID12);
    return SnapshotId.at(buffer.segment(), field);
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
}

package dev.floe.internal.binary;

import dev.floe.format.Update;
import dev.floe.internal.binary.EncodedTables.Places;
import dev.floe.internal.binary.RepoInfoLayout.Snapshot;
import dev.floe.internal.binary.RepoInfoLayout.UpdateEntry;
import dev.floe.internal.flatbuffers.FlatBuffer;
import java.util.List;

/// Where the tables of a repository info are while it is read: which of them are those of the state
/// before, and whether, when it is written again, all of them can be copied as they are. That is so
/// where they lie behind everything else, which is how [RepoInfoWriter] puts them, each with what
/// belongs to it behind it. One thread.
final class ReadTables {
  private final FlatBuffer buffer;
  private final RepoInfoBody body;
  private final Places snapshotsAt;
  private final Places updatesAt;

  /// How many bytes at the end have nothing but tables.
  private final long endBytes;

  private boolean copyable;

  ReadTables(FlatBuffer buffer, RepoInfoBody body, long snapshots, long updates) {
    this.buffer = buffer;
    this.body = body;
    this.snapshotsAt = new Places(body.follows() ? buffer.count(snapshots) : 0);
    this.updatesAt = new Places(body.follows() ? buffer.count(updates) : 0);
    long vectorsEnd =
        Math.max(
            snapshots + 4 + 4L * buffer.count(snapshots), updates + 4 + 4L * buffer.count(updates));
    this.endBytes = buffer.sizeBytes() - vectorsEnd;
    this.copyable = buffer.sizeBytes() % 8 == 0 && body.knownBytes() <= endBytes;
  }

  /// How far before the end of the file a table and its vtable begin, whichever is farther.
  private long reach(long table) {
    return buffer.sizeBytes() - Math.min(table, buffer.vtable(table));
  }

  private boolean isKnown(long table, Places places, int index) {
    return index < places.offsets().length
        && buffer.sizeBytes() - table == places.offsets()[index]
        && reach(table) <= body.knownBytes();
  }

  /// Whether the snapshot at a place is in the table of the snapshot that was there before.
  boolean isKnownSnapshot(int index, long table) {
    return isKnown(table, body.known().snapshotsAt(), index);
  }

  SnapshotEntry knownSnapshot(int index) {
    return body.known().snapshots().entry(index);
  }

  /// Whether an operation is in the table of one of before.
  boolean isKnownUpdate(int index, long entry) {
    return isKnown(entry, body.known().updatesAt(), index);
  }

  Update knownUpdate(int index) {
    return body.known().updates().get(index);
  }

  void copySnapshot(int index) {
    snapshotsAt.copy(index, body.known().snapshotsAt(), index);
  }

  void copyUpdate(int index, int knownIndex) {
    updatesAt.copy(index, body.known().updatesAt(), knownIndex);
  }

  /// Notes the table of a snapshot that was read.
  void snapshot(int index, long table) {
    if (!body.follows()) {
      return;
    }
    long bytes = bytes(table) + vectorBytes(table, Snapshot.MESSAGE, 1);
    bytes += vectorBytes(table, Snapshot.PRUNED_ANCESTOR_LOGS, Layout.ID12);
    long items = buffer.vector(buffer.field(table, Snapshot.METADATA), 4);
    for (int i = 0; i < buffer.count(items); i++) {
      long item = buffer.tableAt(items, i);
      bytes += 4 + bytes(item) + vectorBytes(item, Layout.MetadataItem.NAME, 1);
      bytes += vectorBytes(item, Layout.MetadataItem.VALUE, 1);
      requireBehind(item, table);
    }
    note(snapshotsAt, index, table, bytes);
  }

  /// Notes the table of an operation that was read.
  void update(int index, long entry) {
    if (!body.follows()) {
      return;
    }
    long details = buffer.table(buffer.field(entry, UpdateEntry.DETAILS));
    requireBehind(details, entry);
    long bytes = bytes(entry) + bytes(details) + vectorBytes(entry, UpdateEntry.BACKUP_PATH, 1);
    // The table in a status, and the texts of details, are not looked at: most of them are shared.
    copyable &= buffer.u8(entry, UpdateEntry.TYPE, 0) != UpdateEntry.STATUS_CHANGED;
    note(updatesAt, index, entry, bytes);
  }

  private void note(Places places, int index, long table, long bytes) {
    copyable &= reach(table) <= endBytes;
    places.offsets()[index] = (int) (buffer.sizeBytes() - table);
    places.lengthsBytes()[index] = (int) Math.min(bytes, Integer.MAX_VALUE);
  }

  private void requireBehind(long part, long table) {
    copyable &= reach(part) <= reach(table);
  }

  private long bytes(long table) {
    long vtable = buffer.vtable(table);
    return (long) buffer.u16(vtable) + buffer.u16(vtable + 2);
  }

  private long vectorBytes(long table, int slot, int elementBytes) {
    long vector = buffer.vector(buffer.field(table, slot), elementBytes);
    return vector == FlatBuffer.ABSENT ? 0 : 8 + (long) elementBytes * buffer.count(vector);
  }

  /// The tables as they can be copied when the state is written again; null where they cannot, or
  /// no other state is to be expected.
  EncodedTables copyable(SnapshotTable snapshots, List<Update> updates) {
    if (!body.follows() || !copyable) {
      return null;
    }
    FileEnd known = body.known().piece();
    int sharedBytes = body.knownBytes() == known.lengthBytes() ? known.lengthBytes() : 0;
    FileEnd piece =
        (sharedBytes == 0 ? FileEnd.NONE : known)
            .extended(body.bytes().asSlice(buffer.sizeBytes() - endBytes, endBytes - sharedBytes));
    return new EncodedTables(
        piece, snapshots, snapshotsAt, updates, updatesAt, body.frames(), false);
  }
}

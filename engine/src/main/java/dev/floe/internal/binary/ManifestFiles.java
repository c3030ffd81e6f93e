package dev.floe.internal.binary;

import dev.floe.format.ManifestFileInfo;
import dev.floe.format.ManifestId;
import dev.floe.internal.binary.SnapshotLayout.FileV1;
import dev.floe.internal.binary.SnapshotLayout.FileV2;
import dev.floe.internal.binary.SnapshotLayout.Snapshot;
import dev.floe.internal.flatbuffers.FlatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads what a snapshot records of its manifest files: tables in format 2 if they are there, else
/// the structs of format 1.
final class ManifestFiles {
  private ManifestFiles() {}

  static List<ManifestFileInfo> all(FlatBuffer buffer, long snapshot) {
    long tables = tables(buffer, snapshot);
    long structs = tables == FlatBuffer.ABSENT ? structs(buffer, snapshot) : FlatBuffer.ABSENT;
    int count = buffer.count(tables) + buffer.count(structs);
    List<ManifestFileInfo> files = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      files.add(
          tables == FlatBuffer.ABSENT
              ? struct(buffer, buffer.element(structs, i, FileV1.BYTES))
              : table(buffer, buffer.tableAt(tables, i)));
    }
    return files;
  }

  /// Looks at one after the other: the order in the file is not relied on.
  static Optional<ManifestFileInfo> find(FlatBuffer buffer, long snapshot, ManifestId id) {
    long tables = tables(buffer, snapshot);
    if (tables == FlatBuffer.ABSENT) {
      long structs = structs(buffer, snapshot);
      for (int i = 0; i < buffer.count(structs); i++) {
        long at = buffer.element(structs, i, FileV1.BYTES);
        if (isAt(buffer, at + FileV1.ID, id)) {
          return Optional.of(struct(buffer, at));
        }
      }
      return Optional.empty();
    }
    for (int i = 0; i < buffer.count(tables); i++) {
      long at = buffer.tableAt(tables, i);
      if (isAt(buffer, idOf(buffer, at), id)) {
        return Optional.of(table(buffer, at));
      }
    }
    return Optional.empty();
  }

  private static boolean isAt(FlatBuffer buffer, long at, ManifestId id) {
    return Long.reverseBytes(buffer.i64(at)) == id.high()
        && Integer.reverseBytes(buffer.i32(at + 8)) == id.low();
  }

  private static long tables(FlatBuffer buffer, long snapshot) {
    return buffer.vector(buffer.field(snapshot, Snapshot.MANIFEST_FILES_V2), 4);
  }

  private static long structs(FlatBuffer buffer, long snapshot) {
    return buffer.requiredVector(
        snapshot, Snapshot.MANIFEST_FILES, FileV1.BYTES, "Snapshot.manifest_files");
  }

  private static ManifestFileInfo struct(FlatBuffer buffer, long at) {
    return new ManifestFileInfo(
        ManifestId.at(buffer.segment(), at + FileV1.ID),
        size(buffer, at, buffer.i64(at + FileV1.SIZE_BYTES)),
        buffer.u32(at + FileV1.REF_COUNT));
  }

  private static long idOf(FlatBuffer buffer, long table) {
    return buffer.required(table, FileV2.ID, Layout.ID12, "ManifestFileInfoV2.id");
  }

  private static ManifestFileInfo table(FlatBuffer buffer, long table) {
    return new ManifestFileInfo(
        ManifestId.at(buffer.segment(), idOf(buffer, table)),
        size(buffer, table, buffer.i64(table, FileV2.SIZE_BYTES, 0)),
        Integer.toUnsignedLong(buffer.i32(table, FileV2.REF_COUNT, 0)));
  }

  private static long size(FlatBuffer buffer, long at, long size) {
    if (size < 0) {
      throw buffer.bad(at, "a size below 2^63", Long.toUnsignedString(size));
    }
    return size;
  }
}

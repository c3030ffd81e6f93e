package dev.floe.internal.binary;

import dev.floe.format.ManifestFileInfo;
import dev.floe.format.ManifestId;
import dev.floe.format.ObjectId;
import dev.floe.internal.binary.SnapshotLayout.FileV1;
import dev.floe.internal.binary.SnapshotLayout.FileV2;
import dev.floe.internal.binary.SnapshotLayout.Snapshot;
import dev.floe.internal.flatbuffers.FlatBuffer;
import java.util.ArrayList;
import java.util.List;

/// What a snapshot records of its manifest files: tables in format 2 if they are there, else the
/// structs of format 1. Files are named by their place; looking one up allocates nothing.
final class ManifestFiles {
  private final FlatBuffer buffer;
  private final boolean areTables;
  private final long vector;

  ManifestFiles(FlatBuffer buffer, long snapshot) {
    this.buffer = buffer;
    long tables = buffer.vector(buffer.field(snapshot, Snapshot.MANIFEST_FILES_V2), 4);
    this.areTables = tables != FlatBuffer.ABSENT;
    this.vector =
        areTables
            ? tables
            : buffer.requiredVector(
                snapshot, Snapshot.MANIFEST_FILES, FileV1.BYTES, "Snapshot.manifest_files");
  }

  int count() {
    return buffer.count(vector);
  }

  /// The place of a file, or −1. Files are sorted by id; should some writer not have done that, one
  /// is found all the same.
  int find(ManifestId id) {
    int low = 0;
    int high = count() - 1;
    while (low <= high) {
      int middle = low + high >>> 1;
      int order = compare(middle, id);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    for (int i = 0; i < count(); i++) {
      if (compare(i, id) == 0) {
        return i;
      }
    }
    return -1;
  }

  private int compare(int index, ManifestId id) {
    long at = idPosition(index);
    return ObjectId.compare(
        Long.reverseBytes(buffer.i64(at)),
        Integer.reverseBytes(buffer.i32(at + 8)),
        id.high(),
        id.low());
  }

  private long idPosition(int index) {
    return areTables
        ? buffer.required(table(index), FileV2.ID, Layout.ID12, "ManifestFileInfoV2.id")
        : struct(index) + FileV1.ID;
  }

  private long table(int index) {
    return buffer.tableAt(vector, index);
  }

  private long struct(int index) {
    return buffer.element(vector, index, FileV1.BYTES);
  }

  /// The length of a file as an object.
  long sizeBytes(int index) {
    long size =
        areTables
            ? buffer.i64(table(index), FileV2.SIZE_BYTES, 0)
            : buffer.i64(struct(index) + FileV1.SIZE_BYTES);
    if (size < 0) {
      throw buffer.bad(vector, "a size below 2^63", Long.toUnsignedString(size));
    }
    return size;
  }

  ManifestFileInfo info(int index) {
    long refs =
        areTables
            ? Integer.toUnsignedLong(buffer.i32(table(index), FileV2.REF_COUNT, 0))
            : buffer.u32(struct(index) + FileV1.REF_COUNT);
    return new ManifestFileInfo(
        ManifestId.at(buffer.segment(), idPosition(index)), sizeBytes(index), refs);
  }

  /// All files, in the order in which they are stored.
  List<ManifestFileInfo> all() {
    List<ManifestFileInfo> files = new ArrayList<>(count());
    for (int i = 0; i < count(); i++) {
      files.add(info(i));
    }
    return files;
  }
}

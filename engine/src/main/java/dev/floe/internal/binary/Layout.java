package dev.floe.internal.binary;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.internal.flatbuffers.FlatBufferBuilder;

/// What all four metadata files have in common.
final class Layout {
  /// Other readers refuse snapshots and transaction logs with more tables.
  static final int MAX_TABLES = 50_000_000;

  /// `Ichk`, the file identifier at bytes 4 to 8, as a little-endian number.
  static final int IDENTIFIER = 'I' | 'c' << 8 | 'h' << 16 | 'k' << 24;

  /// Length of the struct of an object id.
  static final int ID12 = 12;

  /// Length of the struct of a node id.
  static final int ID8 = 8;

  /// The table MetadataItem.
  static final class MetadataItem {
    static final int NAME = 0;
    static final int VALUE = 1;

    private MetadataItem() {}
  }

  private Layout() {}

  /// Refuses to end a file that others could not read.
  static void requireTables(FlatBufferBuilder builder, int limit, String object) {
    requireTables(builder.tableCount(), limit, object);
  }

  static void requireTables(int count, int limit, String object) {
    if (count > limit) {
      throw new FormatException(
          ErrorKind.SERIALIZATION,
          object,
          -1,
          "at most " + limit + " entries of all kinds together",
          Integer.toString(count));
    }
  }
}

package dev.floe.internal.binary;

/// The slots of the tables of a transaction log.
final class TransactionLogLayout {
  /// The root table.
  static final class Log {
    static final int ID = 0;
    static final int NEW_GROUPS = 1;
    static final int NEW_ARRAYS = 2;
    static final int DELETED_GROUPS = 3;
    static final int DELETED_ARRAYS = 4;
    static final int UPDATED_ARRAYS = 5;
    static final int UPDATED_GROUPS = 6;
    static final int UPDATED_CHUNKS = 7;
    static final int MOVED_NODES = 8;

    private Log() {}
  }

  /// The chunks of one array that were written or deleted.
  static final class UpdatedChunks {
    static final int NODE_ID = 0;
    static final int CHUNKS = 1;

    private UpdatedChunks() {}
  }

  /// The coordinates of one chunk.
  static final class Indices {
    static final int COORDS = 0;

    private Indices() {}
  }

  /// The net move of one node.
  static final class Move {
    static final int FROM = 0;
    static final int TO = 1;
    static final int NODE_ID = 2;
    static final int NODE_TYPE = 3;
    static final int TYPE_GROUP = 0;
    static final int TYPE_ARRAY = 1;

    private Move() {}
  }

  private TransactionLogLayout() {}
}

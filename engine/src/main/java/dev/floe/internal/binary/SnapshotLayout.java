package dev.floe.internal.binary;

/// The slots of the tables of a snapshot file, and the layouts of its structs.
final class SnapshotLayout {
  /// The root table.
  static final class Snapshot {
    static final int ID = 0;
    static final int PARENT_ID = 1;
    static final int NODES = 2;
    static final int FLUSHED_AT = 3;
    static final int MESSAGE = 4;
    static final int METADATA = 5;
    static final int MANIFEST_FILES = 6;
    static final int MANIFEST_FILES_V2 = 7;

    private Snapshot() {}
  }

  /// One group or array.
  static final class Node {
    static final int ID = 0;
    static final int PATH = 1;
    static final int USER_DATA = 2;
    static final int DATA_TYPE = 3;
    static final int DATA = 4;
    static final int TYPE_ARRAY = 1;
    static final int TYPE_GROUP = 2;

    private Node() {}
  }

  /// What an array has and a group has not.
  static final class ArrayData {
    static final int SHAPE = 0;
    static final int DIMENSION_NAMES = 1;
    static final int MANIFESTS = 2;
    static final int SHAPE_V2 = 3;

    private ArrayData() {}
  }

  /// The name of a dimension, if it has one.
  static final class DimensionName {
    static final int NAME = 0;

    private DimensionName() {}
  }

  /// A dimension of format 1.
  ///
  /// ```
  ///  0                 8                 16
  ///  +-----------------+-----------------+
  ///  | array length    | chunk length    |   u64 each
  ///  +-----------------+-----------------+
  /// ```
  static final class ShapeV1 {
    static final int BYTES = 16;
    static final int ARRAY_LENGTH = 0;
    static final int CHUNK_LENGTH = 8;

    private ShapeV1() {}
  }

  /// A dimension of format 2.
  static final class ShapeV2 {
    static final int ARRAY_LENGTH = 0;
    static final int CHUNK_COUNT = 1;

    private ShapeV2() {}
  }

  /// An array's pointer to a manifest.
  static final class ManifestRef {
    static final int OBJECT_ID = 0;
    static final int EXTENTS = 1;

    private ManifestRef() {}
  }

  /// One dimension of the box of a manifest.
  ///
  /// ```
  ///  0           4           8
  ///  +-----------+-----------+
  ///  | from      | to        |   u32 each, half open
  ///  +-----------+-----------+
  /// ```
  static final class Extent {
    static final int BYTES = 8;
    static final int FROM = 0;
    static final int TO = 4;

    private Extent() {}
  }

  /// A manifest file in format 1.
  ///
  /// ```
  ///  0               12      16              24              28          32
  ///  +---------------+-------+---------------+---------------+-----------+
  ///  | id            | 0     | size, u64     | refs, u32     | 0         |
  ///  +---------------+-------+---------------+---------------+-----------+
  /// ```
  static final class FileV1 {
    static final int BYTES = 32;
    static final int ID = 0;
    static final int SIZE_BYTES = 16;
    static final int REF_COUNT = 24;

    private FileV1() {}
  }

  /// A manifest file in format 2.
  static final class FileV2 {
    static final int ID = 0;
    static final int SIZE_BYTES = 1;
    static final int REF_COUNT = 2;

    private FileV2() {}
  }

  private SnapshotLayout() {}
}

package dev.floe.internal.binary;

/// The slots of the tables of a manifest file.
///
/// ```
///  Manifest ─ arrays ─→ [ArrayManifest]   sorted by node id
///                            └─ refs ─→ [ChunkRef]   sorted by index
///                                           └─ index ─→ [u32]   one for each dimension
/// ```
final class ManifestLayout {
  /// The root table.
  static final class Manifest {
    static final int ID = 0;
    static final int ARRAYS = 1;
    static final int LOCATION_DICTIONARY = 2;
    static final int COMPRESSION_ALGORITHM = 3;
    static final int COMPRESSION_ALGORITHM_IF_ABSENT = 1;

    private Manifest() {}
  }

  /// The references of one array.
  static final class ArrayManifest {
    static final int NODE_ID = 0;
    static final int REFS = 1;

    private ArrayManifest() {}
  }

  /// One reference.
  static final class ChunkRef {
    static final int INDEX = 0;
    static final int INLINE = 1;
    static final int OFFSET = 2;
    static final int LENGTH = 3;
    static final int CHUNK_ID = 4;
    static final int LOCATION = 5;
    static final int CHECKSUM_ETAG = 6;
    static final int CHECKSUM_LAST_MODIFIED = 7;
    static final int COMPRESSED_LOCATION = 8;

    private ChunkRef() {}
  }

  private ManifestLayout() {}
}

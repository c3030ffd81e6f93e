package dev.floe.fuzz.sim;

/// What a request is for, by which the coverage of a run is told.
public enum Phase {
  /// The repository file is read.
  LOAD,
  /// A snapshot, transaction log or manifest is read.
  READ_METADATA,
  /// A chunk is read.
  READ_CHUNK,
  /// A chunk is stored.
  WRITE_CHUNK,
  /// A manifest is stored.
  WRITE_MANIFEST,
  /// A snapshot is stored.
  WRITE_SNAPSHOT,
  /// A transaction log is stored.
  WRITE_LOG,
  /// The repository file is saved under another name.
  BACK_UP,
  /// The repository file is replaced.
  SWAP,
  /// One object is asked about.
  HEAD,
  /// Objects are listed.
  LIST,
  /// Objects are deleted.
  DELETE;

  /// Whether the request reads bytes.
  public boolean reads() {
    return this == LOAD || this == READ_METADATA || this == READ_CHUNK;
  }

  /// Whether the request changes the store.
  public boolean writes() {
    return !reads() && this != HEAD && this != LIST;
  }

  static Phase ofGet(String key) {
    if (key.startsWith("chunks/")) {
      return READ_CHUNK;
    }
    return key.equals("repo") || key.startsWith("overwritten/") ? LOAD : READ_METADATA;
  }

  static Phase ofPut(String key) {
    String directory = key.substring(0, Math.max(0, key.indexOf('/')));
    return switch (directory) {
      case "chunks" -> WRITE_CHUNK;
      case "manifests" -> WRITE_MANIFEST;
      case "snapshots" -> WRITE_SNAPSHOT;
      case "transactions" -> WRITE_LOG;
      case "overwritten" -> BACK_UP;
      default -> SWAP;
    };
  }
}

package dev.floe.internal.backend;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.storage.StorageOptions;
import dev.floe.storage.StorageOptions.Durability;
import java.time.Duration;
import java.util.Map;

/// How files are used.
///
/// @param durability what "written" means
/// @param access what may be done
/// @param lockPatience how long an update waits for another process that holds the object's lock
record LocalOptions(Durability durability, Access access, Duration lockPatience) {
  private static final Duration LOCK_PATIENCE = Duration.ofSeconds(30);

  /// What may be done with the files.
  enum Access {
    /// The repository's own files, to read and write.
    READ_WRITE,
    /// The repository's own files, to read.
    READ,
    /// Somebody else's files: read only, under their verbatim names, and only those that really are
    /// below the root, whatever symbolic links say.
    FOREIGN
  }

  /// Reads the settings of `file:` storages: `access` = `read-write`, `read` or `foreign`.
  static LocalOptions of(String url, StorageOptions options) {
    Access access = Access.READ_WRITE;
    for (Map.Entry<String, String> setting : options.settings().entrySet()) {
      if (!setting.getKey().equals("access")) {
        throw refused(url, "the setting access", setting.getKey());
      }
      access =
          switch (setting.getValue()) {
            case "read-write" -> Access.READ_WRITE;
            case "read" -> Access.READ;
            case "foreign" -> Access.FOREIGN;
            default -> throw refused(url, "access read-write, read or foreign", setting.getValue());
          };
    }
    return new LocalOptions(options.durability(), access, LOCK_PATIENCE);
  }

  private static InvalidInputException refused(String url, String expected, String found) {
    return new InvalidInputException(
        ErrorKind.STORAGE_CONFIG, "storage " + url + ": expected " + expected + ", found " + found);
  }

  boolean synced() {
    return durability == Durability.FSYNC;
  }
}

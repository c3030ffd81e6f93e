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

  /// Reads the settings of `file:` storages: `access` = `read-write`, `read` or `foreign`, and
  /// `lock-patience-seconds`.
  static LocalOptions of(String url, StorageOptions options) {
    Access access = Access.READ_WRITE;
    Duration patience = LOCK_PATIENCE;
    for (Map.Entry<String, String> setting : options.settings().entrySet()) {
      switch (setting.getKey()) {
        case "access" -> access = access(url, setting.getValue());
        case "lock-patience-seconds" -> patience = patience(url, setting.getValue());
        default ->
            throw refused(url, "the setting access or lock-patience-seconds", setting.getKey());
      }
    }
    return new LocalOptions(options.durability(), access, patience);
  }

  private static Access access(String url, String value) {
    return switch (value) {
      case "read-write" -> Access.READ_WRITE;
      case "read" -> Access.READ;
      case "foreign" -> Access.FOREIGN;
      default -> throw refused(url, "access read-write, read or foreign", value);
    };
  }

  private static Duration patience(String url, String value) {
    if (!value.matches("[1-9][0-9]{0,4}")) {
      throw refused(url, "a lock-patience-seconds from 1 to 99999", value);
    }
    return Duration.ofSeconds(Long.parseLong(value));
  }

  private static InvalidInputException refused(String url, String expected, String found) {
    return new InvalidInputException(
        ErrorKind.STORAGE_CONFIG, "storage " + url + ": expected " + expected + ", found " + found);
  }

  boolean synced() {
    return durability == Durability.FSYNC;
  }
}

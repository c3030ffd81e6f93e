package dev.floe.format;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/// One entry of the operations log. `backupPath`, without `overwritten/`, names the saved
/// repository file in which this entry is the newest; absent for the newest of all and for entries
/// that an upgrade made up.
public record Update(UpdateType type, Instant updatedAt, Optional<String> backupPath) {
  public Update {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(updatedAt, "updatedAt");
    Objects.requireNonNull(backupPath, "backupPath");
  }

  /// The same entry with a backup.
  public Update withBackupPath(String path) {
    return new Update(type, updatedAt, Optional.of(path));
  }
}

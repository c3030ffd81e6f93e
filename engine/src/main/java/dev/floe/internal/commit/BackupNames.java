package dev.floe.internal.commit;

import dev.floe.format.SnapshotId;
import dev.floe.internal.concurrent.Sources;

/// The names of replaced root objects below `overwritten/`; the newest comes first in their order.
///
/// ```
/// repo.30728015042505.EZSQQYMH1XBG3FJ51GNG
///      | 14 digits  | | random id         |    digits: milliseconds left until the year 3000
/// ```
final class BackupNames {
  private static final long YEAR_3000_MILLIS = 32_503_680_000_000L;

  private BackupNames() {}

  /// A fresh name for the object that is replaced now.
  static String of(String key, Sources sources) {
    long left = Math.max(0, YEAR_3000_MILLIS - sources.clock().millis());
    String digits = Long.toString(left);
    return key
        + "."
        + "0".repeat(Math.max(0, 14 - digits.length()))
        + digits
        + "."
        + SnapshotId.random(sources.random()).text();
  }
}

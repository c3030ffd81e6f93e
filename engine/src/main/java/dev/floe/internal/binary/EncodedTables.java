package dev.floe.internal.binary;

import dev.floe.format.Update;
import java.util.List;

/// The tables of snapshots and operations of a repository info as they were last written: the end
/// of the file, in one piece. What the next state shares with this one is copied from here instead
/// of being written again. Immutable.
///
/// ```
/// file     | header, vectors, refs, status, configuration | tables of snapshots and operations |
///                                                          `----------- piece ----------------'
/// ```
///
/// @param piece the last bytes of the file
/// @param snapshots whose tables are in it
/// @param snapshotsAt where they are, as distances from the end of the file
/// @param updates whose tables are in it
/// @param updatesAt where they are
/// @param frames the piece compressed, as far as it was
/// @param deadBytes about how many bytes nothing refers to any more
record EncodedTables(
    byte[] piece,
    SnapshotTable snapshots,
    int[] snapshotsAt,
    List<Update> updates,
    int[] updatesAt,
    TableFrames frames,
    int deadBytes) {
  /// What is left behind where a table is written anew.
  static final int DEAD_BYTES_OF_TABLE = 80;

  EncodedTables compressedAs(TableFrames frames) {
    return new EncodedTables(piece, snapshots, snapshotsAt, updates, updatesAt, frames, deadBytes);
  }

  /// Whether copying the piece is better than writing everything.
  boolean isWorthCopying() {
    return deadBytes < piece.length / 4;
  }
}

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
/// @param snapshotsAt where they are
/// @param updates whose tables are in it
/// @param updatesAt where they are
/// @param frames the piece compressed, as far as it was
/// @param ours whether all of it was written here, where no two tables have a number in common
record EncodedTables(
    FileEnd piece,
    SnapshotTable snapshots,
    Places snapshotsAt,
    List<Update> updates,
    Places updatesAt,
    TableFrames frames,
    boolean ours) {
  /// Those of no state.
  static final EncodedTables NOTHING =
      new EncodedTables(
          FileEnd.NONE,
          SnapshotTable.EMPTY,
          new Places(0),
          List.of(),
          new Places(0),
          TableFrames.NONE,
          true);

  /// Where tables are.
  ///
  /// @param offsets as distances from the end of the file
  /// @param lengthsBytes of a table with all that it alone refers to
  record Places(int[] offsets, int[] lengthsBytes) {
    Places(int count) {
      this(new int[count], new int[count]);
    }

    /// Copies the first `count`.
    void copy(Places from, int count) {
      System.arraycopy(from.offsets, 0, offsets, 0, count);
      System.arraycopy(from.lengthsBytes, 0, lengthsBytes, 0, count);
    }

    void copy(int index, Places from, int fromIndex) {
      offsets[index] = from.offsets[fromIndex];
      lengthsBytes[index] = from.lengthsBytes[fromIndex];
    }

    private long bytes() {
      long sum = 0;
      for (int length : lengthsBytes) {
        sum += length;
      }
      return sum;
    }
  }

  EncodedTables compressedAs(TableFrames frames) {
    return new EncodedTables(piece, snapshots, snapshotsAt, updates, updatesAt, frames, ours);
  }

  /// Whether copying the piece is better than writing everything: not if nothing refers to a
  /// quarter of it any more.
  boolean isWorthCopying() {
    long deadBytes = piece.lengthBytes() - snapshotsAt.bytes() - updatesAt.bytes();
    return deadBytes < piece.lengthBytes() / 4;
  }
}

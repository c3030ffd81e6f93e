package dev.floe.internal.commit;

import dev.floe.format.ChunkPayload;
import java.util.function.Predicate;

/// The chunks that a session recorded for one array: by coordinates, a payload or a deletion. Any
/// thread may call any method; those that change something may meet the end of the table, when the
/// array is deleted or the change set frozen.
public interface ChunkTable {
  /// What became of a mutation.
  enum Outcome {
    /// There was no entry for these coordinates before.
    ADDED,
    /// An entry was replaced.
    REPLACED,
    /// Nothing happened: the condition did not hold.
    REFUSED,
    /// Nothing happened: the table belongs to an array that was deleted.
    DETACHED,
    /// Nothing happened: the change set is frozen.
    FROZEN
  }

  /// How many coordinates every entry has.
  int rank();

  /// Records a payload, or a deletion if it is null, for the first `rank` of `indices` (bits of
  /// unsigned numbers). Inline bytes are copied.
  default Outcome record(int[] indices, int rank, ChunkPayload payload) {
    return recordIf(indices, rank, null, payload);
  }

  /// As [#record], in one step with a test of the entry that is there, which is null if none is. A
  /// null condition always holds.
  Outcome recordIf(
      int[] indices, int rank, Predicate<RecordedChunk> condition, ChunkPayload payload);

  /// Copies the entry of some coordinates into `into`; false if there is none. Allocates nothing.
  boolean find(int[] indices, int rank, RecordedChunk into);

  /// How many entries there are, deletions included.
  long size();

  /// Removes the entries that match and answers how many there were; the table stays, if empty. The
  /// argument of the predicate is reused.
  long removeIf(Predicate<RecordedChunk> condition);

  /// The entries in the order of their coordinates. The caller has frozen the change set or accepts
  /// that the answer shows some moment in the past for each entry.
  SortedChunks sorted();
}

package dev.floe.internal.commit;

import dev.floe.format.SnapshotId;
import dev.floe.internal.read.ChunkChanges;
import dev.floe.internal.read.ChunkCursor;

/// The chunks that a session recorded for one array of its base; each that it did not is about to
/// be read from the base, and is noted.
record RecordingChunks(ChunkChanges changes, SnapshotId base, ReadSet reads, ReadChunks chunks)
    implements ChunkChanges {
  @Override
  public Found find(int[] coordinates, int rank, ChunkCursor cursor) {
    Found found = changes.find(coordinates, rank, cursor);
    if (found == Found.NOTHING) {
      reads.chunk(base, chunks, coordinates, rank);
    }
    return found;
  }
}

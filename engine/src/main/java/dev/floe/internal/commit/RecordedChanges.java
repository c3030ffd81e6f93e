package dev.floe.internal.commit;

import dev.floe.format.NodeId;
import dev.floe.internal.concurrent.Scratch;
import dev.floe.internal.read.ChunkChanges;
import dev.floe.internal.read.ChunkCursor;

/// The chunks that a session recorded for one array, as the read path asks for them.
final class RecordedChanges implements ChunkChanges {
  private final EditChanges changes;
  private final NodeId array;
  private final Scratch<RecordedChunk> scratch;

  RecordedChanges(EditChanges changes, NodeId array, Scratch<RecordedChunk> scratch) {
    this.changes = changes;
    this.array = array;
    this.scratch = scratch;
  }

  @Override
  public Found find(int[] coordinates, int rank, ChunkCursor cursor) {
    if (changes.chunks(array) == null) {
      return Found.NOTHING;
    }
    RecordedChunk chunk = scratch.take();
    try {
      return changes.findChunk(array, coordinates, rank, chunk)
          ? fill(chunk, cursor)
          : Found.NOTHING;
    } finally {
      scratch.give(chunk);
    }
  }

  static Found fill(RecordedChunk chunk, ChunkCursor cursor) {
    switch (chunk.kind()) {
      case DELETED -> {
        return Found.DELETED;
      }
      case INLINE -> cursor.inline(chunk.inlinePage(), chunk.inlineOffset(), chunk.lengthBytes());
      case NATIVE ->
          cursor.stored(chunk.idHigh(), chunk.idLow(), chunk.offset(), chunk.lengthBytes());
      case VIRTUAL, VIRTUAL_ETAG, VIRTUAL_LAST_MODIFIED ->
          cursor.virtual(
              chunk.location(), chunk.offset(), chunk.lengthBytes(), chunk.checksum().orElse(null));
    }
    return Found.WRITTEN;
  }
}

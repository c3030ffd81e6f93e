package dev.floe.internal.read;

/// What a session has changed in one array, as far as reading needs it.
public interface ChunkChanges {
  /// What a look-up found.
  enum Found {
    /// The session did not touch this chunk.
    NOTHING,
    /// The session deleted it.
    DELETED,
    /// The session wrote it; the cursor says where.
    WRITTEN
  }

  /// A session that changed nothing.
  ChunkChanges NONE = (coordinates, rank, cursor) -> Found.NOTHING;

  /// Looks a chunk up by the bits of its coordinates, without allocating.
  Found find(int[] coordinates, int rank, ChunkCursor cursor);
}

package dev.floe.internal.read;

import java.lang.foreign.MemorySegment;

/// Chunk objects that are referenced already but not yet stored: packs that a session still fills.
/// Their bytes are read from where they wait.
public interface PendingChunks {
  /// Nothing is pending.
  PendingChunks NONE = (high, low, offset, destination) -> false;

  /// Fills `destination` from the pending object of an id, starting at `offset` of the object;
  /// false if no such object is pending, and nothing was written then. Allocates nothing.
  boolean copyTo(long high, int low, long offset, MemorySegment destination);
}

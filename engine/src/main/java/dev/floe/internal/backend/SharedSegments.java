package dev.floe.internal.backend;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.internal.concurrent.Sharing;
import java.lang.foreign.MemorySegment;

/// Segments cross threads on their way through a storage, on some storages always and on others now
/// and then. Those that cannot are refused everywhere.
public final class SharedSegments {
  private SharedSegments() {}

  /// The segment itself, or `not-allowed` if it belongs to one thread.
  public static MemorySegment checked(String key, MemorySegment segment) {
    if (!Sharing.isShared(segment)) {
      throw new InvalidInputException(
          ErrorKind.NOT_ALLOWED,
          "object "
              + key
              + ": expected a segment that any thread may use, found one of a confined arena");
    }
    return segment;
  }

  /// The first `lengthBytes` of the segment that a target gave.
  public static MemorySegment destination(String key, MemorySegment given, long lengthBytes) {
    if (checked(key, given).byteSize() < lengthBytes || given.isReadOnly()) {
      throw new InvalidInputException(
          ErrorKind.NOT_ALLOWED,
          "object "
              + key
              + ": expected a target of "
              + lengthBytes
              + " writable bytes, found "
              + given.byteSize()
              + (given.isReadOnly() ? " that are read-only" : ""));
    }
    return given.asSlice(0, lengthBytes);
  }
}

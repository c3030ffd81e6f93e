package dev.floe.storage;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// A capability of storages whose objects are files of this machine, one each: where the bytes of
/// an immutable object are, and a file that is filled piece by piece before it becomes one.
///
/// Any thread may call.
public interface ObjectFiles {
  /// The file that holds an immutable object and nothing else, if there is such an object. Nobody
  /// writes to it.
  Path file(String key);

  /// A new, empty file that will be an immutable object. Until then nobody takes it for one. The
  /// caller closes it.
  ///
  /// @throws dev.floe.error.IcechunkException as a write does; `not-allowed` for an object that may
  ///   change
  StagedObject stage(String key);

  /// A file that is to be an object. One thread at a time.
  interface StagedObject extends AutoCloseable {
    /// Where it is, for who writes to files by itself.
    Path path();

    /// Writes all bytes of a segment.
    ///
    /// @param offset where they belong in the object
    void write(long offset, MemorySegment bytes);

    /// Makes it the object, whatever that was, as durably as the storage does: readers see all of
    /// its bytes, or the object before.
    ///
    /// @param sizeBytes how long it must be
    /// @throws dev.floe.error.StorageException `invalid-object-size` if it is not
    void publish(long sizeBytes);

    /// Removes what has not become an object; once more is nothing.
    @Override
    void close();
  }
}

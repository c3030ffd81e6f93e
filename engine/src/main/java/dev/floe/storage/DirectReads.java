package dev.floe.storage;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.format.Checksum;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// A capability of storages whose bytes are a copy or a system call away: reads that finish on the
/// caller's thread, without a future and, once an object is open, without heap allocation.
public interface DirectReads {
  /// Opens an immutable object for repeated reads; empty if there is none.
  default Optional<DirectObject> open(String key) {
    return open(key, Optional.empty());
  }

  /// Opens an object that must be as `guard` says, or fails with `virtual-chunk-modified`. Foreign
  /// objects may change: they are opened anew for every batch of reads.
  Optional<DirectObject> open(String key, Optional<Checksum> guard);

  /// Fills `destination` with the bytes of an immutable object from `offset` on, for a caller that
  /// reads it this once; false if there is none. An object that is shorter fails with a storage
  /// exception.
  default boolean readOnce(String key, long offset, MemorySegment destination) {
    Optional<DirectObject> opened = open(key);
    if (opened.isEmpty()) {
      return false;
    }
    try (DirectObject object = opened.get()) {
      long end = offset + destination.byteSize();
      if (object.lengthBytes() < end) {
        throw new StorageException(
            ErrorKind.INVALID_OBJECT_SIZE,
            key,
            key + ": expected at least " + end + " bytes, found " + object.lengthBytes());
      }
      object.readInto(offset, destination);
    }
    return true;
  }

  /// An open immutable object. Any number of threads may read at once; whoever opened it closes it,
  /// once, after the last read has returned.
  interface DirectObject extends AutoCloseable {
    /// The length of the object in bytes.
    long lengthBytes();

    /// Fills `destination` with the bytes from `offset` on. The caller has checked that they exist;
    /// an object that turns out shorter fails with a storage exception.
    void readInto(long offset, MemorySegment destination);

    /// The object's bytes where they are in memory anyway (read-only, valid until [#close]), or
    /// null.
    MemorySegment resident();

    @Override
    void close();
  }
}

package dev.floe.virtualize;

import java.lang.foreign.MemorySegment;

/// Bytes that can be read in ranges, for reading the headers of foreign files without loading the
/// files. Implementations are used by one thread at a time.
public interface RangedSource {
  /// What messages call the source; no secrets.
  String name();

  /// The length in bytes.
  long lengthBytes();

  /// Fills `destination` with the bytes from `offset` on. The range lies within the length.
  /// Failures are [dev.floe.error.StorageException]s; a source that has become shorter is one.
  void read(long offset, MemorySegment destination);

  /// A source over memory, borrowed for as long as the source is used.
  static RangedSource of(String name, MemorySegment bytes) {
    record Bytes(String name, MemorySegment bytes) implements RangedSource {
      @Override
      public long lengthBytes() {
        return bytes.byteSize();
      }

      @Override
      public void read(long offset, MemorySegment destination) {
        MemorySegment.copy(bytes, offset, destination, 0, destination.byteSize());
      }
    }
    return new Bytes(name, bytes.asReadOnly());
  }
}

package dev.floe.cli;

import dev.floe.error.ErrorKind;
import dev.floe.error.NotFoundException;
import dev.floe.format.ByteRange;
import dev.floe.memory.SegmentLease;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;

/// The value of a key, read piece by piece, so that none is too large for the memory.
///
/// @param lengthBytes the length of the whole value
record StoredValue(Store store, String key, long lengthBytes) {
  private static final long PIECE_BYTES = 16L << 20;

  /// Takes a piece, which is borrowed.
  interface Taker<E extends Exception> {
    void take(MemorySegment piece) throws E;
  }

  /// The value of a key, which is not read yet; or `key-not-found`.
  static StoredValue of(Store store, String key) {
    OptionalLong size = store.size(key);
    if (size.isEmpty()) {
      throw new NotFoundException(
          ErrorKind.KEY_NOT_FOUND, "key " + key + ": there is nothing under it");
    }
    return new StoredValue(store, key, size.getAsLong());
  }

  /// Hands a part of the value on, from its beginning to its end.
  ///
  /// @throws dev.floe.error.InvalidInputException `invalid-byte-range` before anything is read
  <E extends Exception> void read(ByteRange range, Taker<E> taker) throws E {
    long start = range.start(lengthBytes);
    long end = range.end(lengthBytes);
    for (long at = start; at < end; ) {
      long next = Math.min(end, at + PIECE_BYTES);
      try (SegmentLease piece = store.get(key, ByteRange.of(at, next)).orElseThrow(this::gone)) {
        taker.take(piece.segment());
      }
      at = next;
    }
  }

  private NotFoundException gone() {
    return new NotFoundException(ErrorKind.KEY_NOT_FOUND, "key " + key + ": it is gone");
  }
}

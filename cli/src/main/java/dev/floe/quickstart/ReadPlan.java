package dev.floe.quickstart;

import dev.floe.format.ByteRange;
import dev.floe.zarr.ReadBatch;
import dev.floe.zarr.Store;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;

/// Reads that are asked for in one batch, each into a destination of its own, and what each must
/// deliver.
final class ReadPlan {
  /// Says what the bytes of a read must be: writes them to a segment of the read's length.
  interface Expected {
    void writeTo(MemorySegment bytes);
  }

  private record Read(String key, ByteRange range, MemorySegment destination, Expected expected) {}

  private final String name;
  private final Arena arena;
  private final ReadBatch batch = new ReadBatch();
  private final List<Read> reads = new ArrayList<>();
  private long bytes;

  /// @param arena where destinations are allocated
  ReadPlan(String name, Arena arena) {
    this.name = name;
    this.arena = arena;
  }

  String name() {
    return name;
  }

  ReadBatch batch() {
    return batch;
  }

  int reads() {
    return reads.size();
  }

  long bytes() {
    return bytes;
  }

  void add(String key, ByteRange range, long lengthBytes, Expected expected) {
    MemorySegment destination = arena.allocate(lengthBytes, 64);
    batch.add(key, range, destination);
    reads.add(new Read(key, range, destination, expected));
    bytes += lengthBytes;
  }

  /// Makes one read alone.
  ///
  /// @return how many bytes it gave
  long readAlone(Store store, int number) {
    Read read = reads.get(number);
    return store.getInto(read.key, read.range, read.destination);
  }

  /// Overwrites all destinations, so that what is found in them was read.
  void poison() {
    for (Read read : reads) {
      read.destination.fill((byte) 0xa5);
    }
  }

  /// Compares every byte with what it must be.
  ///
  /// @param lengths how many bytes each read gave
  /// @return how many bytes were compared
  long check(IntToLongFunction lengths) {
    for (int i = 0; i < reads.size(); i++) {
      MemorySegment found = reads.get(i).destination;
      if (lengths.applyAsLong(i) != found.byteSize()) {
        throw new IllegalStateException(
            "%s, read %d: expected %d bytes, found %d"
                .formatted(name, i, found.byteSize(), lengths.applyAsLong(i)));
      }
      try (Arena scratch = Arena.ofConfined()) {
        MemorySegment expected = scratch.allocate(found.byteSize());
        reads.get(i).expected.writeTo(expected);
        long mismatch = expected.mismatch(found);
        if (mismatch >= 0) {
          throw new IllegalStateException(
              "%s, read %d: other bytes than the source has, from byte %d"
                  .formatted(name, i, mismatch));
        }
      }
    }
    return bytes;
  }
}

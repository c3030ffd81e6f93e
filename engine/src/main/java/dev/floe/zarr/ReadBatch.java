package dev.floe.zarr;

import dev.floe.format.ByteRange;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Chunk reads to be done together, numbered from 0 in the order in which they were added.
/// Neighbours in one object share requests. Built by one thread; may be used again.
public final class ReadBatch {
  /// One read: the chunk, which of its bytes, and where to put them if not in a lease.
  record Read(String key, ByteRange range, MemorySegment destination) {}

  private final List<Read> reads = new ArrayList<>();
  private Duration timeout;

  /// A batch without reads.
  public ReadBatch() {}

  /// Adds a read into `destination`, which is borrowed until the batch is complete and must have
  /// room for the range.
  public ReadBatch add(String key, ByteRange range, MemorySegment destination) {
    Objects.requireNonNull(destination, "destination");
    reads.add(new Read(key, range, destination));
    return this;
  }

  /// Adds a read into memory that the engine leases; the results own the lease.
  public ReadBatch add(String key, ByteRange range) {
    reads.add(new Read(key, range, null));
    return this;
  }

  /// Adds a read of a whole chunk into memory that the engine leases.
  public ReadBatch add(String key) {
    return add(key, ByteRange.all());
  }

  /// No request is begun later than this after the batch begins; its reads fail then.
  public ReadBatch timeout(Duration limit) {
    timeout = limit;
    return this;
  }

  /// How many reads there are.
  public int size() {
    return reads.size();
  }

  List<Read> reads() {
    return Collections.unmodifiableList(reads);
  }

  Optional<Duration> timeout() {
    return Optional.ofNullable(timeout);
  }
}

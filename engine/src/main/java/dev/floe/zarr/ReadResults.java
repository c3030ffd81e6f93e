package dev.floe.zarr;

import dev.floe.error.IcechunkException;
import dev.floe.internal.read.BatchOutcome;
import dev.floe.memory.SegmentLease;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// What became of a batch, read by read. Owns the leases of the reads that had no destination of
/// their own; closing it, once, gives them back.
public final class ReadResults implements AutoCloseable {
  /// The length of a chunk that is not there.
  public static final long ABSENT = BatchOutcome.ABSENT;

  private final BatchOutcome outcome;

  ReadResults(BatchOutcome outcome) {
    this.outcome = outcome;
  }

  /// How many reads there were.
  public int size() {
    return outcome.size();
  }

  /// How many bytes a read gave, or [#ABSENT]; throws what the read failed with.
  public long lengthBytes(int index) {
    return outcome.lengthBytes(index);
  }

  /// The bytes of a read that had no destination of its own, valid until this is closed; empty if
  /// the chunk is absent.
  public Optional<MemorySegment> bytes(int index) {
    outcome.lengthBytes(index);
    return Optional.ofNullable(outcome.lease(index)).map(SegmentLease::segment);
  }

  /// Why a read failed; empty if it did not.
  public Optional<IcechunkException> failure(int index) {
    return Optional.ofNullable(outcome.failure(index));
  }

  /// Throws the first failure, if there is one.
  public ReadResults orThrow() {
    for (int i = 0; i < size(); i++) {
      outcome.lengthBytes(i);
    }
    return this;
  }

  /// When a read was done, in nanoseconds since the batch began.
  public long completedNanos(int index) {
    return outcome.completedNanos(index);
  }

  /// How many requests the batch made of storages.
  public long requests() {
    return outcome.requests();
  }

  /// How many bytes those requests read, gaps included.
  public long requestedBytes() {
    return outcome.requestedBytes();
  }

  @Override
  public void close() {
    outcome.closeLeases();
  }
}

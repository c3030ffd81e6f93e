package dev.floe.internal.read;

import dev.floe.error.IcechunkException;
import dev.floe.memory.SegmentLease;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/// What became of each read of a batch, by its number; filled by workers, read when all are done.
public final class BatchOutcome {
  /// The length of what is absent.
  public static final long ABSENT = -1;

  static final long FAILED = -2;

  private final long[] lengths;
  private final long[] completedNanos;
  private final SegmentLease[] leases;
  private final IcechunkException[] failures;
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong requestedBytes = new AtomicLong();

  BatchOutcome(int size) {
    lengths = new long[size];
    completedNanos = new long[size];
    leases = new SegmentLease[size];
    failures = new IcechunkException[size];
  }

  /// How many reads there were.
  public int size() {
    return lengths.length;
  }

  /// How many bytes read `index` gave, or [#ABSENT]; throws the read's failure if it failed.
  public long lengthBytes(int index) {
    if (failures[index] != null) {
      throw failures[index];
    }
    return lengths[index];
  }

  /// The lease of read `index`, or null if the caller gave the destination or nothing was there.
  public SegmentLease lease(int index) {
    return leases[index];
  }

  /// Why read `index` failed, or null.
  public IcechunkException failure(int index) {
    return failures[index];
  }

  /// When read `index` was done, in nanoseconds since the batch began.
  public long completedNanos(int index) {
    return completedNanos[index];
  }

  /// How many requests were made of storages.
  public long requests() {
    return requests.get();
  }

  /// How many bytes those requests read, gaps included.
  public long requestedBytes() {
    return requestedBytes.get();
  }

  /// Gives back every lease.
  public void closeLeases() {
    for (int i = 0; i < leases.length; i++) {
      if (leases[i] != null) {
        leases[i].close();
        leases[i] = null;
      }
    }
  }

  /// Forgets everything and gives back every lease.
  void clear() {
    closeLeases();
    Arrays.fill(lengths, 0);
    Arrays.fill(completedNanos, 0);
    Arrays.fill(failures, null);
    requests.set(0);
    requestedBytes.set(0);
  }

  void requested(long bytes) {
    requests.incrementAndGet();
    requestedBytes.addAndGet(bytes);
  }

  void done(int index, long lengthBytes, long nanos) {
    lengths[index] = lengthBytes;
    completedNanos[index] = nanos;
  }

  void leased(int index, SegmentLease lease) {
    leases[index] = lease;
  }

  void failed(int index, IcechunkException failure, long nanos) {
    lengths[index] = FAILED;
    failures[index] = failure;
    completedNanos[index] = nanos;
    if (leases[index] != null) {
      leases[index].close();
      leases[index] = null;
    }
  }
}

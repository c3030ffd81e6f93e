package dev.floe.memory;

import dev.floe.error.StorageException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// The turn of somebody who needs many leases of a pool together, and would have to wait for some
/// of them with others in his hands: as one has it at a time, nobody who waits so holds what
/// another one waits for. Who has it is not served before anybody else, and leases without it are
/// as ever.
///
/// A turn that is not to be had within the pool's patience is gone without. Once a lease was waited
/// for in vain, later ones of the same turn are those that are to be had at once. For one thread,
/// which closes it as soon as it has its leases.
public final class Gathering implements AutoCloseable {
  private final SegmentPool pool;
  private final Semaphore turns;
  private Duration patience;
  private boolean held;

  private Gathering(SegmentPool pool, Semaphore turns, Duration patience, boolean held) {
    this.pool = pool;
    this.turns = turns;
    this.patience = patience;
    this.held = held;
  }

  /// Waits for the turn.
  static Gathering begin(
      SegmentPool pool, Semaphore turns, Duration patience, LongSupplier nanoClock) {
    long start = nanoClock.getAsLong();
    boolean held = turns.tryAcquire();
    try {
      long left = patience.toNanos();
      while (!held && left > 0) {
        held = turns.tryAcquire(left, TimeUnit.NANOSECONDS);
        left = patience.toNanos() - (nanoClock.getAsLong() - start);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new Gathering(pool, turns, patience, held);
  }

  /// Leases like [SegmentPool#lease(long)].
  ///
  /// @throws StorageException if there is no memory in time, or never can be
  public SegmentLease lease(long lengthBytes) {
    try {
      return pool.lease(lengthBytes, patience);
    } catch (StorageException e) {
      patience = Duration.ZERO;
      throw e;
    }
  }

  /// Lets the next one gather. What was leased stays so. Closing it again does nothing.
  @Override
  public void close() {
    if (held) {
      held = false;
      turns.release();
    }
  }
}

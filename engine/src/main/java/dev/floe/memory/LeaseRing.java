package dev.floe.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Closed leases on their way to being used again, first in, first out. A lease rests here until
/// [#QUARANTINE] others were closed after it, so that closing or using it once more is noticed.
///
/// A bounded queue for many producers and consumers: a cell's turn says whose it is.
///
/// ```
/// turn == position               free, for the producer that moves tail from position
/// turn == position + 1           full, for the consumer that moves head from position
/// turn == position + CAPACITY    free again, one lap later
/// ```
final class LeaseRing {
  static final int CAPACITY = 4096;
  static final int QUARANTINE = 1024;

  private static final int MASK = CAPACITY - 1;
  private static final VarHandle TURN = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle HEAD;
  private static final VarHandle TAIL;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      HEAD = lookup.findVarHandle(LeaseRing.class, "head", long.class);
      TAIL = lookup.findVarHandle(LeaseRing.class, "tail", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final SegmentLease[] cells = new SegmentLease[CAPACITY];
  private final long[] turns = new long[CAPACITY];
  private volatile long head;
  private volatile long tail;

  LeaseRing() {
    for (int i = 0; i < CAPACITY; i++) {
      turns[i] = i;
    }
  }

  /// Queues a lease, or forgets it if the ring is full.
  void offer(SegmentLease lease) {
    long position = tail;
    while (true) {
      int cell = (int) position & MASK;
      long turn = (long) TURN.getAcquire(turns, cell);
      if (turn == position) {
        long found = (long) TAIL.compareAndExchange(this, position, position + 1);
        if (found == position) {
          cells[cell] = lease;
          TURN.setRelease(turns, cell, position + 1);
          return;
        }
        position = found;
      } else if (turn < position) {
        return;
      } else {
        position = tail;
      }
    }
  }

  /// The lease that has rested longest, or null if none has rested long enough.
  SegmentLease poll() {
    long position = head;
    while (tail - position > QUARANTINE) {
      int cell = (int) position & MASK;
      long turn = (long) TURN.getAcquire(turns, cell);
      if (turn == position + 1) {
        long found = (long) HEAD.compareAndExchange(this, position, position + 1);
        if (found == position) {
          SegmentLease lease = cells[cell];
          TURN.setRelease(turns, cell, position + CAPACITY);
          return lease;
        }
        position = found;
      } else if (turn <= position) {
        return null; // a producer is not done with the cell
      } else {
        position = head;
      }
    }
    return null;
  }
}

package dev.floe.internal.concurrent;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Admits work up to a total weight (requests, bytes), first come, first served; who has to wait
/// stands in a queue of bounded length. A weight above the capacity is admitted when nothing else
/// is, so that no work is impossible.
///
/// Any thread may call. Whoever acquired a weight releases the same weight, once.
public final class Permits {
  /// Somebody in the queue: a parked thread or a future, never both.
  private static final class Waiter {
    final long weight;
    final Thread thread;
    final CompletableFuture<Void> future;
    volatile boolean admitted;

    Waiter(long weight, Thread thread, CompletableFuture<Void> future) {
      this.weight = weight;
      this.thread = thread;
      this.future = future;
    }
  }

  private final int longestQueue;
  private final LongSupplier nanoClock;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Waiter> queue = new ArrayDeque<>();
  private final ArrayDeque<Waiter> untold = new ArrayDeque<>();
  private boolean telling;
  private long capacity;
  private long admittedWeight;

  public Permits(long capacity, int longestQueue, LongSupplier nanoClock) {
    if (capacity < 1 || longestQueue < 0) {
      throw new IllegalArgumentException(
          "permits: a capacity of " + capacity + ", a queue of " + longestQueue);
    }
    this.capacity = capacity;
    this.longestQueue = longestQueue;
    this.nanoClock = nanoClock;
  }

  /// Admits the caller if there is room and nobody waits.
  public boolean tryAcquire(long weight) {
    lock.lock();
    try {
      return queue.isEmpty() && admit(weight);
    } finally {
      lock.unlock();
    }
  }

  /// Returns once the caller is admitted, after at most `timeout`.
  ///
  /// @throws StorageException if the time or the queue does not suffice (retryable), or the thread
  ///   is interrupted (not retryable; the interrupt status is kept)
  public void acquire(long weight, Duration timeout) {
    // Before the waiter can be seen: whoever sees it and moves the clock finds it counting already.
    long start = nanoClock.getAsLong();
    Waiter waiter = new Waiter(weight, Thread.currentThread(), null);
    if (enter(waiter)) {
      return;
    }
    long timeoutNanos = timeout.toNanos();
    long waited = 0;
    boolean interrupted = false;
    while (!waiter.admitted && waited < timeoutNanos && !interrupted) {
      LockSupport.parkNanos(this, timeoutNanos - waited);
      interrupted = Thread.currentThread().isInterrupted();
      waited = nanoClock.getAsLong() - start;
    }
    if (!waiter.admitted && leave(waiter)) {
      String why = interrupted ? "interrupted" : "not admitted";
      throw failure(weight, why + " after " + waited / 1_000_000 + " ms", interrupted);
    }
  }

  /// A future that completes once the caller is admitted, on the thread that made room. Completing
  /// it from outside (cancelling, a time-out) gives the place up; it fails at once if the queue is
  /// full.
  public CompletableFuture<Void> acquireAsync(long weight) {
    CompletableFuture<Void> future = new CompletableFuture<>();
    Waiter waiter = new Waiter(weight, null, future);
    try {
      if (enter(waiter)) {
        future.complete(null);
        return future;
      }
    } catch (StorageException full) {
      future.completeExceptionally(full);
      return future;
    }
    future.whenComplete((done, failure) -> {
      if (failure != null) {
        leave(waiter);
      }
    });
    return future;
  }

  /// Gives a weight back that was admitted.
  public void release(long weight) {
    lock.lock();
    try {
      if (weight < 0 || weight > admittedWeight) {
        throw new IllegalStateException(
            "release of " + weight + " with " + admittedWeight + " admitted");
      }
      admittedWeight -= weight;
      admitFromQueue();
    } finally {
      lock.unlock();
    }
    tellAdmitted();
  }

  /// Changes the capacity; work that is admitted stays so.
  public void resize(long newCapacity) {
    if (newCapacity < 1) {
      throw new IllegalArgumentException("permits: a capacity of " + newCapacity);
    }
    lock.lock();
    try {
      capacity = newCapacity;
      admitFromQueue();
    } finally {
      lock.unlock();
    }
    tellAdmitted();
  }

  /// The weight that is admitted now.
  public long admittedWeight() {
    lock.lock();
    try {
      return admittedWeight;
    } finally {
      lock.unlock();
    }
  }

  /// How many wait now.
  public int waiters() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  private boolean admit(long weight) {
    if (weight < 0) {
      throw new IllegalArgumentException("permits: a weight of " + weight);
    }
    if (admittedWeight != 0 && weight > capacity - admittedWeight) {
      return false;
    }
    admittedWeight += weight;
    return true;
  }

  /// Admits the waiter at once, or puts it at the end of the queue.
  private boolean enter(Waiter waiter) {
    lock.lock();
    try {
      if (queue.isEmpty() && admit(waiter.weight)) {
        return true;
      }
      if (queue.size() >= longestQueue) {
        throw failure(waiter.weight, queue.size() + " wait already", false);
      }
      queue.add(waiter);
      return false;
    } finally {
      lock.unlock();
    }
  }

  /// Leaves the queue; false if the waiter is no longer in it.
  private boolean leave(Waiter waiter) {
    lock.lock();
    try {
      if (!queue.remove(waiter)) {
        return false;
      }
      admitFromQueue();
    } finally {
      lock.unlock();
    }
    tellAdmitted();
    return true;
  }

  private void admitFromQueue() {
    while (!queue.isEmpty() && admit(queue.peek().weight)) {
      untold.add(queue.remove());
    }
  }

  /// Tells those who were admitted, outside the lock. One thread at a time does it for all: a
  /// future's callback may release permits and so admit others, which must not nest.
  private void tellAdmitted() {
    Waiter waiter = nextUntold(false);
    while (waiter != null) {
      waiter.admitted = true;
      if (waiter.thread != null) {
        LockSupport.unpark(waiter.thread);
      } else if (!waiter.future.complete(null)) {
        release(waiter.weight); // given up by its owner in the last moment
      }
      waiter = nextUntold(true);
    }
  }

  private Waiter nextUntold(boolean teller) {
    lock.lock();
    try {
      if (telling && !teller) {
        return null;
      }
      telling = !untold.isEmpty();
      return untold.poll();
    } finally {
      lock.unlock();
    }
  }

  private static StorageException failure(long weight, String why, boolean interrupted) {
    return new StorageException(
        ErrorKind.STORAGE_OTHER,
        "",
        "permits for " + weight + ": " + why,
        !interrupted,
        interrupted ? new InterruptedException() : null);
  }
}

package dev.floe.internal.concurrent;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// Lets a thread wait for time to pass. A simulation moves its clock instead.
@FunctionalInterface
public interface Sleeper {
  /// Returns once the monotonic clock has reached `deadlineNanos`, at once if it has already.
  ///
  /// @throws InterruptedException if the thread is interrupted before or while it waits
  void sleepUntil(long deadlineNanos) throws InterruptedException;

  /// Waits for a signal, and returns on one or once the monotonic clock has reached
  /// `deadlineNanos`, or earlier: whoever calls looks again at what it waits for. The caller holds
  /// `lock`, to which `signal` belongs.
  ///
  /// @throws InterruptedException if the thread is interrupted before or while it waits
  default void awaitSignal(Lock lock, Condition signal, LongSupplier nanoClock, long deadlineNanos)
      throws InterruptedException {
    signal.awaitNanos(Math.max(1, deadlineNanos - nanoClock.getAsLong()));
  }

  /// Waits for a future, at most until the monotonic clock has reached `deadlineNanos`.
  ///
  /// @return whether the future is done
  /// @throws InterruptedException if the thread is interrupted before or while it waits
  default boolean await(Future<?> future, LongSupplier nanoClock, long deadlineNanos)
      throws InterruptedException {
    try {
      future.get(Math.max(1, deadlineNanos - nanoClock.getAsLong()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | CancellationException e) {
      return true;
    } catch (TimeoutException e) {
      return false;
    }
    return true;
  }

  /// A sleeper that parks its thread, virtual threads included.
  static Sleeper parking(LongSupplier nanoClock) {
    return deadlineNanos -> {
      while (true) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        long left = deadlineNanos - nanoClock.getAsLong();
        if (left <= 0) {
          return;
        }
        LockSupport.parkNanos(left);
      }
    };
  }
}

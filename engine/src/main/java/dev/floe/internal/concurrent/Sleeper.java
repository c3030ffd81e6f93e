package dev.floe.internal.concurrent;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// Lets a thread wait for time to pass. A simulation moves its clock instead.
@FunctionalInterface
public interface Sleeper {
  /// Returns once the monotonic clock has reached `deadlineNanos`, at once if it has already.
  ///
  /// @throws InterruptedException if the thread is interrupted before or while it waits
  void sleepUntil(long deadlineNanos) throws InterruptedException;

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

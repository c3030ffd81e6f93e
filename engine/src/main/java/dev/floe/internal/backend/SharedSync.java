package dev.floe.internal.backend;

import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Puts one thing on stable storage for all who ask for it at once: whoever comes while it is under
/// way may have changed the thing too late for that one, and shares the next one with the others.
///
/// ```
/// a   ask ──[ sync ]
/// b     ask ·······[ sync ]
/// c         ask ·········· done        what b began after c had asked serves both
/// ```
///
/// Any thread may call; who waits cannot be interrupted.
final class SharedSync {
  /// What is done for all.
  @FunctionalInterface
  interface Sync {
    void run() throws IOException;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();

  /// How many were begun, and the number of the last that succeeded, and of the last that failed.
  private long begun;

  private long succeeded;
  private long failed;

  private boolean running;
  private IOException failure;

  /// Returns when one that began after this call has succeeded.
  ///
  /// @throws IOException if it failed
  void sync(Sync sync) throws IOException {
    lock.lock();
    try {
      long needed = begun + 1;
      while (succeeded < needed) {
        if (failed >= needed) {
          throw new IOException(failure.getMessage(), failure);
        }
        if (running) {
          ended.awaitUninterruptibly();
        } else {
          begin(sync);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void begin(Sync sync) throws IOException {
    running = true;
    long number = ++begun;
    IOException thrown = new IOException("it was not finished");
    lock.unlock();
    try {
      sync.run();
      thrown = null;
    } catch (IOException e) {
      thrown = e;
      throw e;
    } finally {
      lock.lock();
      running = false;
      if (thrown == null) {
        succeeded = number;
      } else {
        failed = number;
        failure = thrown;
      }
      ended.signalAll();
    }
  }
}

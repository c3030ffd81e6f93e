package dev.floe.maintenance;

/// How many lanes are at work, for those who wait for them.
final class LanesAtWork {
  private int count;

  synchronized void begin() {
    count++;
  }

  synchronized void end() {
    count--;
    notifyAll();
  }

  /// Waits until none is at work, or for so long; answers whether none is.
  synchronized boolean awaitNone(long millis) throws InterruptedException {
    if (count > 0) {
      wait(millis);
    }
    return count == 0;
  }

  /// Waits until none is at work, interrupted or not.
  synchronized void awaitNone() {
    boolean interrupted = Thread.interrupted();
    while (count > 0) {
      try {
        wait();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

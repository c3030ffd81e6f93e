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

  /// Waits until no more than some are at work, or for so long; answers whether they are no more.
  synchronized boolean await(int most, long millis) throws InterruptedException {
    if (count > most) {
      wait(millis);
    }
    return count <= most;
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

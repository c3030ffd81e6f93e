package dev.floe.internal.commit;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Where others commit to a branch too, commits are not built before the turn at publishing them
/// has come: what is built earlier is mostly on a tip that is none any more.
///
/// ```
/// m1      asks ···········[ build ]··············   on what the publisher saw in its turn
/// m2           asks ······[ build ]··············
/// m3                         asks ························[ build ]
/// publisher      waits ──► look ── copy ──► swap m1 m2 ──► …
/// ```
///
/// Any thread may call; one publishes.
final class BuildGate {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition opened = lock.newCondition();
  private long openings;
  private boolean open;
  private volatile boolean moved;

  /// So many wait to be let in, and so many are in.
  private int outside;

  private int inside;

  /// What whoever waits does meanwhile. One thread, and no lock is held.
  interface Meanwhile {
    /// Whether there is something to be done now.
    boolean isWanted();

    /// Does it, once.
    void run();

    /// Whether there is no use in waiting any more.
    boolean isOver();

    /// The thread was interrupted.
    ///
    /// @return whether it waits no more
    boolean endsByInterrupt();
  }

  /// How the wait ended.
  enum Entry {
    /// Let in.
    ENTERED,
    /// Let in, and others had moved the branch meanwhile.
    MOVED,
    /// Not let in: there was no use in it any more.
    OVER
  }

  /// Waits to be let in. Who was calls [#leave].
  ///
  /// @param first whether the others wait for this one, which is let in at once where it is open
  /// @param asked called before it waits
  Entry enter(boolean first, Runnable asked, Meanwhile meanwhile) throws InterruptedException {
    long seen;
    lock.lock();
    try {
      if (first && open) {
        inside++;
        return entry();
      }
      outside++;
      seen = openings;
    } finally {
      lock.unlock();
    }
    boolean entered = false;
    try {
      asked.run();
      entered = awaitOpening(seen, meanwhile);
      return entered ? entry() : Entry.OVER;
    } finally {
      if (!entered) {
        withdraw(seen);
      }
    }
  }

  private Entry entry() {
    return moved ? Entry.MOVED : Entry.ENTERED;
  }

  private boolean awaitOpening(long seen, Meanwhile meanwhile) throws InterruptedException {
    while (true) {
      boolean wanted = meanwhile.isWanted();
      lock.lock();
      try {
        while (openings == seen && !wanted && !meanwhile.isOver()) {
          await(meanwhile);
          wanted = meanwhile.isWanted();
        }
        if (openings != seen || !wanted) {
          return openings != seen;
        }
      } finally {
        lock.unlock();
      }
      meanwhile.run();
    }
  }

  private void await(Meanwhile meanwhile) throws InterruptedException {
    try {
      opened.await();
    } catch (InterruptedException e) {
      if (meanwhile.endsByInterrupt()) {
        throw e;
      }
    }
  }

  /// Those who wait look again whether there is anything for them to do.
  void look() {
    lock.lock();
    try {
      opened.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void withdraw(long seen) {
    lock.lock();
    try {
      if (openings == seen) {
        outside--;
      } else {
        inside--;
      }
    } finally {
      lock.unlock();
    }
  }

  void leave() {
    lock.lock();
    try {
      inside--;
    } finally {
      lock.unlock();
    }
  }

  /// Somebody is in who did not wait, and calls [#leave].
  void admit() {
    lock.lock();
    try {
      inside++;
    } finally {
      lock.unlock();
    }
  }

  /// Lets those in who wait.
  ///
  /// @param moved whether others moved the branch since something was last heard of it
  void open(boolean moved) {
    lock.lock();
    try {
      this.moved = moved;
      open = true;
      openings++;
      inside += outside;
      outside = 0;
      opened.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Nobody is let in any more.
  void close() {
    lock.lock();
    try {
      open = false;
    } finally {
      lock.unlock();
    }
  }

  /// Whether anybody waits to be let in.
  boolean isWanted() {
    lock.lock();
    try {
      return outside > 0;
    } finally {
      lock.unlock();
    }
  }

  /// Whether nobody is in.
  boolean isEmpty() {
    lock.lock();
    try {
      return inside == 0;
    } finally {
      lock.unlock();
    }
  }
}

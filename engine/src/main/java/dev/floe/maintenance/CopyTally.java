package dev.floe.maintenance;

import dev.floe.storage.ObjectInfo;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// Counts what is there and what has moved, and says when to stop. Any thread counts; the one that
/// made this is told.
final class CopyTally {
  /// How often whoever is told is told of what goes on for long.
  static final long TELL_MILLIS = 200;

  /// The copy was stopped: nobody waits for this object any more.
  static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stopped() {
      super("stopped", null, false, false);
    }
  }

  private final CloneProgress progress;
  private final Thread caller = Thread.currentThread();
  private final LongAdder moved = new LongAdder();
  private volatile boolean stopped;
  private long movedTold;
  private long objects;
  private long bytes;
  private long copied;
  private long told;

  CopyTally(CloneProgress progress) {
    this.progress = progress;
  }

  /// What of one object has moved. It may begin anew in another way: no byte counts twice.
  final class Moved {
    private final AtomicLong most = new AtomicLong();

    /// @param bytesSoFar since its beginning
    void at(long bytesSoFar) {
      long before = most.getAndAccumulate(bytesSoFar, Math::max);
      if (bytesSoFar > before) {
        moved.add(bytesSoFar - before);
      }
    }
  }

  Moved begin() {
    return new Moved();
  }

  synchronized void note(ObjectInfo object, boolean missing) {
    objects++;
    bytes += object.sizeBytes();
    copied += missing ? 1 : 0;
  }

  /// Counts an object that was written in another way, and is not told.
  synchronized void count(long sizeBytes) {
    objects++;
    told++;
    copied++;
    bytes += sizeBytes;
  }

  /// What is under way ends at its next checkpoint.
  void stop() {
    stopped = true;
  }

  /// Where whoever copies may be stopped, with [Stopped]. Tells what is new, on the thread that is
  /// to be told.
  void checkpoint() {
    if (stopped) {
      throw new Stopped();
    }
    tell();
  }

  private void tell() {
    if (Thread.currentThread() != caller) {
      return;
    }
    long moreBytes = moved.sum() - movedTold;
    movedTold += moreBytes;
    long more;
    synchronized (this) {
      more = objects - told;
      told = objects;
    }
    if (moreBytes > 0) {
      progress.bytes(moreBytes);
    }
    if (more > 0) {
      progress.objects(more);
    }
  }

  synchronized long objects() {
    return objects;
  }

  synchronized long bytes() {
    return bytes;
  }

  synchronized long copied() {
    return copied;
  }
}

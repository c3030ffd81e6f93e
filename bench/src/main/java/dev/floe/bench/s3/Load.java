package dev.floe.bench.s3;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Reads that are to be done, handed out one by one to whoever is free, until a number of them is
/// begun or a time is over. Any thread may ask.
final class Load {
  private final int inFlight;
  private final int lengthBytes;
  private final long most;
  private final long endNanos;
  private final AtomicLong begun = new AtomicLong();

  private Load(int inFlight, int lengthBytes, long most, long endNanos) {
    this.inFlight = inFlight;
    this.lengthBytes = lengthBytes;
    this.most = most;
    this.endNanos = endNanos;
  }

  static Load ofReads(int inFlight, int lengthBytes, long reads) {
    return new Load(inFlight, lengthBytes, reads, System.nanoTime() + TimeUnit.HOURS.toNanos(1));
  }

  static Load ofMillis(int inFlight, int lengthBytes, long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    return new Load(inFlight, lengthBytes, Long.MAX_VALUE, end);
  }

  int inFlight() {
    return inFlight;
  }

  int lengthBytes() {
    return lengthBytes;
  }

  /// The offset of the next read, or -1 when there is none.
  long next() {
    if (System.nanoTime() - endNanos >= 0) {
      return -1;
    }
    long number = begun.getAndIncrement();
    return number < most ? number % (S3Object.BYTES / lengthBytes) * lengthBytes : -1;
  }

  /// How many reads were handed out.
  long reads() {
    return Math.min(begun.get(), most);
  }
}

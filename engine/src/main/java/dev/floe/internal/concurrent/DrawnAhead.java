package dev.floe.internal.concurrent;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;

/// Numbers of another generator, drawn by the block: one that is unpredictable has a lock, and asks
/// the system for every number. Any thread may draw; no number is given to two.
final class DrawnAhead implements RandomGenerator {
  private static final int PLACES = 32;
  private static final int NUMBERS = 64;

  /// Numbers that one thread at a time has taken out of their place.
  private static final class Block {
    private final long[] numbers = new long[NUMBERS];
    private int left;

    private long next(RandomGenerator source) {
      if (left == 0) {
        byte[] drawn = new byte[Long.BYTES * NUMBERS];
        source.nextBytes(drawn);
        ByteBuffer.wrap(drawn).asLongBuffer().get(numbers);
        left = NUMBERS;
      }
      long number = numbers[--left];
      numbers[left] = 0;
      return number;
    }
  }

  private final RandomGenerator source;
  private final AtomicReferenceArray<Block> places = new AtomicReferenceArray<>(PLACES);

  /// @param source may be drawn from by any thread
  DrawnAhead(RandomGenerator source) {
    this.source = source;
    for (int i = 0; i < PLACES; i++) {
      places.set(i, new Block());
    }
  }

  @Override
  public long nextLong() {
    int place = (int) Thread.currentThread().threadId() & PLACES - 1;
    Block block = places.getAndSet(place, null);
    if (block == null) {
      return source.nextLong(); // another thread has it
    }
    try {
      return block.next(source);
    } finally {
      places.set(place, block);
    }
  }
}

package dev.floe.internal.read;

import dev.floe.error.IcechunkException;
import dev.floe.format.ChunkId;
import dev.floe.internal.concurrent.Futures;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/// The reads of a batch that are long enough to pay for a system call each: native chunks of a
/// storage with direct reads. Nothing is planned for them, so workers begin while the rest of the
/// batch is still being located.
///
/// One thread adds; workers take what was published, one read at a time. The lane is done when all
/// are added and nobody is at work any more.
final class LongReads {
  /// So many reads make waking a worker worth it.
  private static final int PUBLISHED_TOGETHER = 32;

  private final BatchRead batch;
  private final int mostWorkers;
  private int[] indexes = new int[PUBLISHED_TOGETHER];
  private long[] highs = new long[PUBLISHED_TOGETHER];
  private int[] lows = new int[PUBLISHED_TOGETHER];
  private long[] offsets = new long[PUBLISHED_TOGETHER];
  private int added;

  /// What workers may take; the arrays as they were then hold all of it.
  private volatile Published published = new Published(0, indexes, highs, lows, offsets);

  private final AtomicInteger next = new AtomicInteger();

  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /// Who is at work: the thread that adds, and the workers.
  private final AtomicInteger present = new AtomicInteger(1);

  private record Published(int count, int[] indexes, long[] highs, int[] lows, long[] offsets) {}

  LongReads(BatchRead batch) {
    this.batch = batch;
    this.mostWorkers = batch.engine().limits().workers();
    batch.laneStarted();
  }

  /// Adds the read of a number, from `start` of the located chunk on.
  void add(int index, ChunkCursor chunk, long start) {
    if (added == indexes.length) {
      indexes = Arrays.copyOf(indexes, 2 * added);
      highs = Arrays.copyOf(highs, 2 * added);
      lows = Arrays.copyOf(lows, 2 * added);
      offsets = Arrays.copyOf(offsets, 2 * added);
    }
    indexes[added] = index;
    highs[added] = chunk.high();
    lows[added] = chunk.low();
    offsets[added] = chunk.offset() + start;
    added++;
    if (added - published.count == PUBLISHED_TOGETHER) {
      publish();
      addWorker();
    }
  }

  /// There are no more.
  void allAdded() {
    publish();
    int waiting = Math.min(mostWorkers, added - next.get());
    for (int i = 0; i < waiting; i++) {
      addWorker();
    }
    if (!leave()) {
      work();
    }
  }

  /// Reads what was added, and returns when nobody is at work any more.
  void readAdded() {
    allAdded();
    ended.join();
  }

  private void publish() {
    published = new Published(added, indexes, highs, lows, offsets);
  }

  private void addWorker() {
    if (enter()) {
      try {
        batch.engine().executor().execute(this::work);
      } catch (RejectedExecutionException e) {
        work();
      }
    }
  }

  /// Takes a place, unless all are taken.
  private boolean enter() {
    int now = present.get();
    while (now <= mostWorkers) {
      if (present.compareAndSet(now, now + 1)) {
        return true;
      }
      now = present.get();
    }
    return false;
  }

  private void work() {
    do {
      for (int i = take(); i >= 0; i = take()) {
        read(published, i);
      }
    } while (!leave());
  }

  /// Gives a place back. The last one stays while there is something to do, for it may have been
  /// published after everybody else had looked; then it ends the lane.
  private boolean leave() {
    int now = present.get();
    while (now > 1 || next.get() >= published.count) {
      if (present.compareAndSet(now, now - 1)) {
        if (now == 1) {
          ended.complete(null);
          batch.laneDone();
        }
        return true;
      }
      now = present.get();
    }
    return false;
  }

  private int take() {
    int i = next.get();
    while (i < published.count) {
      if (next.compareAndSet(i, i + 1)) {
        return i;
      }
      i = next.get();
    }
    return -1;
  }

  private void read(Published reads, int i) {
    int index = reads.indexes[i];
    long high = reads.highs[i];
    int low = reads.lows[i];
    MemorySegment destination = batch.destination(index);
    BatchOutcome outcome = batch.outcome();
    try {
      IcechunkException refusal = batch.refusal(() -> new ChunkId(high, low).key());
      if (refusal != null) {
        throw refusal;
      }
      outcome.requested(destination.byteSize());
      batch.engine().objects().read(high, low, reads.offsets[i], destination, outcome.size());
      outcome.done(index, destination.byteSize(), batch.nanos());
    } catch (RuntimeException | Error e) {
      outcome.failed(index, Futures.failure(e), batch.nanos());
    }
  }
}

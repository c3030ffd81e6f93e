package dev.floe.internal.commit;

import dev.floe.format.ChangeSetSize;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/// The [ChunkStripe]s of a table, up to sixteen, which come into being when they are needed. All
/// chunks of a block are in one. Any thread may call; whoever uses a stripe takes its monitor.
final class ChunkStripes {
  private static final int MOST = 1 << SortedChunks.STRIPE_BITS;

  private final int rank;
  private final ChunkMemory memory;
  private final TextDictionary locations;
  private final TextDictionary etags;
  private final AtomicReferenceArray<ChunkStripe> stripes = new AtomicReferenceArray<>(MOST);

  ChunkStripes(int rank, ChunkMemory memory, TextDictionary locations, TextDictionary etags) {
    this.rank = rank;
    this.memory = memory;
    this.locations = locations;
    this.etags = etags;
  }

  private static int number(long block) {
    return (int) (block >>> Long.SIZE - SortedChunks.STRIPE_BITS);
  }

  /// The stripe of a block, or null if it has had no row so far.
  ChunkStripe find(long block) {
    return stripes.get(number(block));
  }

  /// The stripe of a block.
  ChunkStripe of(long block) {
    int number = number(block);
    ChunkStripe stripe = stripes.get(number);
    if (stripe == null) {
      ChunkStripe fresh = new ChunkStripe(rank, memory, locations, etags);
      stripe = stripes.compareAndSet(number, null, fresh) ? fresh : stripes.get(number);
    }
    return stripe;
  }

  /// All of them by number, null where there is none.
  ChunkStripe[] all() {
    ChunkStripe[] all = new ChunkStripe[MOST];
    for (int i = 0; i < MOST; i++) {
      all[i] = stripes.get(i);
    }
    return all;
  }

  /// Does something with one after the other, under its monitor.
  void forEach(Consumer<ChunkStripe> action) {
    for (ChunkStripe stripe : all()) {
      if (stripe != null) {
        synchronized (stripe) {
          action.accept(stripe);
        }
      }
    }
  }

  /// The sum of a number of each.
  long sum(ToLongFunction<ChunkStripe> number) {
    long[] sum = new long[1];
    forEach(stripe -> sum[0] += number.applyAsLong(stripe));
    return sum[0];
  }

  /// What they take, but for native memory and texts.
  ChangeSetSize size() {
    ChangeSetSize[] size = {ChangeSetSize.ZERO};
    forEach(stripe -> size[0] = size[0].plus(stripe.size()));
    return size[0];
  }

  /// Removes the entries that match, and answers how many there were.
  ///
  /// @param chunk is reused
  long removeIf(RecordedChunk chunk, Predicate<RecordedChunk> condition) {
    return sum(stripe -> removeIf(stripe, chunk, condition));
  }

  private static long removeIf(
      ChunkStripe stripe, RecordedChunk chunk, Predicate<RecordedChunk> condition) {
    long removed = 0;
    for (int row = 0; row < stripe.rows().count(); row++) {
      if (!stripe.rows().isRemoved(row)) {
        stripe.rows().read(row, chunk);
        if (condition.test(chunk)) {
          stripe.remove(row);
          removed++;
        }
      }
    }
    return removed;
  }
}

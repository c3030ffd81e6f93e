package dev.floe.internal.commit;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.format.ChangeSetSize;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkPayload;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;

/// A table of rows in pages, in up to sixteen stripes that come into being when they are needed.
/// Threads that record different chunks rarely meet, unless these are neighbours.
final class PagedChunkTable implements ChunkTable {
  /// Nothing was recorded.
  static final int NOTHING = -1;

  private static final int STRIPES = 1 << SortedChunks.STRIPE_BITS;

  private final int rank;
  private final MutationGate gate;
  private final AtomicReferenceArray<ChunkStripe> stripes = new AtomicReferenceArray<>(STRIPES);
  private final ChunkMemory memory;
  private final TextDictionary locations = new TextDictionary();
  private final TextDictionary etags = new TextDictionary();
  private volatile boolean detached;
  private volatile boolean recordedEver;

  /// @param memory of what does not fit a few rows
  PagedChunkTable(int rank, MutationGate gate, ChunkMemory memory, boolean recordedEver) {
    this.rank = rank;
    this.memory = memory;
    this.gate = gate;
    this.recordedEver = recordedEver;
  }

  private static int stripe(long block) {
    return (int) (block >>> Long.SIZE - SortedChunks.STRIPE_BITS);
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public Outcome recordIf(
      int[] indices, int givenRank, Predicate<RecordedChunk> condition, ChunkPayload payload) {
    requireRank(indices, givenRank);
    long block = Neighbours.block(indices, rank);
    ChunkStripe stripe = stripeFor(stripe(block));
    synchronized (stripe) {
      if (detached) {
        return Outcome.DETACHED;
      }
      if (gate.isClosed()) {
        return Outcome.FROZEN;
      }
      if (condition != null && !condition.test(entry(stripe, indices, block))) {
        return Outcome.REFUSED;
      }
      if (!recordedEver) {
        recordedEver = true;
      }
      return stripe.record(indices, block, payload) ? Outcome.ADDED : Outcome.REPLACED;
    }
  }

  private void requireRank(int[] indices, int givenRank) {
    if (givenRank != rank) {
      throw new InvalidInputException(
          ErrorKind.INVALID_CHUNK_INDEX,
          "chunk "
              + ChunkIndices.ofUnsigned(indices, givenRank)
              + ": expected "
              + rank
              + " coordinates, found "
              + givenRank);
    }
  }

  /// Records the next chunks of a run, as many as are in one block, and answers how many entries
  /// are new; [#NOTHING] if none was recorded, because the table is detached or the set frozen.
  int recordBlock(VirtualRun run) {
    requireRank(run.indices(), run.indices().length);
    long block = Neighbours.block(run.indices(), rank);
    ChunkStripe stripe = stripeFor(stripe(block));
    synchronized (stripe) {
      if (detached || gate.isClosed()) {
        return NOTHING;
      }
      if (!recordedEver) {
        recordedEver = true;
      }
      return stripe.record(run, run.together(), block);
    }
  }

  /// Records while the change set is frozen, by whoever froze it; answers whether the entry is new.
  boolean recordFrozen(int[] indices, ChunkPayload payload) {
    long block = Neighbours.block(indices, rank);
    ChunkStripe stripe = stripeFor(stripe(block));
    synchronized (stripe) {
      recordedEver = true;
      return stripe.record(indices, block, payload);
    }
  }

  private static RecordedChunk entry(ChunkStripe stripe, int[] indices, long block) {
    int row = stripe.find(indices, block);
    if (row < 0 || stripe.rows().isRemoved(row)) {
      return null;
    }
    RecordedChunk chunk = new RecordedChunk();
    stripe.rows().read(row, chunk);
    return chunk;
  }

  private ChunkStripe stripeFor(int number) {
    ChunkStripe stripe = stripes.get(number);
    if (stripe == null) {
      ChunkStripe fresh = new ChunkStripe(rank, memory, locations, etags);
      stripe = stripes.compareAndSet(number, null, fresh) ? fresh : stripes.get(number);
    }
    return stripe;
  }

  @Override
  public boolean find(int[] indices, int givenRank, RecordedChunk into) {
    if (givenRank != rank) {
      return false;
    }
    long block = Neighbours.block(indices, rank);
    ChunkStripe stripe = stripes.get(stripe(block));
    if (stripe == null) {
      return false;
    }
    synchronized (stripe) {
      int row = stripe.find(indices, block);
      if (row < 0 || stripe.rows().isRemoved(row)) {
        return false;
      }
      stripe.rows().read(row, into);
      return true;
    }
  }

  @Override
  public long size() {
    long size = 0;
    for (int i = 0; i < STRIPES; i++) {
      ChunkStripe stripe = stripes.get(i);
      if (stripe != null) {
        synchronized (stripe) {
          size += stripe.live();
        }
      }
    }
    return size;
  }

  /// How often something was recorded.
  long records() {
    long records = 0;
    for (int i = 0; i < STRIPES; i++) {
      ChunkStripe stripe = stripes.get(i);
      if (stripe != null) {
        synchronized (stripe) {
          records += stripe.records();
        }
      }
    }
    return records;
  }

  /// What the table takes, but for native memory.
  ChangeSetSize heapSize() {
    ChangeSetSize size =
        new ChangeSetSize(
            0, 0, locations.count(), locations.totalBytes(), etags.count(), etags.totalBytes(), 0);
    for (int i = 0; i < STRIPES; i++) {
      ChunkStripe stripe = stripes.get(i);
      if (stripe != null) {
        synchronized (stripe) {
          size = size.plus(stripe.size());
        }
      }
    }
    return size;
  }

  @Override
  public long removeIf(Predicate<RecordedChunk> condition) {
    RecordedChunk chunk = new RecordedChunk();
    long removed = 0;
    for (int i = 0; i < STRIPES; i++) {
      ChunkStripe stripe = stripes.get(i);
      if (stripe != null) {
        synchronized (stripe) {
          removed += removeIf(stripe, chunk, condition);
        }
      }
    }
    return removed;
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

  @Override
  public SortedChunks sorted() {
    ChunkStripe[] all = new ChunkStripe[STRIPES];
    for (int i = 0; i < STRIPES; i++) {
      all[i] = stripes.get(i);
    }
    return SortedChunks.of(rank, all);
  }

  /// Whether there ever was an entry.
  boolean recordedEver() {
    return recordedEver;
  }

  /// Waits until no mutation is inside the table; those that come later see what was set before.
  void fence() {
    for (int i = 0; i < STRIPES; i++) {
      ChunkStripe stripe = stripes.get(i);
      if (stripe != null) {
        synchronized (stripe) {
          continue;
        }
      }
    }
  }

  /// Cuts the table off: whatever is recorded from now on is refused.
  void detach() {
    detached = true;
    fence();
  }
}

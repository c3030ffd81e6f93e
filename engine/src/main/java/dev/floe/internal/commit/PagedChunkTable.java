package dev.floe.internal.commit;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.format.ChangeSetSize;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkPayload;
import java.util.function.Predicate;

/// A table of rows in pages, in [ChunkStripes]: threads that record different chunks rarely meet,
/// unless these are neighbours. Virtual chunks recorded together are [ChunkSpans] instead, and a
/// chunk is either there or in a row.
final class PagedChunkTable implements ChunkTable {
  /// Nothing was recorded.
  static final int NOTHING = -1;

  private final int rank;
  private final MutationGate gate;
  private final TextDictionary locations = new TextDictionary();
  private final TextDictionary etags = new TextDictionary();
  private final ChunkStripes stripes;
  private final ChunkSpans spans;

  /// Whether there may be spans: all that is recorded goes through their monitor from then on.
  private volatile boolean spanning;

  private volatile boolean detached;
  private volatile boolean recordedEver;

  /// @param memory of what does not fit a few rows
  PagedChunkTable(int rank, MutationGate gate, ChunkMemory memory, boolean recordedEver) {
    this.rank = rank;
    this.stripes = new ChunkStripes(rank, memory, locations, etags);
    this.spans = new ChunkSpans(rank, memory, locations, etags);
    this.gate = gate;
    this.recordedEver = recordedEver;
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
    ChunkStripe stripe = stripes.of(block);
    synchronized (stripe) {
      if (!spanning) {
        return recordRow(stripe, indices, block, condition, payload);
      }
    }
    synchronized (spans) {
      synchronized (stripe) {
        Outcome outcome = recordRow(stripe, indices, block, condition, payload);
        if (outcome != Outcome.ADDED && outcome != Outcome.REPLACED) {
          return outcome;
        }
        spans.rowsWithin(indices, indices);
        return spans.remove(indices) ? Outcome.REPLACED : outcome;
      }
    }
  }

  /// Whoever calls holds the stripe, and the spans if there may be any.
  private Outcome recordRow(
      ChunkStripe stripe,
      int[] indices,
      long block,
      Predicate<RecordedChunk> condition,
      ChunkPayload payload) {
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

  /// Records the next chunks of a run, those that make a span or as many as are in one block, and
  /// answers how many entries are new; [#NOTHING] if none was recorded, because the table is
  /// detached or the set frozen.
  int recordBlock(VirtualRun run) {
    requireRank(run.indices(), run.indices().length);
    int alike = run.alike();
    int unlike = alike > 0 ? 0 : run.unlike();
    if (alike + unlike == 0 && !spanning) {
      return recordRows(run);
    }
    beginSpans();
    synchronized (spans) {
      if (detached || gate.isClosed()) {
        return NOTHING;
      }
      int added = spans.record(run, alike, unlike);
      if (added == NOTHING) {
        return recordRowsOver(run);
      }
      recordedEver = true;
      return added;
    }
  }

  private int recordRows(VirtualRun run) {
    long block = Neighbours.block(run.indices(), rank);
    ChunkStripe stripe = stripes.of(block);
    synchronized (stripe) {
      if (!spanning) {
        if (detached || gate.isClosed()) {
          return NOTHING;
        }
        if (!recordedEver) {
          recordedEver = true;
        }
        return stripe.record(run, run.together(), block);
      }
    }
    synchronized (spans) {
      return detached || gate.isClosed() ? NOTHING : recordRowsOver(run);
    }
  }

  /// Records the next chunks of a run that are in one block in rows; whoever calls holds the spans.
  private int recordRowsOver(VirtualRun run) {
    int[] first = run.indices();
    int count = run.together();
    int[] last = first.clone();
    if (count > 1) {
      last[run.axis()] += count - 1;
    }
    spans.rowsWithin(first, last);
    int replaced = spans.mayHold(first, last) ? takenOut(run.copy(), count) : 0;
    long block = Neighbours.block(first, rank);
    ChunkStripe stripe = stripes.of(block);
    synchronized (stripe) {
      recordedEver = true;
      return stripe.record(run, count, block) - replaced;
    }
  }

  /// Takes the next chunks of a run out of spans, and answers how many were in one.
  private int takenOut(VirtualRun run, int count) {
    int taken = 0;
    for (int i = 0; i < count; i++) {
      taken += spans.remove(run.indices()) ? 1 : 0;
      run.advance();
    }
    return taken;
  }

  /// Whatever is recorded later goes through the monitor of the spans.
  private void beginSpans() {
    if (spanning) {
      return;
    }
    synchronized (spans) {
      if (spanning) {
        return;
      }
      spanning = true;
      int[] indices = new int[rank];
      stripes.forEach(stripe -> {
        for (int row = 0; row < stripe.rows().count(); row++) {
          stripe.rows().indices(row, indices);
          spans.rowsWithin(indices, indices);
        }
      });
    }
  }

  /// Records while the change set is frozen, by whoever froze it; answers whether the entry is new.
  boolean recordFrozen(int[] indices, ChunkPayload payload) {
    long block = Neighbours.block(indices, rank);
    ChunkStripe stripe = stripes.of(block);
    synchronized (spans) {
      synchronized (stripe) {
        recordedEver = true;
        spans.rowsWithin(indices, indices);
        boolean added = stripe.record(indices, block, payload);
        return !spans.remove(indices) && added;
      }
    }
  }

  private RecordedChunk entry(ChunkStripe stripe, int[] indices, long block) {
    RecordedSpan span = spanning ? spans.find(indices) : null;
    if (span != null) {
      RecordedChunk chunk = new RecordedChunk();
      span.read(span.placeOf(indices), chunk, locations, etags);
      return chunk;
    }
    int row = stripe.find(indices, block);
    if (row < 0 || stripe.rows().isRemoved(row)) {
      return null;
    }
    RecordedChunk chunk = new RecordedChunk();
    stripe.rows().read(row, chunk);
    return chunk;
  }

  @Override
  public boolean find(int[] indices, int givenRank, RecordedChunk into) {
    if (givenRank != rank) {
      return false;
    }
    if (spanning && findInSpan(indices, into)) {
      return true;
    }
    long block = Neighbours.block(indices, rank);
    ChunkStripe stripe = stripes.find(block);
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

  private boolean findInSpan(int[] indices, RecordedChunk into) {
    synchronized (spans) {
      RecordedSpan span = spans.find(indices);
      if (span != null) {
        span.read(span.placeOf(indices), into, locations, etags);
      }
      return span != null;
    }
  }

  @Override
  public long size() {
    synchronized (spans) {
      return spans.chunks() + stripes.sum(ChunkStripe::live);
    }
  }

  /// How often something was recorded.
  long records() {
    synchronized (spans) {
      return spans.records() + stripes.sum(ChunkStripe::records);
    }
  }

  /// What the table takes, but for native memory.
  ChangeSetSize heapSize() {
    ChangeSetSize texts =
        new ChangeSetSize(
            0, 0, locations.count(), locations.totalBytes(), etags.count(), etags.totalBytes(), 0);
    synchronized (spans) {
      return texts
          .plus(new ChangeSetSize(spans.chunks(), spans.heapBytes(), 0, 0, 0, 0, 0))
          .plus(stripes.size());
    }
  }

  @Override
  public long removeIf(Predicate<RecordedChunk> condition) {
    RecordedChunk chunk = new RecordedChunk();
    return removeFromSpans(chunk, condition) + stripes.removeIf(chunk, condition);
  }

  private long removeFromSpans(RecordedChunk chunk, Predicate<RecordedChunk> condition) {
    long removed = 0;
    synchronized (spans) {
      for (RecordedSpan span : spans.all()) {
        Positions places = new Positions();
        for (int place = 0; place < span.count(); place++) {
          span.read(place, chunk, locations, etags);
          if (condition.test(chunk)) {
            places.add(place);
          }
        }
        spans.remove(span, places);
        removed += places.size();
      }
    }
    return removed;
  }

  @Override
  public SortedChunks sorted() {
    synchronized (spans) {
      return SortedChunks.of(rank, stripes.all(), spans.all(), locations, etags);
    }
  }

  /// Whether there ever was an entry.
  boolean recordedEver() {
    return recordedEver;
  }

  /// Waits until no mutation is inside the table; those that come later see what was set before.
  void fence() {
    synchronized (spans) {
      // Whoever records into them is inside.
    }
    stripes.forEach(stripe -> {
      // So is whoever records into a stripe.
    });
  }

  /// Cuts the table off: whatever is recorded from now on is refused.
  void detach() {
    detached = true;
    fence();
  }
}

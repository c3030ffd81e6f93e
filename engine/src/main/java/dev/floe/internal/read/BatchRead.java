package dev.floe.internal.read;

import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.InvalidInputException;
import dev.floe.error.StorageException;
import dev.floe.format.ByteRange;
import dev.floe.format.Checksum;
import dev.floe.format.ChunkId;
import dev.floe.internal.concurrent.Futures;
import dev.floe.internal.concurrent.Sharing;
import dev.floe.internal.read.ReadPlanner.Request;
import dev.floe.internal.read.ReadPlanner.Wanted;
import dev.floe.memory.Gathering;
import dev.floe.memory.SegmentLease;
import dev.floe.storage.Purpose;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/// One batch of reads on its way: located on the caller's thread, planned, then fetched by workers
/// (storages with direct reads) or by asynchronous requests (others), until every read has its
/// outcome. The future completes only when nothing writes to a destination any more; cancelling it
/// stops what has not begun.
///
/// A batch leases all the memory of its results before it fetches. Where the pool runs short in the
/// middle of it, two batches could each hold what the other one waits for: so the batch gives back
/// what it has, and begins again as the only one that waits with leases in its hands.
public final class BatchRead {
  /// A foreign or native object that several reads of the batch want.
  ///
  /// @param foreignKey its key in a foreign storage, or null
  /// @param chunkId the id of a native object, or null
  record Source(Storage storage, String foreignKey, Optional<Checksum> guard, ChunkId chunkId) {
    /// The key, which direct reads of native objects do not need.
    String key() {
      return chunkId == null ? foreignKey : chunkId.key();
    }
  }

  /// A future whose cancellation waits for what is under way.
  private final class Completion<R> extends CompletableFuture<R> {
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      stopped = true;
      return !isDone();
    }

    private void finish(Function<BatchOutcome, R> results) {
      if (stopped) {
        releaseLeases();
        super.cancel(false);
      } else {
        complete(results.apply(outcome));
      }
    }
  }

  private final ReadEngine engine;
  private final PendingChunks pending;
  private final long startNanos;
  private final long deadlineNanos;
  private final BatchItems items;
  private final BatchOutcome outcome;
  private final MemorySegment[] destinations;
  private Runnable whenAllDone = () -> {};
  private final Map<Object, Integer> sourceNumbers = new HashMap<>();
  private final List<Source> sources = new ArrayList<>();
  private final List<Wanted> direct = new ArrayList<>();
  private final List<Wanted> asynchronous = new ArrayList<>();
  private final AtomicInteger lanes = new AtomicInteger(1);
  private LongReads longReads;
  private volatile boolean stopped;

  /// @param timeoutNanos after which no request is started; 0 for none
  private BatchRead(ReadEngine engine, PendingChunks pending, BatchItems items, long timeoutNanos) {
    this.engine = engine;
    this.pending = pending;
    this.startNanos = engine.nanoClock().getAsLong();
    this.deadlineNanos = timeoutNanos == 0 ? Long.MAX_VALUE : timeoutNanos;
    this.items = items;
    this.outcome = new BatchOutcome(items.size());
    this.destinations = new MemorySegment[items.size()];
  }

  /// Reads a batch. What can be answered without a request is answered before this returns.
  ///
  /// @param results makes the caller's view of the outcome
  public static <R> CompletableFuture<R> start(
      ReadEngine engine,
      PendingChunks pending,
      BatchItems items,
      long timeoutNanos,
      Function<BatchOutcome, R> results) {
    BatchRead batch = new BatchRead(engine, pending, items, timeoutNanos);
    Completion<R> completion = batch.new Completion<R>();
    batch.whenAllDone = () -> completion.finish(results);
    batch.run();
    return completion;
  }

  private void run() {
    if (!locateAll(length -> engine.pool().tryLease(length).orElse(null))) {
      beginAgain();
      try (Gathering gathering = engine.pool().gather()) {
        locateAll(gathering::lease);
      }
    }
    fetch();
  }

  /// Locates every read, and answers what needs no request.
  ///
  /// @param leases leases so many bytes, or answers null: then the rest is not located
  /// @return whether there was memory for all
  private boolean locateAll(LongFunction<SegmentLease> leases) {
    ChunkCursor cursor = new ChunkCursor();
    for (int i = 0; i < items.size(); i++) {
      try {
        if (!locate(i, cursor, leases)) {
          return false;
        }
      } catch (RuntimeException e) {
        outcome.failed(i, Futures.failure(e), nanos());
      } finally {
        cursor.clear();
      }
    }
    return true;
  }

  /// Gives everything back, when nothing of it is written to any more.
  private void beginAgain() {
    if (longReads != null) {
      longReads.readAdded();
      longReads = null;
    }
    outcome.clear();
    Arrays.fill(destinations, null);
    direct.clear();
    asynchronous.clear();
  }

  ReadEngine engine() {
    return engine;
  }

  BatchOutcome outcome() {
    return outcome;
  }

  Source source(int number) {
    return sources.get(number);
  }

  int sourceCount() {
    return sources.size();
  }

  MemorySegment destination(int index) {
    return destinations[index];
  }

  /// What a request for some reads is for: a chunk if it is one of which they are, an array if they
  /// have that in common.
  Optional<Purpose> purpose(List<Wanted> reads) {
    Optional<Purpose> common = Optional.of(items.purpose(reads.getFirst().index()));
    for (Wanted read : reads.subList(1, reads.size())) {
      common = common.flatMap(items.purpose(read.index())::and);
    }
    return common;
  }

  /// Nanoseconds since the batch began.
  long nanos() {
    return engine.nanoClock().getAsLong() - startNanos;
  }

  private boolean locate(int index, ChunkCursor cursor, LongFunction<SegmentLease> leases) {
    items.locate(index, cursor);
    if (cursor.kind() == ChunkCursor.Kind.ABSENT) {
      outcome.done(index, BatchOutcome.ABSENT, nanos());
      return true;
    }
    ByteRange range = items.range(index);
    long start = range.start(cursor.lengthBytes());
    long length = range.end(cursor.lengthBytes()) - start;
    if (items.destination(index) == null
        && cursor.kind() == ChunkCursor.Kind.NATIVE
        && length > 0) {
      SegmentLease lent = engine.lend(cursor, start, length);
      if (lent != null) {
        outcome.leased(index, lent);
        outcome.done(index, length, nanos());
        return true;
      }
    }
    MemorySegment destination = destination(index, length, leases);
    if (destination == null) {
      return false;
    }
    answer(index, cursor, start, destination);
    return true;
  }

  /// Answers a located read from memory, or adds it to those that need a request.
  private void answer(int index, ChunkCursor cursor, long start, MemorySegment destination) {
    long length = destination.byteSize();
    if (length == 0) {
      outcome.done(index, 0, nanos());
    } else if (cursor.kind() == ChunkCursor.Kind.INLINE) {
      MemorySegment.copy(cursor.bytes(), cursor.offset() + start, destination, 0, length);
      outcome.done(index, length, nanos());
    } else if (cursor.kind() == ChunkCursor.Kind.NATIVE
        && pending.copyTo(cursor.high(), cursor.low(), cursor.offset() + start, destination)) {
      outcome.done(index, length, nanos());
    } else if (isHeld(cursor, start, destination)) {
      outcome.done(index, length, nanos());
    } else if (isLong(cursor, length)) {
      longReads().add(index, cursor, start);
    } else {
      int source = sourceNumber(cursor);
      Wanted wanted = new Wanted(source, cursor.offset() + start, length, index);
      boolean isDirect = sources.get(source).storage().directReads().isPresent();
      (isDirect ? direct : asynchronous).add(wanted);
    }
  }

  private boolean isLong(ChunkCursor cursor, long lengthBytes) {
    return engine.objects() != null
        && cursor.kind() == ChunkCursor.Kind.NATIVE
        && lengthBytes > ReadCost.OWN_CALL_BYTES;
  }

  private LongReads longReads() {
    if (longReads == null) {
      longReads = new LongReads(this);
    }
    return longReads;
  }

  private boolean isHeld(ChunkCursor cursor, long start, MemorySegment destination) {
    return cursor.kind() == ChunkCursor.Kind.NATIVE
        && engine.objects() == null
        && engine.chunkCache().keeps(destination.byteSize())
        && engine
            .chunkCache()
            .fillIfHeld(
                new ChunkId(cursor.high(), cursor.low()), cursor.offset() + start, destination);
  }

  /// Where the bytes of a read go; null if there is no memory for them.
  private MemorySegment destination(int index, long length, LongFunction<SegmentLease> leases) {
    MemorySegment given = items.destination(index);
    if (given == null) {
      SegmentLease lease = leases.apply(length);
      if (lease == null) {
        return null;
      }
      outcome.leased(index, lease);
      given = lease.segment();
    } else if (given.byteSize() < length) {
      throw new InvalidInputException(
          ErrorKind.INVALID_BYTE_RANGE,
          "destination: expected room for " + length + " bytes, found " + given.byteSize());
    }
    if (!Sharing.isShared(given)) {
      throw new InvalidInputException(
          ErrorKind.INVALID_BYTE_RANGE,
          "destination: expected memory that any thread may use, found a confined arena's");
    }
    destinations[index] = given.byteSize() == length ? given : given.asSlice(0, length);
    return destinations[index];
  }

  private int sourceNumber(ChunkCursor cursor) {
    if (cursor.kind() == ChunkCursor.Kind.NATIVE) {
      ChunkId id = new ChunkId(cursor.high(), cursor.low());
      Integer known = sourceNumbers.putIfAbsent(id, sources.size());
      return known != null ? known : add(new Source(engine.storage(), null, Optional.empty(), id));
    }
    record Foreign(String location, Optional<Checksum> guard) {}
    Foreign foreign = new Foreign(cursor.location(), cursor.checksum());
    Integer known = sourceNumbers.get(foreign);
    if (known == null) {
      VirtualSources.Source found = engine.virtualSources().resolve(foreign.location);
      known = add(new Source(found.storage(), found.key(), foreign.guard, null));
      sourceNumbers.put(foreign, known);
    }
    return known;
  }

  private int add(Source source) {
    sources.add(source);
    return sources.size() - 1;
  }

  private void fetch() {
    if (longReads != null) {
      longReads.allAdded();
    }
    if (!direct.isEmpty()) {
      List<Request> requests = ReadPlanner.plan(direct, ReadCost.LOCAL);
      new DirectFetch(this, requests).start();
    }
    if (!asynchronous.isEmpty()) {
      List<Request> requests = ReadPlanner.plan(asynchronous, ReadCost.OBJECT_STORE);
      new AsyncFetch(this, requests).start();
    }
    laneDone();
  }

  /// A way of fetching begins; the batch is not complete before it ends.
  void laneStarted() {
    lanes.incrementAndGet();
  }

  /// A way of fetching has ended, and nothing of it touches a destination any more.
  void laneDone() {
    if (lanes.decrementAndGet() == 0) {
      whenAllDone.run();
    }
  }

  private void releaseLeases() {
    IcechunkException cancelled =
        new StorageException(ErrorKind.STORAGE_OTHER, "", "the batch was cancelled");
    for (int i = 0; i < outcome.size(); i++) {
      if (outcome.lease(i) != null) {
        outcome.failed(i, cancelled, nanos());
      }
    }
  }

  /// Whether a request may still begin; if not, its reads are failed.
  boolean mayStart(Request request) {
    IcechunkException refusal = refusal(source(request.source())::key);
    if (refusal != null) {
      fail(request, refusal);
    }
    return refusal == null;
  }

  /// Why no request may begin any more, or null.
  IcechunkException refusal(Supplier<String> key) {
    if (stopped) {
      return new StorageException(ErrorKind.STORAGE_OTHER, "", "the batch was cancelled");
    }
    if (deadlineNanos == Long.MAX_VALUE || nanos() <= deadlineNanos) {
      return null;
    }
    return new StorageException(
        ErrorKind.STORAGE_OTHER,
        key.get(),
        key.get() + ": not begun before the deadline of the batch, " + deadlineNanos + " ns");
  }

  /// All reads of a request have their bytes.
  void done(Request request) {
    long now = nanos();
    for (Wanted read : request.reads()) {
      outcome.done(read.index(), read.lengthBytes(), now);
    }
  }

  /// A merged request has landed in `merged`: each read gets its part.
  void scatter(Request request, MemorySegment merged) {
    for (Wanted read : request.reads()) {
      MemorySegment.copy(
          merged,
          read.offset() - request.offset(),
          destination(read.index()),
          0,
          read.lengthBytes());
    }
  }

  /// All reads of a request failed.
  void fail(Request request, Throwable thrown) {
    IcechunkException failure = Futures.failure(thrown);
    for (Wanted read : request.reads()) {
      outcome.failed(read.index(), failure, nanos());
    }
  }
}

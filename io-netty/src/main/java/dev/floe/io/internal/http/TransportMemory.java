package dev.floe.io.internal.http;

import dev.floe.error.StorageException;
import dev.floe.internal.concurrent.Permits;
import dev.floe.memory.SegmentPool;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/// The memory that attempts need beside their callers': what TLS makes of bytes, copies of what
/// lies in the heap, heads of answers. It counts against the limit of a pool, as the memory does
/// that bodies land in: an attempt begins when there is room for the most that it can need.
///
/// ```
/// pool   |── leased ──|── idle ──|── reserved here ──|        ≤ limit
///                                |loops|── attempts ─|
/// ```
///
/// Some room is reserved from the beginning and never given up: callers who have leased the whole
/// pool wait for just these attempts. More is reserved as long as the pool has any to spare; if it
/// had none in the beginning, one attempt at a time goes on all the same. All clients that are used
/// on the terms of one pool share this; it ends with the last of them. Any thread may call; nothing
/// waits but the first reservation, for a moment.
final class TransportMemory implements AutoCloseable {
  /// What an attempt holds whose bytes land where they belong.
  private static final long PLAIN_BYTES = 8 << 10;

  /// A record of TLS that has come in part, and one that nobody has taken yet.
  private static final long TLS_BYTES = 64 << 10;

  /// What a loop has in its hands while it reads: a buffer full, and what TLS makes of it.
  private static final long LOOP_BYTES = 1 << 20;

  private static final long LEAST_BYTES = 4 << 20;
  private static final long MOST_BYTES = 64 << 20;
  private static final long STEP_BYTES = 1 << 20;
  private static final int LONGEST_QUEUE = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final Map<SegmentPool, TransportMemory> OF_POOLS = new IdentityHashMap<>();

  private final SegmentPool pool;
  private final SegmentPool.Reservation reservation;
  private final long loopBytes;
  private final long leastBytes;
  private final long mostBytes;
  private final Permits permits;

  /// Guarded by the lock of all.
  private int shares;

  private boolean closed;

  private TransportMemory(SegmentPool pool, int loops, LongSupplier nanoClock) {
    long limit = pool.statistics().limitBytes();
    this.pool = pool;
    this.loopBytes = Math.min(loops * LOOP_BYTES, limit / 16);
    this.leastBytes = loopBytes + Math.min(LEAST_BYTES, limit / 16);
    this.mostBytes = Math.max(leastBytes, Math.min(MOST_BYTES, limit / 4));
    this.reservation = reserved(pool, leastBytes);
    this.permits = new Permits(capacity(reservedBytes()), LONGEST_QUEUE, nanoClock);
  }

  private static SegmentPool.Reservation reserved(SegmentPool pool, long bytes) {
    try {
      return pool.reserve(bytes, PATIENCE);
    } catch (StorageException e) {
      return pool.reserve(0);
    }
  }

  private long capacity(long bytes) {
    return Math.max(1, bytes - loopBytes);
  }

  /// The memory of a pool's clients; each closes it once.
  ///
  /// @param loops how many event loops serve them
  static TransportMemory of(SegmentPool pool, int loops, LongSupplier nanoClock) {
    synchronized (OF_POOLS) {
      TransportMemory memory =
          OF_POOLS.computeIfAbsent(pool, own -> new TransportMemory(own, loops, nanoClock));
      memory.shares++;
      return memory;
    }
  }

  /// The most that an attempt needs.
  static long neededFor(HttpRequest request) {
    boolean tls = request.origin().tls();
    MemorySegment body = request.body().orElse(MemorySegment.NULL);
    long pieces = Math.min(body.byteSize(), (long) SentBody.MOST_COPIED_BYTES);
    long copied = body.isNative() ? 0 : pieces;
    return (tls ? TLS_BYTES + pieces : PLAIN_BYTES) + copied;
  }

  /// Completes when there is room; whoever asked gives it back. Completing it from outside gives
  /// the place up.
  CompletableFuture<Void> admit(long bytes) {
    grow(permits.admittedWeight() + bytes);
    return permits.acquireAsync(bytes);
  }

  void release(long bytes) {
    permits.release(bytes);
    shrink();
  }

  /// How much of the pool is reserved now.
  long reservedBytes() {
    return reservation.lengthBytes();
  }

  private synchronized void grow(long attemptBytes) {
    long wanted = Math.clamp(rounded(loopBytes + attemptBytes), leastBytes, mostBytes);
    if (!closed && wanted > reservedBytes() && reservation.tryResize(wanted)) {
      permits.resize(capacity(wanted));
    }
  }

  /// Gives up what has not been needed for a while: nobody is admitted to it before it goes.
  private synchronized void shrink() {
    long before = reservedBytes();
    long admitted = permits.admittedWeight();
    if (closed || before <= leastBytes || admitted >= capacity(before) / 4) {
      return;
    }
    long enough = Math.max(leastBytes, rounded(loopBytes + 2 * admitted));
    permits.resize(capacity(enough));
    if (permits.admittedWeight() > capacity(enough) || !reservation.tryResize(enough)) {
      permits.resize(capacity(before));
    }
  }

  private static long rounded(long bytes) {
    return Math.ceilDiv(bytes, STEP_BYTES) * STEP_BYTES;
  }

  @Override
  public void close() {
    synchronized (OF_POOLS) {
      if (--shares > 0) {
        return;
      }
      OF_POOLS.remove(pool);
    }
    synchronized (this) {
      closed = true;
      reservation.close();
    }
  }
}

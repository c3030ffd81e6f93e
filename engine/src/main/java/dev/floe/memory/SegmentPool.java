package dev.floe.memory;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/// Owns native memory under one hard limit and leases it out; whoever makes a pool closes it, after
/// everything that uses it.
///
/// Leases up to 16 MiB come from slabs of equal slots (at most a quarter larger than asked for),
/// larger ones from regions of their own; both are kept and reused. Memory that is held counts
/// against the limit whether it is leased or idle, together with all reservations; idle memory is
/// given up as soon as somebody else needs the room. Leasing a length that was leased before costs
/// neither lock nor heap allocation.
///
/// When nothing is free callers wait, first come, first served, in a queue of bounded length and up
/// to a deadline; a small request waits behind a large one, so that large ones are not starved. Who
/// waits in vain gets a retryable [dev.floe.error.StorageException] of kind `storage-other`.
///
/// Any thread may call any method. Waiting parks the thread, virtual threads included; it ends
/// early when the thread is interrupted, with a `StorageException` that is not retryable and the
/// interrupt status kept.
public final class SegmentPool implements AutoCloseable {
  private static final Duration LONGEST_TIMEOUT = Duration.ofDays(365);

  private final Options options;
  private final Allocator allocator;
  private final LeaseChecks checks;
  private final LongSupplier nanoClock;
  private final LeaseRing rested = new LeaseRing();
  private final Semaphore gatherers = new Semaphore(1, true);

  /// Makes a pool. No memory is taken until the first lease.
  ///
  /// @param nanoClock a monotonic clock in nanoseconds, asked only when somebody has to wait
  public SegmentPool(Options options, LongSupplier nanoClock) {
    this(options, nanoClock, null);
  }

  /// A pool that takes what earlier pools left in `spares`, and leaves there what it gives up; null
  /// for none.
  SegmentPool(Options options, LongSupplier nanoClock, Spares spares) {
    this.options = options;
    this.checks = options.checked() ? new LeaseChecks() : null;
    this.nanoClock = Objects.requireNonNull(nanoClock, "nanoClock");
    this.allocator = new Allocator(options, nanoClock, checks, checks == null ? spares : null);
  }

  /// One of many pools that a process makes and closes in turn: what it gives up is kept for the
  /// next one of this kind, as memory of the system's has to be cleared before it can be written
  /// to. At most 256 MiB and an eighth of the largest heap are kept by the process, and the system
  /// may take them back when memory is short. Checked pools keep nothing.
  public static SegmentPool inTurn(Options options, LongSupplier nanoClock) {
    return new SegmentPool(options, nanoClock, Spares.OF_PROCESS);
  }

  /// A checked pool, for tests; see [Options#checked()].
  public static SegmentPool checked(long limitBytes, LongSupplier nanoClock) {
    return new SegmentPool(Options.limitedTo(limitBytes).withChecks(), nanoClock);
  }

  /// Leases memory of exactly `lengthBytes` bytes, at least 64-byte aligned and of undefined
  /// content, waiting for it up to [Options#patience()]. The caller closes the lease.
  ///
  /// @throws dev.floe.error.StorageException if there is none in time, or never can be
  public SegmentLease lease(long lengthBytes) {
    return lease(lengthBytes, options.patience());
  }

  /// Leases memory like [#lease(long)], waiting for it up to `timeout`.
  ///
  /// @throws dev.floe.error.StorageException if there is none in time, or never can be
  public SegmentLease lease(long lengthBytes, Duration timeout) {
    return open(take(lengthBytes, Math.max(1, saturatedNanos(timeout))), lengthBytes);
  }

  /// Leases memory like [#lease(long)] if it is to be had without waiting and nobody else waits.
  public Optional<SegmentLease> tryLease(long lengthBytes) {
    Block block = take(lengthBytes, 0);
    return block == null ? Optional.empty() : Optional.of(open(block, lengthBytes));
  }

  /// Waits for the turn to lease many segments that are needed together, where [#tryLease] did not
  /// give them all. The caller holds no lease of the same purpose while it waits.
  public Gathering gather() {
    return Gathering.begin(this, gatherers, options.patience(), nanoClock);
  }

  /// A lease on memory that belongs to somebody else, such as a mapped file. It takes nothing from
  /// the limit.
  ///
  /// @param onRelease run once, by whoever closes the last lease on the memory
  public SegmentLease adopt(MemorySegment memory, Runnable onRelease) {
    return open(new AdoptedBlock(memory, onRelease), memory.byteSize());
  }

  /// Counts `lengthBytes` of memory from elsewhere against the limit, waiting for room up to
  /// [Options#patience()]. The caller closes the reservation when that memory is gone.
  ///
  /// @throws dev.floe.error.StorageException if there is no room in time, or never can be
  public Reservation reserve(long lengthBytes) {
    return reserve(lengthBytes, options.patience());
  }

  /// Reserves like [#reserve(long)], waiting up to `timeout`.
  ///
  /// @throws dev.floe.error.StorageException if there is no room in time, or never can be
  public Reservation reserve(long lengthBytes, Duration timeout) {
    checkLength(lengthBytes);
    allocator.takeShare(lengthBytes, Math.max(1, saturatedNanos(timeout)));
    return new Reservation(allocator, checks, lengthBytes);
  }

  /// Reserves like [#reserve(long)] if there is room without waiting and nobody else waits.
  public Optional<Reservation> tryReserve(long lengthBytes) {
    checkLength(lengthBytes);
    return allocator.takeShare(lengthBytes, 0)
        ? Optional.of(new Reservation(allocator, checks, lengthBytes))
        : Optional.empty();
  }

  /// Closes idle memory, for services that have gone quiet.
  public void trim() {
    allocator.trim();
  }

  /// What the pool holds at this moment.
  public Statistics statistics() {
    return allocator.statistics();
  }

  /// Refuses further leases, fails those who wait, and frees what is idle at once and what is still
  /// leased as its leases are closed. Closing a closed pool does nothing.
  ///
  /// @throws IllegalStateException if the pool is checked and leases or reservations are open, or
  ///   memory was written after its release
  @Override
  public void close() {
    allocator.close();
    if (checks != null) {
      IllegalStateException problems = checks.finish();
      if (problems != null) {
        throw problems;
      }
    }
  }

  private Block take(long lengthBytes, long timeoutNanos) {
    checkLength(lengthBytes);
    if (checks != null) {
      Demand demand = new Demand.OfRegion(SizeClasses.weightBytes(lengthBytes), false);
      return allocator.take(demand, timeoutNanos);
    }
    if (lengthBytes > SizeClasses.LARGEST_BYTES) {
      Demand demand = new Demand.OfRegion(SizeClasses.weightBytes(lengthBytes), true);
      return allocator.take(demand, timeoutNanos);
    }
    int sizeClass = SizeClasses.index(lengthBytes);
    Block free = allocator.takeFree(sizeClass);
    return free != null ? free : allocator.take(new Demand.OfSlot(sizeClass), timeoutNanos);
  }

  private SegmentLease open(Block block, long lengthBytes) {
    block.hold();
    return open(block, block.view(lengthBytes));
  }

  /// A lease on a block that counts it as a holder already.
  SegmentLease open(Block block, MemorySegment view) {
    if (checks != null) {
      LeaseChecks.Trace trace = checks.opened();
      SegmentLease lease = new SegmentLease(this);
      lease.begin(block, checks.scoped(view, trace), trace);
      return lease;
    }
    SegmentLease lease = rested.poll();
    if (lease == null) {
      lease = new SegmentLease(this);
    }
    lease.begin(block, view, null);
    return lease;
  }

  /// The lease is closed and no longer refers to its block.
  void closed(SegmentLease lease, Block block) {
    if (checks != null) {
      checks.closed(lease.trace());
      block.release();
    } else {
      block.release();
      rested.offer(lease);
    }
  }

  private static void checkLength(long lengthBytes) {
    if (lengthBytes < 0) {
      throw new InvalidInputException(
          ErrorKind.NOT_ALLOWED, "a length of " + lengthBytes + " bytes");
    }
  }

  private static long saturatedNanos(Duration timeout) {
    return timeout.compareTo(LONGEST_TIMEOUT) < 0 ? timeout.toNanos() : LONGEST_TIMEOUT.toNanos();
  }

  /// How a pool behaves.
  ///
  /// @param limitBytes the hard limit of everything the pool holds and counts
  /// @param patience how long callers wait that do not say
  /// @param longestQueue how many callers may wait at once; one more fails at once
  /// @param checked whether the pool watches its callers
  /// @param listener told of shortage
  public record Options(
      long limitBytes,
      Duration patience,
      int longestQueue,
      boolean checked,
      PressureListener listener) {
    public Options {
      if (limitBytes <= 0 || longestQueue < 0 || patience.isNegative()) {
        throw new InvalidInputException(
            ErrorKind.NOT_ALLOWED,
            "segment pool: a limit of "
                + limitBytes
                + " bytes, a queue of "
                + longestQueue
                + " and a patience of "
                + patience);
      }
      Objects.requireNonNull(listener, "listener");
    }

    /// A limit, with 30 seconds of patience, a queue of 4,096, no checks and no listener.
    public static Options limitedTo(long limitBytes) {
      return new Options(
          limitBytes, Duration.ofSeconds(30), 4096, false, new PressureListener() {});
    }

    /// The same with another patience.
    public Options withPatience(Duration newPatience) {
      return new Options(limitBytes, newPatience, longestQueue, checked, listener);
    }

    /// The same with another bound on the queue.
    public Options withLongestQueue(int newLongestQueue) {
      return new Options(limitBytes, patience, newLongestQueue, checked, listener);
    }

    /// The same with checks, for tests: slow, and strict. Every lease has a scope of its own that
    /// ends with it, so that late use throws; a second close throws, always; memory is filled with
    /// 0xA5 when leased and 0xDB when released, and late writes to the latter are noticed; closing
    /// the pool throws if anything is open, with the stacks that leased it as suppressed
    /// exceptions.
    public Options withChecks() {
      return new Options(limitBytes, patience, longestQueue, true, listener);
    }

    /// The same with another listener.
    public Options withListener(PressureListener newListener) {
      return new Options(limitBytes, patience, longestQueue, checked, newListener);
    }
  }

  /// Told of shortage by the threads that suffer it; never under a lock. Must not throw.
  public interface PressureListener {
    /// Somebody is about to wait for `neededBytes`. Caches may close leases and reservations here.
    default void onShortage(long neededBytes) {}

    /// Somebody waited for `neededBytes`.
    ///
    /// @param waitedNanos how long
    /// @param served whether the wait was worth it
    default void onWaited(long neededBytes, long waitedNanos, boolean served) {}
  }

  /// What a pool holds.
  ///
  /// @param limitBytes the hard limit
  /// @param committedBytes what counts against it now: leased, idle and reserved
  /// @param peakBytes the most that ever counted
  /// @param leasedBytes what is leased, in slots and regions as large as they are
  /// @param reservedBytes what is reserved
  /// @param waiters how many callers wait
  public record Statistics(
      long limitBytes,
      long committedBytes,
      long peakBytes,
      long leasedBytes,
      long reservedBytes,
      int waiters) {}

  /// Room in a pool for memory from elsewhere; its holder closes it when that memory is gone.
  /// Closing it again does nothing.
  public static final class Reservation implements AutoCloseable {
    private final Allocator allocator;
    private final LeaseChecks checks;
    private final LeaseChecks.Trace trace;
    private long lengthBytes;

    private Reservation(Allocator allocator, LeaseChecks checks, long lengthBytes) {
      this.allocator = allocator;
      this.checks = checks;
      this.trace = checks == null ? null : checks.opened();
      this.lengthBytes = lengthBytes;
    }

    /// How much is reserved.
    public synchronized long lengthBytes() {
      return lengthBytes;
    }

    /// Grows or shrinks the reservation without waiting. Growing may fail, and then changes
    /// nothing.
    public synchronized boolean tryResize(long newLengthBytes) {
      checkLength(newLengthBytes);
      long more = newLengthBytes - lengthBytes;
      if (more > 0 && !allocator.takeShare(more, 0)) {
        return false;
      }
      if (more < 0) {
        allocator.returnShare(-more);
      }
      lengthBytes = newLengthBytes;
      return true;
    }

    @Override
    public synchronized void close() {
      allocator.returnShare(lengthBytes);
      lengthBytes = 0;
      if (checks != null) {
        checks.closed(trace);
      }
    }
  }
}

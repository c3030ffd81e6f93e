package dev.floe.bench;

import dev.floe.memory.SegmentLease;
import dev.floe.memory.SegmentPool;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/// Leasing and closing, beside allocating the same memory.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class PoolBench {
  private static final long LENGTH_BYTES = 64 << 10;
  private static final long LARGE_BYTES = 20 << 20;

  private SegmentPool pool;
  private SegmentLease held;

  @Setup
  public void open() {
    pool = new SegmentPool(SegmentPool.Options.limitedTo(256 << 20), System::nanoTime);
    held = pool.lease(LENGTH_BYTES);
    Gate.equal("bytes leased", LENGTH_BYTES, lease());
    Gate.equal("bytes leased at once", LARGE_BYTES, leaseLargerThanSlots());
    Gate.equal("bytes shared", LENGTH_BYTES, share());
    Gate.equal("bytes of a slice", 4096L, slice());
  }

  @TearDown
  public void close() {
    held.close();
    pool.close();
  }

  @Benchmark
  public long lease() {
    try (SegmentLease lease = pool.lease(LENGTH_BYTES)) {
      return lease.segment().byteSize();
    }
  }

  @Benchmark
  @Threads(2)
  public long leaseOnTwoThreads() {
    try (SegmentLease lease = pool.lease(LENGTH_BYTES)) {
      return lease.segment().byteSize();
    }
  }

  @Benchmark
  public long leaseLargerThanSlots() {
    try (SegmentLease lease = pool.lease(LARGE_BYTES)) {
      return lease.segment().byteSize();
    }
  }

  @Benchmark
  public long share() {
    try (SegmentLease same = held.share()) {
      return same.segment().byteSize();
    }
  }

  @Benchmark
  public long slice() {
    try (SegmentLease part = held.slice(4096, 4096)) {
      return part.segment().byteSize();
    }
  }

  @Benchmark
  public long floorConfinedArena() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(LENGTH_BYTES);
      return segment.byteSize();
    }
  }

  @Benchmark
  public long floorSharedArena() {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment segment = arena.allocate(LENGTH_BYTES);
      return segment.byteSize();
    }
  }
}

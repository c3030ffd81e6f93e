package dev.floe.memory;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// The ownership of a piece of memory: whoever holds the lease closes it, once, from any thread.
/// Until then [#segment()] may be read and written by any thread; afterwards it must not be
/// touched.
///
/// Several leases may share one piece of memory ([#share()], [#slice(long, long)]); each is closed
/// on its own, in any order, and the memory goes back with the last.
///
/// Lease objects are reused, so a lease that was closed must be forgotten. Closing it again or
/// using it later throws `IllegalStateException`; on an unchecked pool only as long as the object
/// rests between two uses, which is for the next thousand leases at least.
public final class SegmentLease implements AutoCloseable {
  private static final VarHandle SEGMENT;

  static {
    try {
      SEGMENT =
          MethodHandles.lookup().findVarHandle(SegmentLease.class, "segment", MemorySegment.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final SegmentPool pool;
  private Block block;

  /// Null while the lease is closed.
  private MemorySegment segment;

  /// Null unless the pool is checked.
  private LeaseChecks.Trace trace;

  SegmentLease(SegmentPool pool) {
    this.pool = pool;
  }

  void begin(Block leased, MemorySegment view, LeaseChecks.Trace leaseTrace) {
    block = leased;
    segment = view;
    trace = leaseTrace;
  }

  LeaseChecks.Trace trace() {
    return trace;
  }

  /// The memory, exactly as long as it was asked for. Its content is undefined until written.
  ///
  /// @throws IllegalStateException if the lease is closed
  public MemorySegment segment() {
    MemorySegment current = segment;
    if (current == null) {
      throw closed("used after it was closed");
    }
    return current;
  }

  /// The length of the memory in bytes.
  ///
  /// @throws IllegalStateException if the lease is closed
  public long lengthBytes() {
    return segment().byteSize();
  }

  /// Another lease on the same memory, to be closed on its own.
  ///
  /// @throws IllegalStateException if the lease is closed
  public SegmentLease share() {
    return derive(segment());
  }

  /// Another lease on a part of the memory, to be closed on its own.
  ///
  /// @throws IllegalStateException if the lease is closed
  /// @throws IndexOutOfBoundsException if the part is not inside the memory
  public SegmentLease slice(long offset, long lengthBytes) {
    return derive(segment().asSlice(offset, lengthBytes));
  }

  private SegmentLease derive(MemorySegment view) {
    Block shared = block;
    shared.share();
    return pool.open(shared, view);
  }

  /// Gives the memory back.
  ///
  /// @throws IllegalStateException if the lease is closed already
  @Override
  public void close() {
    if (SEGMENT.getAndSet(this, null) == null) {
      throw closed("closed twice");
    }
    Block held = block;
    block = null;
    pool.closed(this, held);
  }

  private IllegalStateException closed(String what) {
    IllegalStateException problem = new IllegalStateException("a lease was " + what);
    if (trace != null) {
      trace.explain(problem);
    }
    return problem;
  }
}

package dev.floe.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What a checked pool watches: every lease has a scope of its own, so that late use throws; memory
/// is poisoned when it is released and kept for a while, so that late writes show; and every open
/// lease and reservation knows the stack that made it.
final class LeaseChecks {
  /// What new memory is filled with, so that nobody relies on zeros.
  static final byte UNWRITTEN = (byte) 0xA5;

  /// What released memory is filled with.
  static final byte POISON = (byte) 0xDB;

  private static final int RETIRED_REGIONS = 64;
  private static final long RETIRED_BYTES = 16L << 20;

  /// Where a lease or reservation was made, and the scope of its view. Identity matters, not value.
  static final class Trace {
    private final Throwable where = new Throwable("leased here");
    private volatile Arena scope;
    private volatile Throwable closedWhere;

    /// Adds what is known to the report of a misuse.
    void explain(Throwable problem) {
      problem.addSuppressed(where);
      if (closedWhere != null) {
        problem.addSuppressed(closedWhere);
      }
    }
  }

  private record Retired(Region region, Trace trace) {}

  private final Set<Trace> open = ConcurrentHashMap.newKeySet();
  private final ArrayDeque<Retired> retired = new ArrayDeque<>();
  private final List<Trace> lateWrites = new ArrayList<>();
  private long retiredBytes;

  Trace trace() {
    return new Trace();
  }

  Trace opened() {
    Trace trace = new Trace();
    open.add(trace);
    return trace;
  }

  /// The same memory in a scope that ends with the lease.
  @SuppressWarnings("restricted") // the memory outlives the scope: the lease holds its block
  MemorySegment scoped(MemorySegment memory, Trace trace) {
    if (!memory.isNative()) {
      return memory;
    }
    Arena scope = Arena.ofShared();
    trace.scope = scope;
    return memory.reinterpret(scope, null);
  }

  void closed(Trace trace) {
    if (open.remove(trace)) {
      trace.closedWhere = new Throwable("closed here");
      endScope(trace);
    }
  }

  private static void endScope(Trace trace) {
    Arena scope = trace.scope;
    if (scope != null) {
      scope.close();
    }
  }

  /// Takes over memory that nobody may touch any more.
  synchronized void retire(Region region, Trace trace) {
    region.memory().fill(POISON);
    retired.add(new Retired(region, trace));
    retiredBytes += region.lengthBytes();
    while (retired.size() > RETIRED_REGIONS || retiredBytes > RETIRED_BYTES) {
      inspect(retired.remove());
    }
  }

  private void inspect(Retired old) {
    MemorySegment memory = old.region().memory();
    long length = memory.byteSize();
    boolean intact =
        memory.get(ValueLayout.JAVA_BYTE, 0) == POISON
            && memory.asSlice(1).mismatch(memory.asSlice(0, length - 1)) < 0;
    if (!intact) {
      lateWrites.add(old.trace());
    }
    retiredBytes -= length;
    old.region().close();
  }

  /// Ends all scopes and reports what is still open or was written late; null if nothing.
  synchronized IllegalStateException finish() {
    while (!retired.isEmpty()) {
      inspect(retired.remove());
    }
    List<Trace> leaks = new ArrayList<>();
    for (Iterator<Trace> traces = open.iterator(); traces.hasNext(); ) {
      Trace leak = traces.next();
      traces.remove();
      leaks.add(leak);
      endScope(leak);
    }
    if (leaks.isEmpty() && lateWrites.isEmpty()) {
      return null;
    }
    IllegalStateException report =
        new IllegalStateException(
            "the pool was closed with "
                + leaks.size()
                + " leases or reservations open and "
                + lateWrites.size()
                + " blocks of memory written after their release; made where the suppressed"
                + " exceptions say");
    leaks.forEach(trace -> report.addSuppressed(trace.where));
    lateWrites.forEach(trace -> report.addSuppressed(trace.where));
    return report;
  }
}

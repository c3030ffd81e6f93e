package dev.floe.memory;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Memory that one or more leases share; it goes back where it came from with the last of them.
abstract class Block {
  private static final VarHandle HOLDERS;

  static {
    try {
      HOLDERS = MethodHandles.lookup().findVarHandle(Block.class, "holders", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // through HOLDERS
  private volatile int holders;

  /// The first `lengthBytes` bytes.
  abstract MemorySegment view(long lengthBytes);

  /// Called once, by whoever released the block last.
  abstract void free();

  /// Gives the block its first holder, before any other thread can see it.
  final void hold() {
    HOLDERS.set(this, 1);
  }

  /// Adds a holder; the caller holds a live lease on the block.
  final void share() {
    int seen;
    do {
      seen = (int) HOLDERS.getVolatile(this);
      if (seen <= 0) {
        throw new IllegalStateException("the lease was closed while it was being shared");
      }
    } while (!HOLDERS.compareAndSet(this, seen, seen + 1));
  }

  final void release() {
    // A sole holder needs no atomic step: sharing takes a live lease, and this was the only one.
    if ((int) HOLDERS.getAcquire(this) == 1 || (int) HOLDERS.getAndAdd(this, -1) == 1) {
      free();
    }
  }
}

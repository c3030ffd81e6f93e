package dev.floe.internal.asset;

import dev.floe.memory.SegmentPool;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;
import java.util.function.LongFunction;

/// A file as it will be stored, in leased memory that [#close] gives back.
public final class EncodedFile implements AutoCloseable {
  private final LeaseSlot slot;
  private final MemorySegment bytes;

  private EncodedFile(LeaseSlot slot, MemorySegment bytes) {
    this.slot = slot;
    this.bytes = bytes;
  }

  /// What `encoder` makes, given an allocator.
  static EncodedFile of(
      SegmentPool pool, Function<LongFunction<MemorySegment>, MemorySegment> encoder) {
    LeaseSlot slot = new LeaseSlot(pool);
    try {
      return new EncodedFile(slot, encoder.apply(slot::allocate));
    } catch (RuntimeException | Error e) {
      slot.close();
      throw e;
    }
  }

  /// The bytes of the file, all of them.
  public MemorySegment bytes() {
    return bytes;
  }

  @Override
  public void close() {
    slot.close();
  }
}

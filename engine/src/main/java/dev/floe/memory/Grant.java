package dev.floe.memory;

/// What the pool answers a demand with.
sealed interface Grant {
  /// A slot, taken.
  record OfSlot(Slab.Slot slot) implements Grant {}

  /// A region to use, or to carve if a slot was asked for.
  record OfRegion(Region region) implements Grant {}

  /// A share of the limit, committed: for a reservation, or to allocate a region of this size.
  record OfShare(long lengthBytes) implements Grant {}

  /// Nothing any more: the pool was closed.
  record Closed() implements Grant {}
}

package dev.floe.memory;

/// What a caller of the pool asks for.
sealed interface Demand {
  /// How much of the limit it takes at least.
  long leastBytes();

  /// One slot of a size class.
  record OfSlot(int sizeClass) implements Demand {
    @Override
    public long leastBytes() {
      return SizeClasses.bytes(sizeClass);
    }
  }

  /// A whole region; a used one will do if `reuse`.
  record OfRegion(long leastBytes, boolean reuse) implements Demand {}

  /// A share of the limit without memory.
  record OfShare(long leastBytes) implements Demand {}
}

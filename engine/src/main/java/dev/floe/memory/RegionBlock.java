package dev.floe.memory;

import java.lang.foreign.MemorySegment;

/// A whole region, for one lease larger than the largest slot.
final class RegionBlock extends Block {
  private final Allocator allocator;
  private final Region region;

  RegionBlock(Allocator allocator, Region region) {
    this.allocator = allocator;
    this.region = region;
  }

  @Override
  MemorySegment view(long lengthBytes) {
    return region.memory().asSlice(0, lengthBytes);
  }

  @Override
  void free() {
    allocator.returned(region, true);
  }
}

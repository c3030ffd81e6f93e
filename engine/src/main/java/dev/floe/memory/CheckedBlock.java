package dev.floe.memory;

import java.lang.foreign.MemorySegment;

/// The memory of one lease of a checked pool: an arena of its own, and poison when it is released.
final class CheckedBlock extends Block {
  private final Allocator allocator;
  private final LeaseChecks checks;
  private final Region region;
  private final LeaseChecks.Trace trace;

  CheckedBlock(Allocator allocator, Region region, LeaseChecks checks) {
    this.allocator = allocator;
    this.checks = checks;
    this.region = region;
    this.trace = checks.trace();
    region.memory().fill(LeaseChecks.UNWRITTEN);
  }

  @Override
  MemorySegment view(long lengthBytes) {
    return region.memory().asSlice(0, lengthBytes);
  }

  @Override
  void free() {
    checks.retire(region, trace);
    allocator.returned(region, false);
  }
}

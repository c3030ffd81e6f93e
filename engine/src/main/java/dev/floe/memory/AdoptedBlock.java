package dev.floe.memory;

import java.lang.foreign.MemorySegment;

/// Memory that belongs to somebody else, who is told when the last lease on it is closed.
final class AdoptedBlock extends Block {
  private final MemorySegment memory;
  private final Runnable onRelease;

  AdoptedBlock(MemorySegment memory, Runnable onRelease) {
    this.memory = memory;
    this.onRelease = onRelease;
  }

  @Override
  MemorySegment view(long lengthBytes) {
    return memory;
  }

  @Override
  void free() {
    onRelease.run();
  }
}

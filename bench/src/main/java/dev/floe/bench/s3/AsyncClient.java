package dev.floe.bench.s3;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;

/// A client whose reads are futures. As many as are in flight each have a slot of the destinations.
abstract class AsyncClient implements RangeClient {
  private final MemorySegment destinations;

  AsyncClient(MemorySegment destinations) {
    this.destinations = destinations;
  }

  /// Begins to read as many bytes as there is room for.
  abstract CompletableFuture<?> get(MemorySegment into, long offset);

  private MemorySegment slot(int slot, int lengthBytes) {
    return destinations.asSlice((long) slot * lengthBytes, lengthBytes);
  }

  @Override
  public final void run(Load load) {
    Lanes.run(load, (slot, offset, lengthBytes) -> get(slot(slot, lengthBytes), offset));
  }

  @Override
  public final MemorySegment read(long offset, int lengthBytes) {
    MemorySegment into = slot(0, lengthBytes);
    get(into, offset).join();
    return into;
  }
}

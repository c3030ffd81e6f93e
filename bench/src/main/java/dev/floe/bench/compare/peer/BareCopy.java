package dev.floe.bench.compare.peer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ExecutionException;

/// A chunk copied again and again, each time to a place of its own, which is the least that who
/// keeps chunks without taking the caller's memory can do. The memory is there before.
final class BareCopy implements Work {
  /// As many bytes as the sets of a round keep at most.
  private static final long KEPT_BYTES = 32 << 20;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment chunk;
  private final MemorySegment kept;
  private final Tasks tasks;
  private final String sum;

  private BareCopy(Parameters with) {
    chunk = arena.allocate(with.number("bytes"), 4096);
    Content.fill(chunk, 7);
    kept = arena.allocate(Math.max(KEPT_BYTES, chunk.byteSize()), 4096).fill((byte) 1);
    tasks = new Tasks(with);
    sum = with.text("chunks");
  }

  /// There is none where the memory itself is handed over.
  static Work chunks(Parameters with) {
    return with.is("handed", "yes") || with.is("inline", "yes") ? null : new BareCopy(with);
  }

  @Override
  public String sum() {
    return sum;
  }

  @Override
  public Answer run(long repetitions) throws InterruptedException, ExecutionException {
    long places = kept.byteSize() / chunk.byteSize();
    long took = tasks.run(repetitions, i -> copy(i % places));
    Content.expect(kept, chunk.byteSize(), 7, chunk.byteSize());
    return Answer.of(repetitions, took);
  }

  private void copy(long place) {
    MemorySegment.copy(chunk, 0, kept, place * chunk.byteSize(), chunk.byteSize());
  }

  @Override
  public void close() {
    tasks.close();
    arena.close();
  }
}

package dev.floe.bench.compare.peer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A chunk copied again and again, each time to a place of its own, which is the least that who
/// keeps chunks without taking the caller's memory can do. The memory is there before.
final class BareCopy implements Work {
  /// As many bytes as the sets of a round keep at most.
  private static final long KEPT_BYTES = 32 << 20;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment chunk;
  private final MemorySegment kept;
  private final int tasks;
  private final ExecutorService threads;
  private final String sum;

  private BareCopy(Parameters with) {
    chunk = arena.allocate(with.number("bytes"), 4096);
    Content.fill(chunk, 7);
    kept = arena.allocate(Math.max(KEPT_BYTES, chunk.byteSize()), 4096).fill((byte) 1);
    tasks = with.count("tasks");
    threads = Executors.newFixedThreadPool(tasks);
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
    long start = System.nanoTime();
    List<Future<?>> running = new ArrayList<>();
    for (int task = 1; task < tasks; task++) {
      int first = task;
      running.add(threads.submit(() -> copy(repetitions, first)));
    }
    copy(repetitions, 0);
    for (Future<?> done : running) {
      done.get();
    }
    long took = System.nanoTime() - start;
    Content.expect(kept, chunk.byteSize(), 7, chunk.byteSize());
    return Answer.of(repetitions, took);
  }

  private void copy(long repetitions, int first) {
    long places = kept.byteSize() / chunk.byteSize();
    for (long i = first; i < repetitions; i += tasks) {
      MemorySegment.copy(chunk, 0, kept, i % places * chunk.byteSize(), chunk.byteSize());
    }
  }

  @Override
  public void close() {
    threads.close();
    arena.close();
  }
}

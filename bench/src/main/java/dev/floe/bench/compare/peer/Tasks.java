package dev.floe.bench.compare.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;

/// Repetitions of one piece of work, dealt out in turn to as many threads as a case has tasks. A
/// single task is the caller's own. Owns the threads.
final class Tasks implements AutoCloseable {
  private final int count;
  private final ExecutorService threads;

  Tasks(Parameters with) {
    count = with.count("tasks");
    threads =
        with.is("threads", "virtual")
            ? Executors.newVirtualThreadPerTaskExecutor()
            : Executors.newFixedThreadPool(count);
  }

  /// Does all repetitions; answers how long they took, in nanoseconds.
  ///
  /// @param work is told the number of the repetition, from 0
  long run(long repetitions, LongConsumer work) throws InterruptedException, ExecutionException {
    long start = System.nanoTime();
    if (count == 1) {
      share(repetitions, 0, work);
    } else {
      together(repetitions, work);
    }
    return System.nanoTime() - start;
  }

  private void together(long repetitions, LongConsumer work)
      throws InterruptedException, ExecutionException {
    List<Future<?>> running = new ArrayList<>();
    for (int task = 0; task < count; task++) {
      int first = task;
      running.add(threads.submit(() -> share(repetitions, first, work)));
    }
    for (Future<?> done : running) {
      done.get();
    }
  }

  private void share(long repetitions, int first, LongConsumer work) {
    for (long i = first; i < repetitions; i += count) {
      work.accept(i);
    }
  }

  @Override
  public void close() {
    threads.close();
  }
}

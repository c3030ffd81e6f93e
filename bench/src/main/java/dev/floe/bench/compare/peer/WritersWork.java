package dev.floe.bench.compare.peer;

import dev.floe.CommitOptions;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.bench.Chunks;
import dev.floe.conflict.ConflictDetector;
import dev.floe.error.IcechunkException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Threads of one process that commit disjoint chunks, each over what the others committed. With a
/// common handle, or handles of one engine, those that wait share a swap; with an engine of its own
/// each rebases.
final class WritersWork implements Work {
  private static final CommitOptions REBASING = CommitOptions.rebaseWith(new ConflictDetector());

  private final Parameters with;
  private final int tasks;
  private final int commits;

  WritersWork(Parameters with) {
    this.with = with;
    tasks = with.count("tasks");
    commits = with.count("commits");
  }

  @Override
  public String sum() {
    return Integer.toString(tasks * commits);
  }

  /// Commits chunks from one on; how many were acknowledged.
  static long commit(Repository repository, long from, long count) {
    long acknowledged = 0;
    for (long chunk = from; chunk < from + count; chunk++) {
      Session session = repository.writableSession("main");
      session.store().set(Content.key(chunk), Content.of(chunk, 4));
      try {
        session.commit("one", REBASING);
        acknowledged++;
      } catch (IcechunkException refused) {
        refused.printStackTrace();
      }
    }
    return acknowledged;
  }

  static void array(Repository repository, long chunks) {
    repository.transaction(
        "main", "array", store -> store.set("a/zarr.json", Chunks.array(chunks, 4)));
  }

  @Override
  public Answer run(long repetitions) throws IOException, InterruptedException, ExecutionException {
    try (Home home = new Home(with);
        Repository shared = home.create()) {
      array(shared, (long) tasks * commits);
      List<Repository> handles = new ArrayList<>();
      for (int task = 0; task < tasks; task++) {
        handles.add(handle(home, shared));
      }
      long start = System.nanoTime();
      long acknowledged = together(handles);
      long took = System.nanoTime() - start;
      handles.stream().filter(handle -> handle != shared).forEach(Repository::close);
      long present = home.present();
      return new Answer(present, Math.max(0, acknowledged - present), took, Map.of(), Map.of());
    }
  }

  private Repository handle(Home home, Repository shared) {
    return switch (with.text("handles")) {
      case "own-engines" -> home.openAnew();
      case "own-handles" -> home.open();
      default -> shared;
    };
  }

  private long together(List<Repository> handles) throws InterruptedException, ExecutionException {
    long acknowledged = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> running = new ArrayList<>();
      for (int task = 0; task < tasks; task++) {
        Repository handle = handles.get(task);
        long from = (long) task * commits;
        running.add(threads.submit(() -> commit(handle, from, commits)));
      }
      for (Future<Long> done : running) {
        acknowledged += done.get();
      }
    }
    return acknowledged;
  }

  @Override
  public void close() {}
}

package dev.floe.internal.backend;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The threads that wait for disks. There are few, they start when they are needed and go when they
/// are not. Work that they do not take, because too much waits or they are closed, is done by
/// whoever brings it.
///
/// Platform threads: a system call holds its carrier anyway.
final class LocalThreads implements Executor {
  private static final int THREADS = 16;
  private static final int WAITING = 1024;
  private static final long IDLE_SECONDS = 5;

  private final ThreadPoolExecutor pool;

  LocalThreads() {
    pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("floe-files-", 0).factory(),
            (work, _) -> work.run());
    pool.allowCoreThreadTimeOut(true);
  }

  @Override
  public void execute(Runnable work) {
    pool.execute(work);
  }

  /// Lets what was begun or waits be finished.
  void close() {
    pool.shutdown();
  }
}

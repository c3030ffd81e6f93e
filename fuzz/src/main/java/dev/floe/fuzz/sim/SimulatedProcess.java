package dev.floe.fuzz.sim;

import dev.floe.internal.concurrent.Sleeper;
import dev.floe.internal.concurrent.Sources;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// A process in a simulation: its clock, its chance, its threads, and whether it lives. What a dead
/// one still does reaches nobody: requests fail, and waits end at once.
final class SimulatedProcess {
  /// When simulated time begins.
  static final Instant EPOCH = Instant.parse("2030-01-01T00:00:00Z");

  private final Scheduler scheduler;
  private final String name;
  private final int writer;
  private final SimulatedClock clock;
  private final RandomGenerator random;
  private final double yields;
  private final Set<Thread> sleepers = new LinkedHashSet<>();
  private final Set<Request<?>> requests = new LinkedHashSet<>();
  private boolean dead;
  private int threads;

  /// @param writer the number of the writer, whose processes follow each other
  /// @param yields how often another task goes on when this one looks at its clock
  SimulatedProcess(
      Scheduler scheduler,
      String name,
      int writer,
      SimulatedClock clock,
      RandomGenerator random,
      double yields) {
    this.scheduler = scheduler;
    this.name = name;
    this.writer = writer;
    this.clock = clock;
    this.random = random;
    this.yields = yields;
  }

  String name() {
    return name;
  }

  int writer() {
    return writer;
  }

  boolean isDead() {
    return dead;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  /// What the engine of this process is given.
  Sources sources() {
    return new Sources(this::now, this::nanos, new Waiting(), random, this::start);
  }

  private Instant now() {
    perhapsYield();
    return clock.at(scheduler.nowNanos()).truncatedTo(ChronoUnit.MICROS);
  }

  /// Asked while monitors are held: nobody else may go on.
  private long nanos() {
    return scheduler.nowNanos();
  }

  /// Lets another task go on by chance.
  void perhapsYield() {
    scheduler.perhapsYield(yields);
  }

  /// Starts a thread.
  void start(Runnable work) {
    scheduler.start(name + "/" + threads++, work);
  }

  /// Threads that read and decode.
  ExecutorService workers() {
    return new Workers();
  }

  void sent(Request<?> request) {
    requests.add(request);
  }

  void settled(Request<?> request) {
    requests.remove(request);
  }

  /// Ends the process: whatever it waits for fails.
  void die() {
    dead = true;
    scheduler.trace().line(scheduler.nowNanos(), name, "dies");
    List<Request<?>> open = new ArrayList<>(requests);
    requests.clear();
    open.forEach(Request::died);
    sleepers.forEach(LockSupport::unpark);
  }

  private final class Waiting implements Sleeper {
    @Override
    public void sleepUntil(long deadlineNanos) throws InterruptedException {
      if (dead) {
        throw new InterruptedException();
      }
      Thread me = Thread.currentThread();
      sleepers.add(me);
      try {
        scheduler.sleepUntil(deadlineNanos, () -> dead);
      } finally {
        sleepers.remove(me);
      }
    }

    /// Wakes up all who wait for the signal when the time is over, and they look again.
    @Override
    public void awaitSignal(Lock lock, Condition signal, LongSupplier nanoClock, long deadlineNanos)
        throws InterruptedException {
      scheduler.at(
          deadlineNanos,
          () ->
              start(() -> {
                lock.lock();
                try {
                  signal.signalAll();
                } finally {
                  lock.unlock();
                }
              }));
      signal.await();
    }

    @Override
    public boolean await(Future<?> future, LongSupplier nanoClock, long deadlineNanos)
        throws InterruptedException {
      CompletableFuture<Void> alarm = new CompletableFuture<>();
      scheduler.at(deadlineNanos, () -> alarm.complete(null));
      try {
        CompletableFuture.anyOf((CompletableFuture<?>) future, alarm).get();
      } catch (ExecutionException | CancellationException e) {
        return true;
      }
      return future.isDone();
    }
  }

  private final class Workers extends AbstractExecutorService {
    private boolean closed;

    @Override
    public void execute(Runnable work) {
      start(work);
    }

    @Override
    public void shutdown() {
      closed = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      closed = true;
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return closed;
    }

    @Override
    public boolean isTerminated() {
      return closed;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return closed;
    }
  }
}

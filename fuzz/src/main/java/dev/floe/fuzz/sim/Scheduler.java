package dev.floe.fuzz.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/// Runs tasks one at a time on the thread that calls [#run], over a time that passes only when it
/// says so. Tasks are virtual threads whose scheduler this is: whenever one of them waits (for an
/// answer, for time, for a lock that another has) or looks at a clock, chance decides who goes on.
///
/// ```
/// runnable   t3 t7 t1        one of them, by chance, until it waits
/// events     (12 ms, …)      when nothing is runnable, or by chance earlier: time jumps there
/// ```
///
/// The same seed does the same, as long as nothing else wakes a task up: tasks share nothing with
/// other threads and wait for no time but this one's. Whoever has a monitor must not wait while it
/// has it: another task that wants it ends the run with an error.
final class Scheduler {
  private static final long LONGEST_BLOCK_NANOS = 10_000_000_000L;

  private static final long MOST_HELD_UP_NANOS = 1_000_000_000L;

  private record Event(long nanos, long number, Runnable action) {}

  /// One thread of control.
  final class Task implements Executor {
    private final int number;
    private final String name;
    private Thread thread;
    private boolean ended;

    /// Whether it is among those that can run.
    private boolean queued;

    private Task(int number, String name) {
      this.number = number;
      this.name = name;
    }

    /// Called for each piece that can run, by who made it runnable.
    @Override
    public void execute(Runnable continuation) {
      Ready ready = new Ready(this, continuation);
      Thread caller = Thread.currentThread();
      if (caller == carrier || (running != null && caller == running.thread)) {
        queued = true;
        runnable.add(ready);
      } else {
        foreign.add(ready);
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private record Ready(Task task, Runnable continuation) {}

  private final Thread carrier = Thread.currentThread();
  private final RandomGenerator chance;
  private final Trace trace;
  private final double eagerness;
  private final List<Ready> runnable = new ArrayList<>();
  private final Set<Task> live = new LinkedHashSet<>();
  private final List<String> problems = new ArrayList<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::nanos).thenComparing(Event::number));

  /// What the virtual machine woke up, on a thread of its own.
  private final ConcurrentLinkedQueue<Ready> foreign = new ConcurrentLinkedQueue<>();

  private long nowNanos;
  private long tick;
  private long steps;
  private int tasks;
  private long eventCount;
  private Task running;

  /// @param eagerness how often time passes although a task could run, from 0 to 1
  Scheduler(RandomGenerator chance, Trace trace, double eagerness) {
    this.chance = chance;
    this.trace = trace;
    this.eagerness = eagerness;
  }

  /// The time, from 0 on.
  long nowNanos() {
    return nowNanos;
  }

  /// A number that grows with each call: what happened in which order.
  long tick() {
    return ++tick;
  }

  /// How many pieces ran.
  long steps() {
    return steps;
  }

  Trace trace() {
    return trace;
  }

  /// What went wrong with tasks.
  List<String> problems() {
    return problems;
  }

  /// The tasks that have not ended.
  List<String> unfinished() {
    return live.stream()
        .map(task -> task + " " + task.thread.getState() + " " + VirtualThreads.where(task.thread))
        .toList();
  }

  /// Starts a task.
  Task start(String name, Runnable work) {
    Task task = new Task(tasks++, name);
    task.thread =
        VirtualThreads.unstarted(
            task,
            name,
            () -> {
              try {
                work.run();
              } catch (Throwable e) {
                problems.add(name + " ended with " + VirtualThreads.text(e));
              } finally {
                task.ended = true;
                live.remove(task);
              }
            });
    live.add(task);
    task.thread.start();
    return task;
  }

  /// Lets something happen at a time, outside of all tasks. It must not wait.
  void at(long nanos, Runnable action) {
    events.add(new Event(Math.max(nanos, nowNanos), eventCount++, action));
  }

  /// Lets something happen later.
  void after(long nanos, Runnable action) {
    at(nowNanos + nanos, action);
  }

  /// Lets another task go on by chance, if a task of this scheduler calls.
  void perhapsYield(double probability) {
    if (running != null && Thread.currentThread() == running.thread) {
      if (chance.nextDouble() < probability) {
        Thread.yield();
      }
    }
  }

  /// Waits until a time.
  ///
  /// @param gaveUp asked when the task is woken up early
  void sleepUntil(long nanos, BooleanSupplier gaveUp) throws InterruptedException {
    Thread me = Thread.currentThread();
    boolean[] rang = {nanos <= nowNanos};
    if (!rang[0]) {
      at(
          nanos,
          () -> {
            rang[0] = true;
            LockSupport.unpark(me);
          });
    }
    while (!rang[0]) {
      if (Thread.interrupted() || gaveUp.getAsBoolean()) {
        throw new InterruptedException();
      }
      LockSupport.park(this);
    }
  }

  /// Runs until nothing is left to do, or until `mostNanos` or `mostSteps` have passed.
  ///
  /// @return whether nothing is left to do
  boolean run(long mostNanos, long mostSteps) {
    while (!runnable.isEmpty() || !events.isEmpty()) {
      if (nowNanos > mostNanos || steps > mostSteps) {
        return false;
      }
      boolean time = runnable.isEmpty() || (isSoon() && chance.nextDouble() < eagerness);
      if (time) {
        Event event = events.poll();
        nowNanos = Math.max(nowNanos, event.nanos);
        trace.add(nowNanos);
        event.action.run();
      } else {
        step();
      }
    }
    return true;
  }

  /// Whether the next event comes while a task could still be held up.
  private boolean isSoon() {
    return eagerness > 0
        && !events.isEmpty()
        && events.peek().nanos - nowNanos < MOST_HELD_UP_NANOS;
  }

  private void step() {
    int size = runnable.size();
    int index = size == 1 ? 0 : chance.nextInt(size);
    Ready ready = runnable.get(index);
    runnable.set(index, runnable.getLast());
    runnable.removeLast();
    trace.add(ready.task.number);
    steps++;
    run(ready);
    while (!ready.task.ended && !ready.task.queued && !isWaiting(ready.task)) {
      run(unblocked(ready.task));
    }
    if (!foreign.isEmpty()) {
      throw new IllegalStateException(foreign.peek().task + " was woken up from outside");
    }
  }

  /// Whether a task waits until another task, or time, lets it go on.
  private boolean isWaiting(Task task) {
    Thread.State state = task.thread.getState();
    if (state == Thread.State.TIMED_WAITING) {
      problems.add(task + " waits on a clock of the machine: " + VirtualThreads.where(task.thread));
    }
    return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
  }

  private void run(Ready ready) {
    running = ready.task;
    running.queued = false;
    try {
      ready.continuation.run();
    } finally {
      running = null;
    }
  }

  /// Another simulation has a monitor of the whole process, such as that of a class: for this one
  /// no time passes until it is free.
  private Ready unblocked(Task task) {
    long start = System.nanoTime();
    while (foreign.isEmpty()) {
      if (System.nanoTime() - start > LONGEST_BLOCK_NANOS) {
        throw new IllegalStateException(
            task
                + " waits for a monitor whose owner waits too: "
                + VirtualThreads.where(task.thread));
      }
      Thread.onSpinWait();
    }
    return foreign.poll();
  }
}

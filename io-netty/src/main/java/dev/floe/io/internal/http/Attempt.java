package dev.floe.io.internal.http;

import dev.floe.internal.concurrent.Futures;
import dev.floe.jfr.HttpAttempt;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// One request of a call, from signing it to the last byte of its answer. It ends once, and then
/// nothing of it touches the caller's memory any more.
///
/// ```
/// start ─► sign ─► wait for a permit, for room ─► connect ─► exchange ─► ended
///             └─────────────── stop, failure ──────────────────┴──────► ended
/// ```
final class Attempt {
  private final CallRun run;
  private final Host host;
  private final int number;
  private final boolean hedge;
  private final AtomicReference<Broken> stopped = new AtomicReference<>();
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile CompletableFuture<?> waitedFor;
  private volatile Exchange exchange;
  private volatile Connection connection;
  private volatile boolean admitted;
  private volatile boolean connecting;
  private volatile long admittedNanos;
  private volatile long roomBytes;
  private volatile HttpAttempt event;

  /// @param number 1 for the first of its call
  /// @param hedge whether another is under way
  Attempt(CallRun run, Host host, int number, boolean hedge) {
    this.run = run;
    this.host = host;
    this.number = number;
    this.hedge = hedge;
  }

  void start() {
    host.counters().requests.increment();
    event = HttpAttempt.started(host.name(), run.call().subject(), number, hedge);
    CompletableFuture<HttpRequest> signing;
    try {
      signing = run.call().signer().sign(run.call().request());
    } catch (RuntimeException e) {
      signing = CompletableFuture.failedFuture(e);
    }
    signing.whenComplete((request, failure) -> {
      if (failure != null) {
        ended(new Ending.Thrown(Futures.failure(failure), false));
      } else {
        admit(request);
      }
    });
  }

  private void admit(HttpRequest request) {
    CompletableFuture<Void> turn = host.permits().acquireAsync(1);
    waitFor(turn);
    turn.whenComplete((_, failure) -> {
      if (failure != null) {
        ended(new Ending.Failed(whyNot(failure), false, false));
        return;
      }
      admittedNanos = nanoTime();
      admitted = true;
      run.memory().ifPresentOrElse(memory -> makeRoom(memory, request), () -> connect(request));
    });
  }

  private void makeRoom(TransportMemory memory, HttpRequest request) {
    long bytes = TransportMemory.neededFor(request);
    CompletableFuture<Void> room = memory.admit(bytes);
    waitFor(room);
    room.whenComplete((_, failure) -> {
      if (failure != null) {
        ended(new Ending.Failed(whyNot(failure), false, false));
      } else {
        roomBytes = bytes;
        connect(request);
      }
    });
  }

  private void connect(HttpRequest request) {
    connecting = true;
    CompletableFuture<Connection> wanted = host.connection(run.timeouts().connect());
    waitFor(wanted);
    wanted.whenComplete((made, failure) -> {
      connecting = false;
      if (failure != null) {
        ended(new Ending.Failed(whyNot(failure), false, false));
      } else if (stopped.get() != null) {
        host.giveBack(made);
        ended(new Ending.Failed(stopped.get(), false, false));
      } else {
        Exchange next = new Exchange(this, request);
        connection = made;
        exchange = next;
        made.run(next);
      }
    });
  }

  private void waitFor(CompletableFuture<?> future) {
    waitedFor = future;
    if (stopped.get() != null) {
      future.cancel(false);
    }
  }

  private Broken whyNot(Throwable failure) {
    Broken stop = stopped.get();
    if (stop != null) {
      return stop;
    }
    return failure instanceof Broken broken
        ? broken
        : Broken.network("not admitted to " + host.origin() + ": " + failure.getMessage(), null);
  }

  /// Ends the attempt as soon as possible. Any thread may call.
  void stop(Broken why) {
    if (!stopped.compareAndSet(null, why)) {
      return;
    }
    CompletableFuture<?> future = waitedFor;
    if (future != null) {
      future.cancel(false);
    }
    Exchange running = exchange;
    if (running != null) {
      connection.execute(() -> running.fail(why));
    }
  }

  /// The reason to end, or null.
  Broken stopReason() {
    return stopped.get();
  }

  /// Ends the attempt if it has taken too long.
  void check(long nowNanos) {
    if (!admitted || stopped.get() != null) {
      return;
    }
    long runningNanos = nowNanos - admittedNanos;
    Exchange running = exchange;
    if (runningNanos >= run.timeouts().attempt().toNanos()) {
      stop(Broken.network("no whole answer within " + run.timeouts().attempt(), null));
    } else if (connecting && runningNanos >= run.timeouts().connect().toNanos()) {
      stop(Broken.network("no connection within " + run.timeouts().connect(), null));
    } else if (running != null
        && !running.isAsking()
        && nowNanos - running.lastProgressNanos() >= run.timeouts().read().toNanos()) {
      stop(Broken.network("no byte within " + run.timeouts().read(), null));
    }
  }

  /// How long the head of an answer has been waited for; 0 if none is.
  long waitedForHeadNanos(long nowNanos) {
    Exchange running = exchange;
    return running == null || stopped.get() != null ? 0 : running.waitedForHeadNanos(nowNanos);
  }

  /// The head of the answer came.
  void began(AnswerHead head, long tookNanos) {
    if (event != null) {
      event.answered(head.status(), tookNanos);
    }
    if (run.call().repetition() == HttpCall.Repetition.READ) {
      host.pace().began(tookNanos);
    }
  }

  /// Whether the answer of this attempt is the one that lands. It is that of the first whose head
  /// comes, so that no two attempts ever write to one destination.
  boolean claim() {
    return run.claim(this);
  }

  long nanoTime() {
    return run.nanoTime();
  }

  /// Whether an answer is to be followed by another attempt, and after which pause.
  Optional<Ending.Repeat> repetition(AnswerHead head) {
    return run.repetition(head);
  }

  BodyPlan.Landing landing(AnswerHead head) {
    return run.call().plan().landing(head);
  }

  /// Asks for a landing on a thread that may wait.
  void ask(
      Supplier<BodyPlan.Landing> asked,
      Consumer<BodyPlan.Landing> then,
      Consumer<Throwable> failed) {
    run.execute(() -> {
      BodyPlan.Landing landing;
      try {
        landing = asked.get();
      } catch (RuntimeException | Error e) {
        failed.accept(e);
        return;
      }
      then.accept(landing);
    });
  }

  void ended(Ending ending) {
    if (ended.compareAndSet(false, true)) {
      host.counters().ended(ending);
      if (event != null) {
        event.finished(ending.receivedBytes(), ending.outcome());
      }
      if (roomBytes > 0) {
        run.memory().orElseThrow().release(roomBytes);
      }
      if (admitted) {
        host.pace().ended(ending, nanoTime());
        host.permits().release(1);
      }
      run.ended(this, ending);
    }
  }
}

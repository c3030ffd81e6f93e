package dev.floe.io.internal.http;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.internal.concurrent.Sources;
import dev.floe.io.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// One call with its attempts. Decides what follows an attempt that ended; delivers the outcome
/// when no attempt runs any more. Thread-safe; nothing foreign is called under its lock.
///
/// A hedge has no memory of its own, and no two attempts ever write to one destination:
///
/// * bytes are written by the attempt that has the claim, and by no other: it is asked for when a
///   head has come, before anybody is asked where the body goes, and who does not get it ends
/// * the claim is given up when its attempt has ended, and not before; that is when its connection
///   has delivered the whole answer or is closed, on the loop that does all of its reading, and
///   when nobody is being asked any more where the body goes
/// * the call is answered when all its attempts have ended
///
/// So a hedge saves the wait for a head, which is where slow servers are slow. A body that stands
/// still is given up after the time-out of reads and asked for again, by the next attempt that gets
/// the claim, into the same memory. This rests on transports that read when their loop reads, and
/// not on their own, as io_uring does.
final class CallRun {
  private static final long NEVER = Long.MAX_VALUE;

  private final HttpCall call;
  private final HttpOptions options;
  private final Sources sources;
  private final Host host;
  private final Sweep sweep;
  private final Optional<TransportMemory> memory;
  private final AnswerFuture future = new AnswerFuture();
  private final long startNanos;
  private final long limitNanos;

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Attempt> running = new ArrayList<>(2);
  private int requests;
  private int retries;
  private boolean maybeSent;
  private Attempt claimant;
  private boolean outcomeKnown;
  private HttpAnswer answer;
  private Throwable failure;
  private boolean delivered;
  private volatile long resumeNanos = NEVER;

  /// @param memory where attempts ask for room; empty if nobody counts it
  CallRun(
      HttpCall call,
      HttpOptions options,
      Sources sources,
      Host host,
      Sweep sweep,
      Optional<TransportMemory> memory) {
    this.memory = memory;
    this.call = call;
    this.options = options;
    this.sources = sources;
    this.host = host;
    this.sweep = sweep;
    this.startNanos = sources.nanoClock().getAsLong();
    Duration own = options.timeouts().operation();
    this.limitNanos =
        call.deadline().filter(asked -> asked.compareTo(own) < 0).orElse(own).toNanos();
    future.onAbandoned(this::conclude);
  }

  AnswerFuture future() {
    return future;
  }

  HttpCall call() {
    return call;
  }

  Optional<TransportMemory> memory() {
    return memory;
  }

  Timeouts timeouts() {
    return options.timeouts();
  }

  long nanoTime() {
    return sources.nanoClock().getAsLong();
  }

  /// Whether the next attempt waits for its time.
  boolean isPausing() {
    return resumeNanos != NEVER;
  }

  void execute(Runnable work) {
    sources.executor().execute(work);
  }

  void start() {
    sweep.add(this);
    begin();
  }

  private void begin() {
    Attempt attempt;
    lock.lock();
    try {
      if (outcomeKnown) {
        return;
      }
      resumeNanos = NEVER;
      requests++;
      attempt = new Attempt(this, host, requests, false);
      running.add(attempt);
    } finally {
      lock.unlock();
    }
    attempt.start();
  }

  /// Gives the answer that lands to the first attempt that asks; the others end.
  boolean claim(Attempt attempt) {
    List<Attempt> others;
    lock.lock();
    try {
      if (claimant != null && claimant != attempt || outcomeKnown) {
        return false;
      }
      claimant = attempt;
      others = running.size() == 1 ? List.of() : others(attempt);
    } finally {
      lock.unlock();
    }
    others.forEach(other -> other.stop(Broken.network("another attempt was faster", null)));
    return true;
  }

  private List<Attempt> others(Attempt attempt) {
    return running.stream().filter(other -> other != attempt).toList();
  }

  /// Asks a second time for what the first attempt is slow to answer.
  private void hedge(long nowNanos) {
    Attempt second;
    lock.lock();
    try {
      if (outcomeKnown
          || running.size() != 1
          || !host.pace().takeHedge(running.getFirst().waitedForHeadNanos(nowNanos))) {
        return;
      }
      requests++;
      second = new Attempt(this, host, requests, true);
      running.add(second);
    } finally {
      lock.unlock();
    }
    host.counters().hedges.increment();
    second.start();
  }

  private long leftNanos(long nowNanos) {
    return limitNanos - (nowNanos - startNanos);
  }

  /// Whether an answer is to be followed by another attempt.
  Optional<Ending.Repeat> repetition(AnswerHead head) {
    if (!RetryRules.repeats(head.status(), call.repetition())) {
      return Optional.empty();
    }
    lock.lock();
    try {
      if (outcomeKnown || !options.retries().allows(retries + 1)) {
        return Optional.empty();
      }
      long pause = options.retries().delayNanos(retries + 1, sources.random());
      pause =
          Math.max(
              pause,
              RetryRules.retryAfter(head.headers(), sources.clock())
                  .map(Duration::toNanos)
                  .orElse(0L));
      return pause < leftNanos(nanoTime())
          ? Optional.of(new Ending.Repeat(head, pause))
          : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /// An attempt has ended.
  void ended(Attempt attempt, Ending ending) {
    boolean beginAgain = false;
    List<Attempt> others;
    lock.lock();
    try {
      running.remove(attempt);
      claimant = claimant == attempt ? null : claimant;
      maybeSent |= ending.maybeSent();
      if (!outcomeKnown) {
        beginAgain = decide(ending);
      }
      others = outcomeKnown ? List.copyOf(running) : List.of();
    } finally {
      lock.unlock();
    }
    others.forEach(other -> other.stop(Broken.network("another attempt was faster", null)));
    if (beginAgain) {
      begin();
    }
    deliver();
  }

  /// What follows: an outcome, an attempt at once (true), or one after a pause.
  private boolean decide(Ending ending) {
    switch (ending) {
      case Ending.Answered(var head, var document, long landedBytes) -> {
        outcomeKnown = true;
        answer = new HttpAnswer(head, document, landedBytes, requests);
        return false;
      }
      case Ending.Repeat(var head, long pauseNanos) -> {
        boolean throttled = head.status() == 429 || head.status() == 503;
        return again(
            pauseNanos,
            true,
            throttled ? ErrorKind.THROTTLED : ErrorKind.OBJECT_STORE,
            "status " + head.status(),
            null);
      }
      case Ending.Failed(var why, boolean sent, boolean stale) -> {
        boolean mayAgain = RetryRules.repeats(why.passing(), sent, call.repetition());
        long pause = stale ? 0 : nextPause();
        return again(mayAgain ? pause : NEVER, why.passing(), why.kind(), why.getMessage(), why);
      }
      case Ending.Thrown(var thrown, boolean sent) -> {
        boolean passing = thrown instanceof StorageException storage && storage.retryable();
        if (!passing && sent) {
          outcomeKnown = true; // the answer was seen: no other attempt would find otherwise
          failure = thrown;
        } else if (running.isEmpty()
            && !(RetryRules.repeats(passing, sent, call.repetition()) && resume(nextPause()))) {
          outcomeKnown = true;
          failure = thrown;
        }
        return false;
      }
    }
  }

  private long nextPause() {
    return options.retries().allows(retries + 1)
        ? options.retries().delayNanos(retries + 1, sources.random())
        : NEVER;
  }

  private boolean again(
      long pauseNanos, boolean passing, ErrorKind kind, String what, Throwable cause) {
    if (!running.isEmpty()) {
      return false; // the other attempt may still succeed
    }
    if (resume(pauseNanos)) {
      return pauseNanos == 0;
    }
    outcomeKnown = true;
    failure = failure(kind, what, passing, cause);
    return false;
  }

  /// Plans the next attempt, if it may be and there is time.
  private boolean resume(long pauseNanos) {
    long now = nanoTime();
    if (!options.retries().allows(retries + 1) || pauseNanos >= leftNanos(now)) {
      return false;
    }
    retries++;
    resumeNanos = pauseNanos == 0 ? NEVER : now + pauseNanos;
    return true;
  }

  private StorageException failure(ErrorKind kind, String what, boolean passing, Throwable cause) {
    String tries = requests == 1 ? "" : " (" + requests + " attempts)";
    return new StorageException(
        kind,
        call.subject(),
        call.subject() + ": " + what + ", " + call.request().origin() + tries,
        passing,
        new MaybeSent(maybeSent, what, cause));
  }

  /// Does what has become due.
  void check(long nowNanos) {
    if (leftNanos(nowNanos) <= 0) {
      conclude(null);
      return;
    }
    long resume = resumeNanos;
    if (resume != NEVER && nowNanos - resume >= 0) {
      begin();
    }
    List<Attempt> now;
    lock.lock();
    try {
      now = List.copyOf(running);
    } finally {
      lock.unlock();
    }
    now.forEach(attempt -> attempt.check(nowNanos));
    if (call.repetition() == HttpCall.Repetition.READ) {
      hedge(nowNanos);
    }
  }

  /// Ends the call without an answer: for a reason from outside, or because its time is over.
  void conclude(Throwable why) {
    List<Attempt> now;
    lock.lock();
    try {
      if (!outcomeKnown) {
        outcomeKnown = true;
        maybeSent |= !running.isEmpty();
        failure = why != null ? why : failure(ErrorKind.IO, late(), true, null);
      }
      now = List.copyOf(running);
    } finally {
      lock.unlock();
    }
    now.forEach(attempt -> attempt.stop(Broken.network("given up", null)));
    deliver();
  }

  private String late() {
    return "no answer within " + Duration.ofNanos(limitNanos);
  }

  private void deliver() {
    lock.lock();
    try {
      if (!outcomeKnown || delivered || !running.isEmpty()) {
        return;
      }
      delivered = true;
    } finally {
      lock.unlock();
    }
    sweep.remove(this);
    future.settle(answer, failure);
  }
}

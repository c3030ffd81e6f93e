package dev.floe.io.internal.http;

import dev.floe.internal.concurrent.Permits;
import java.util.concurrent.locks.ReentrantLock;

/// What was learned of a host: how many requests it bears, how fast it begins to answer, and how
/// many slow reads may still be asked twice. Thread-safe.
final class HostPace {
  /// One hedge for so many calls.
  private static final int CALLS_PER_HEDGE = 20;

  private static final int MOST_SAVED_HEDGES = 10;

  /// Below this the sweep could not tell slow from fast.
  private static final long SHORTEST_HEDGE_NANOS = 20_000_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Permits permits;
  private final AdaptiveLimit limit;
  private final TailLatency latency = new TailLatency();
  private final boolean hedging;
  private int credit;

  /// @param permits grow and shrink with what the host bears
  HostPace(HttpOptions.HostLimits limits, Permits permits) {
    this.permits = permits;
    this.limit = new AdaptiveLimit(limits.connections());
    this.hedging = limits.hedging();
    permits.resize(limit.limit());
  }

  /// A call begins.
  void called() {
    lock.lock();
    try {
      credit = Math.min(credit + 1, CALLS_PER_HEDGE * MOST_SAVED_HEDGES);
    } finally {
      lock.unlock();
    }
  }

  /// A read got the head of its answer.
  void began(long tookNanos) {
    lock.lock();
    try {
      latency.record(tookNanos);
    } finally {
      lock.unlock();
    }
  }

  /// Whether a read that has waited so long for the head of its answer is to be asked a second
  /// time; if so, it is counted.
  boolean takeHedge(long waitedNanos) {
    lock.lock();
    try {
      if (!hedging
          || credit < CALLS_PER_HEDGE
          || waitedNanos < Math.max(SHORTEST_HEDGE_NANOS, latency.p95Nanos())) {
        return false;
      }
      credit -= CALLS_PER_HEDGE;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// An attempt has ended.
  void ended(Ending ending, long nowNanos) {
    int before;
    int after;
    lock.lock();
    try {
      before = limit.limit();
      switch (ending) {
        case Ending.Answered(var head, _, _) -> status(head.status(), nowNanos);
        case Ending.Repeat(var head, _) -> status(head.status(), nowNanos);
        case Ending.Failed _, Ending.Thrown _ -> {}
      }
      after = limit.limit();
    } finally {
      lock.unlock();
    }
    if (before != after) {
      permits.resize(after);
    }
  }

  private void status(int status, long nowNanos) {
    if (status == 429 || status == 503) {
      limit.throttled(nowNanos);
    } else {
      limit.answered(permits.admittedWeight());
    }
  }

  int requestLimit() {
    lock.lock();
    try {
      return limit.limit();
    } finally {
      lock.unlock();
    }
  }
}

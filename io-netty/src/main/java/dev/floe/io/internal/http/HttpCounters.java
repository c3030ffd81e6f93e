package dev.floe.io.internal.http;

import java.util.concurrent.atomic.LongAdder;

/// What a client has done so far. Thread-safe.
public final class HttpCounters {
  final LongAdder calls = new LongAdder();
  final LongAdder requests = new LongAdder();
  final LongAdder hedges = new LongAdder();
  final LongAdder throttled = new LongAdder();
  final LongAdder broken = new LongAdder();
  final LongAdder connections = new LongAdder();

  HttpCounters() {}

  /// What was counted up to a moment.
  ///
  /// @param calls that were begun
  /// @param requests that were made for them, hedges included
  /// @param hedges second requests of slow reads
  /// @param throttled answers 429 and 503
  /// @param broken requests that ended without an answer
  /// @param connections that were opened
  public record Snapshot(
      long calls, long requests, long hedges, long throttled, long broken, long connections) {}

  /// What was counted up to now.
  public Snapshot snapshot() {
    return new Snapshot(
        calls.sum(),
        requests.sum(),
        hedges.sum(),
        throttled.sum(),
        broken.sum(),
        connections.sum());
  }

  void ended(Ending ending) {
    switch (ending) {
      case Ending.Answered(var head, _, _) -> answered(head.status());
      case Ending.Repeat(var head, _) -> answered(head.status());
      case Ending.Failed _, Ending.Thrown _ -> broken.increment();
    }
  }

  private void answered(int status) {
    if (status == 429 || status == 503) {
      throttled.increment();
    }
  }
}

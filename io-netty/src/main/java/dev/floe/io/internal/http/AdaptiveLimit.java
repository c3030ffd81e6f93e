package dev.floe.io.internal.http;

/// How many requests a host is asked at once: more while it answers, far fewer when it says that it
/// is too many. Pure: time is given. Not thread-safe.
///
/// ```
/// limit   most ┤        ╭────────╮ 503, 429
///              │      ╱ │        │                  ╭──  one more for each limit of answers
///              │    ╱   │        │       threshold ╱┄┄┄  half of what was too much
///              │  ╱     │        ╰─╮             ╱
///         first┤╱       │          ╰ a quarter ╱         one more for each answer
/// ```
final class AdaptiveLimit {
  private static final int FIRST = 32;

  /// The answers to what was under way at the first refusal say nothing new.
  private static final long QUIET_NANOS = 200_000_000;

  private final int most;
  private double limit;
  private double threshold;
  private boolean cutBefore;
  private long cutNanos;

  AdaptiveLimit(int most) {
    this.most = most;
    this.limit = Math.min(most, FIRST);
    this.threshold = most;
  }

  int limit() {
    return (int) limit;
  }

  /// The host answered while so many requests were under way; a limit that is not reached does not
  /// grow.
  void answered(long underWay) {
    if (limit < most && underWay >= limit / 2) {
      limit = Math.min(most, limit + (limit < threshold ? 1 : 1 / limit));
    }
  }

  /// The host said that it is too much.
  void throttled(long nowNanos) {
    if (cutBefore && nowNanos - cutNanos < QUIET_NANOS) {
      return;
    }
    cutBefore = true;
    cutNanos = nowNanos;
    threshold = Math.max(1, limit / 2);
    limit = Math.max(1, limit / 4);
  }
}

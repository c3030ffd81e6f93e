package dev.floe.internal.concurrent;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// When to try again: a few times at once, then after waits that double up to a longest one, each
/// shifted at random by up to half of itself so that rivals drift apart.
///
/// ```
/// retry     1 … immediate   immediate + 1   immediate + 2   …
/// wait            0            initial        2 · initial   …  longest      (± half, ≤ longest)
/// ```
///
/// @param immediate how many retries follow without a wait
/// @param retries how many retries there are in all, at least `immediate`
/// @param initial the first wait
/// @param longest the longest wait
public record Backoff(int immediate, int retries, Duration initial, Duration longest) {
  public Backoff {
    if (immediate < 0
        || retries < immediate
        || initial.isNegative()
        || longest.compareTo(initial) < 0
        || longest.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          immediate + " of " + retries + " retries at once, then " + initial + " to " + longest);
    }
  }

  /// The rule of repository updates: five retries at once, then doubling waits until `maxTries`
  /// retries are made; the five are made in any case.
  public static Backoff ofUpdates(int maxTries, Duration initial, Duration longest) {
    return new Backoff(5, Math.max(5, maxTries), initial, longest);
  }

  /// Whether there is a retry of this number, counting from 1.
  public boolean allows(int retry) {
    return retry <= retries;
  }

  /// How long to wait before a retry, counting from 1.
  public long delayNanos(int retry, RandomGenerator random) {
    if (retry <= immediate) {
      return 0;
    }
    long longestNanos = longest.toNanos();
    int doublings = retry - immediate - 1;
    long initialNanos = initial.toNanos();
    boolean capped = initialNanos != 0 && doublings >= Long.numberOfLeadingZeros(initialNanos) - 1;
    long base = capped ? longestNanos : Math.min(initialNanos << doublings, longestNanos);
    return base == 0 ? 0 : Math.min(longestNanos, base / 2 + random.nextLong(base + 1));
  }

  /// Waits as long as a retry of this number should, counting from 1.
  public void pause(int retry, RandomGenerator random, LongSupplier nanoClock, Sleeper sleeper)
      throws InterruptedException {
    sleeper.sleepUntil(nanoClock.getAsLong() + delayNanos(retry, random));
  }
}

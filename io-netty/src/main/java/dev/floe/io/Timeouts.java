package dev.floe.io;

import java.time.Duration;
import java.util.Objects;

/// After how long what is waited for is given up; every wait has an end.
///
/// @param connect for a connection to stand, TLS included
/// @param read between two pieces of an answer
/// @param attempt for one attempt, from being admitted to the last byte
/// @param operation for a call with all its attempts and the waits between them
public record Timeouts(Duration connect, Duration read, Duration attempt, Duration operation) {
  /// 5 s, 10 s, 60 s and 5 min.
  public static final Timeouts STANDARD =
      new Timeouts(
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5));

  public Timeouts {
    requirePositive("connect", connect);
    requirePositive("read", read);
    requirePositive("attempt", attempt);
    requirePositive("operation", operation);
  }

  private static void requirePositive(String name, Duration duration) {
    if (!Objects.requireNonNull(duration, name).isPositive()) {
      throw new IllegalArgumentException(
          name + " time-out: expected a positive duration, found " + duration);
    }
  }
}

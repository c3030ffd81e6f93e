package dev.floe.io.internal.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// What may be made again, decided from a status or from what became of the connection.
public final class RetryRules {
  private RetryRules() {}

  /// Whether the same request may succeed later, by the status of its answer alone.
  public static boolean mayPass(int status) {
    return repeats(status, HttpCall.Repetition.IDEMPOTENT);
  }

  /// Whether an answer of this status asks to try again.
  static boolean repeats(int status, HttpCall.Repetition repetition) {
    return switch (status) {
      case 429, 503 -> true;
      case 408, 499, 500, 502, 504 -> repetition != HttpCall.Repetition.ONCE;
      default -> false;
    };
  }

  /// Whether an attempt that broke may be followed by another.
  static boolean repeats(boolean passing, boolean maybeSent, HttpCall.Repetition repetition) {
    return passing && (repetition != HttpCall.Repetition.ONCE || !maybeSent);
  }

  /// The pause that an answer asks for; none if what it says is no time.
  static Optional<Duration> retryAfter(Headers headers, InstantSource clock) {
    return headers.first("Retry-After").flatMap(text -> pause(text.strip(), clock));
  }

  private static Optional<Duration> pause(String text, InstantSource clock) {
    if (!text.isEmpty() && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
    }
    try {
      Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration left = Duration.between(clock.instant(), until);
      return Optional.of(left.isNegative() ? Duration.ZERO : left);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}

package dev.floe.io.internal.s3;

import dev.floe.io.internal.http.AnswerHead;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// The time for signatures: this machine's, until a server says that it is another's.
final class ServerClock implements InstantSource {
  private static final Duration NEAR = Duration.ofMinutes(2);

  private final InstantSource machine;
  private volatile Duration ahead = Duration.ZERO;

  ServerClock(InstantSource machine) {
    this.machine = machine;
  }

  @Override
  public Instant instant() {
    return machine.instant().plus(ahead);
  }

  /// Whether it is this machine's time, as near as a signature has to be.
  boolean isMachines() {
    return ahead.abs().compareTo(NEAR) < 0;
  }

  /// Takes over the time of an answer; whether it said one.
  boolean follow(AnswerHead head) {
    Optional<String> date = head.headers().first("Date");
    if (date.isEmpty()) {
      return false;
    }
    try {
      Instant theirs = DateTimeFormatter.RFC_1123_DATE_TIME.parse(date.get(), Instant::from);
      ahead = Duration.between(machine.instant(), theirs);
      return true;
    } catch (DateTimeException _) {
      return false;
    }
  }
}

package dev.floe.internal.commit;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Times that must grow from one state of a repository to the next, in whole microseconds, on
/// clocks that tick coarsely and on machines whose clocks are never quite the same.
final class Timestamps {
  /// How far a clock may be behind what was written last without being called wrong: as far as a
  /// clock may be from the store's.
  static final Duration TOLERANCE = Duration.ofSeconds(600);

  private Timestamps() {}

  /// A time strictly after `latest`: the clock's, or a microsecond later where both are as good as
  /// the same.
  ///
  /// @param what what gets the time, for messages
  /// @throws FormatException `snapshot-timestamp` if the clock is behind by more than [#TOLERANCE]
  static Instant after(Instant latest, Instant clock, String what) {
    Instant now = clock.truncatedTo(ChronoUnit.MICROS);
    if (now.isAfter(latest)) {
      return now;
    }
    if (now.isBefore(latest.minus(TOLERANCE))) {
      throw new FormatException(
          ErrorKind.SNAPSHOT_TIMESTAMP, what, -1, "a clock after " + latest, "" + now);
    }
    return latest.truncatedTo(ChronoUnit.MICROS).plus(1, ChronoUnit.MICROS);
  }
}

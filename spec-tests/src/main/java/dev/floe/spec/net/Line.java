package dev.floe.spec.net;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/// What one connection through the proxy is like.
///
/// @param latency of every byte, in each direction
/// @param bytesPerSecond in each direction, 0 for as fast as can be
/// @param end what ends it early
public record Line(Duration latency, long bytesPerSecond, Optional<End> end) {
  /// A connection that is as good as none in between.
  public static final Line CLEAN = new Line(Duration.ZERO, 0, Optional.empty());

  public Line {
    Objects.requireNonNull(end);
    if (latency.isNegative() || bytesPerSecond < 0) {
      throw new IllegalArgumentException("latency and bytes per second must not be negative");
    }
  }

  public Line withLatency(Duration other) {
    return new Line(other, bytesPerSecond, end);
  }

  public Line withBytesPerSecond(long other) {
    return new Line(latency, other, end);
  }

  /// Ends after some bytes have gone in one direction.
  public Line ending(How how, Direction direction, long afterBytes) {
    return new Line(latency, bytesPerSecond, Optional.of(new End(how, direction, afterBytes)));
  }

  /// The end of a connection.
  ///
  /// @param afterBytes what still goes through in that direction
  public record End(How how, Direction direction, long afterBytes) {
    public End {
      Objects.requireNonNull(how);
      Objects.requireNonNull(direction);
      if (afterBytes < 0) {
        throw new IllegalArgumentException("bytes must not be negative");
      }
    }
  }

  /// How a connection ends.
  public enum How {
    /// Both sides are told that it was reset.
    RESET,
    /// Both sides are told that it has ended.
    CUT,
    /// Nothing goes through any more, in either direction, and nobody is told.
    HALF_OPEN
  }

  /// Which way bytes go.
  public enum Direction {
    TO_SERVER,
    TO_CLIENT
  }
}

package dev.floe.io;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/// A token that proves who asks, and until when it does.
///
/// @param value the token itself; shown by no `toString`
/// @param expiresAt when it stops to be accepted; empty if it does not
public record BearerToken(String value, Optional<Instant> expiresAt) {
  public BearerToken {
    Objects.requireNonNull(expiresAt, "expiresAt");
    if (value.isBlank() || !value.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException("bearer token: expected visible ASCII characters");
    }
  }

  /// A token that does not expire.
  public static BearerToken of(String value) {
    return new BearerToken(value, Optional.empty());
  }

  @Override
  public String toString() {
    return "BearerToken[expiresAt=" + expiresAt.map(Instant::toString).orElse("never") + "]";
  }
}

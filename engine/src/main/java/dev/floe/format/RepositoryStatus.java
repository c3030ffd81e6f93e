package dev.floe.format;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/// Whether a repository accepts changes, since when, and why not (format 2).
public record RepositoryStatus(
    Availability availability, Instant setAt, Optional<String> limitedAvailabilityReason) {
  /// `ONLINE` takes writes; `READ_ONLY` refuses every change but that of the status itself.
  public enum Availability {
    ONLINE,
    READ_ONLY
  }

  public RepositoryStatus {
    Objects.requireNonNull(availability, "availability");
    Objects.requireNonNull(setAt, "setAt");
    Objects.requireNonNull(limitedAvailabilityReason, "limitedAvailabilityReason");
  }
}

package dev.floe.storage;

import java.util.Objects;
import java.util.Optional;

/// Which content of a mutable object was seen: opaque, compared and sent back verbatim (quotes of
/// an etag included). `generation` exists on stores that number their writes.
public record ObjectVersion(Optional<String> etag, Optional<String> generation) {
  public ObjectVersion {
    Objects.requireNonNull(etag, "etag");
    Objects.requireNonNull(generation, "generation");
    if (etag.isEmpty() && generation.isEmpty()) {
      throw new IllegalArgumentException("a version needs an etag or a generation");
    }
  }

  /// A version that is an etag alone.
  public static ObjectVersion etag(String etag) {
    return new ObjectVersion(Optional.of(etag), Optional.empty());
  }
}

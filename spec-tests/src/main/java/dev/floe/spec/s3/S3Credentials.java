package dev.floe.spec.s3;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/// What a client signs with.
///
/// @param sessionToken what it must send besides, of temporary credentials
/// @param expires the moment from which on they are refused
public record S3Credentials(
    String accessKey, String secretKey, Optional<String> sessionToken, Optional<Instant> expires) {
  public S3Credentials {
    Objects.requireNonNull(accessKey);
    Objects.requireNonNull(secretKey);
    Objects.requireNonNull(sessionToken);
    Objects.requireNonNull(expires);
  }

  /// Credentials for good.
  public S3Credentials(String accessKey, String secretKey) {
    this(accessKey, secretKey, Optional.empty(), Optional.empty());
  }

  /// Without what must stay secret.
  @Override
  public String toString() {
    return "S3Credentials[" + accessKey + "]";
  }
}

package dev.floe.io;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/// Who asks S3. Nothing secret is in any `toString`.
public sealed interface S3Credentials {
  /// Nobody: requests are not signed, for public buckets.
  record Anonymous() implements S3Credentials {}

  /// What the machine says, as any tool of AWS reads it: system properties, environment, profile
  /// files, web identity, single sign-on, container and instance roles. Web identity and roles of
  /// profiles need `software.amazon.awssdk:sts` on the path, single sign-on `sso` and `ssooidc`.
  record Ambient() implements S3Credentials {}

  /// A profile of the files in `~/.aws`, whatever the environment says.
  ///
  /// @param name the profile
  record Profile(String name) implements S3Credentials {
    public Profile {
      Objects.requireNonNull(name, "name");
    }
  }

  /// A pair of keys, and a token if they are temporary.
  ///
  /// @param accessKeyId names who asks
  /// @param secretAccessKey proves it
  /// @param sessionToken comes with temporary keys
  /// @param expiresAt when they stop to be accepted; empty if they do not
  record Keys(
      String accessKeyId,
      String secretAccessKey,
      Optional<String> sessionToken,
      Optional<Instant> expiresAt)
      implements S3Credentials {
    public Keys {
      if (accessKeyId.isBlank() || secretAccessKey.isBlank()) {
        throw new IllegalArgumentException("S3 credentials: expected two keys that are not blank");
      }
      Objects.requireNonNull(sessionToken, "sessionToken");
      Objects.requireNonNull(expiresAt, "expiresAt");
    }

    /// Keys that do not expire.
    public static Keys of(String accessKeyId, String secretAccessKey) {
      return new Keys(accessKeyId, secretAccessKey, Optional.empty(), Optional.empty());
    }

    @Override
    public String toString() {
      return "Keys[expiresAt=" + expiresAt.map(Instant::toString).orElse("never") + "]";
    }
  }

  /// Keys as they are needed; asked by one thread at a time, ahead of expiry, and allowed to block.
  ///
  /// @param source answers keys that are good
  record Refreshing(Supplier<Keys> source) implements S3Credentials {
    public Refreshing {
      Objects.requireNonNull(source, "source");
    }

    @Override
    public String toString() {
      return "Refreshing[]";
    }
  }
}

package dev.floe.io.internal.crt;

import dev.floe.io.S3Credentials.Keys;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// How the native client signs its requests, at the time of this machine.
public interface CrtSigning {
  /// The region that signatures name.
  String region();

  /// Whether requests are signed.
  boolean isSigned();

  /// Keys that are good at the time; empty where requests are not signed.
  CompletableFuture<Optional<Keys>> keys();

  /// Whether the server's clock is this machine's, as far as is known.
  boolean isOnTime();
}

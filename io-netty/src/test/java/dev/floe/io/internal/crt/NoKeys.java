package dev.floe.io.internal.crt;

import dev.floe.io.S3Credentials.Keys;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Requests that are not signed.
public record NoKeys(boolean isOnTime) implements CrtSigning {
  @Override
  public boolean isSigned() {
    return false;
  }

  @Override
  public String region() {
    return "us-east-1";
  }

  @Override
  public CompletableFuture<Optional<Keys>> keys() {
    return CompletableFuture.completedFuture(Optional.empty());
  }
}

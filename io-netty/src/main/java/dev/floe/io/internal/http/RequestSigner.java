package dev.floe.io.internal.http;

import java.util.concurrent.CompletableFuture;

/// Adds what proves who asks. Called anew for every attempt, for signatures carry the time and
/// credentials may have been refreshed.
@FunctionalInterface
public interface RequestSigner {
  /// Anonymous requests.
  RequestSigner NONE = CompletableFuture::completedFuture;

  /// The request with its proof. Fails with an exception of the family if there are no credentials.
  CompletableFuture<HttpRequest> sign(HttpRequest request);
}

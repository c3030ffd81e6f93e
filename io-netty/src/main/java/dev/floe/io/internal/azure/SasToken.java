package dev.floe.io.internal.azure;

import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.http.RequestSigner;
import java.util.concurrent.CompletableFuture;

/// Puts a shared access signature behind every target.
///
/// @param query `sv=…&sig=…`
record SasToken(String query) implements RequestSigner {
  @Override
  public CompletableFuture<HttpRequest> sign(HttpRequest request) {
    String joint = request.target().indexOf('?') < 0 ? "?" : "&";
    return CompletableFuture.completedFuture(
        new HttpRequest(
            request.method(),
            request.origin(),
            request.target() + joint + query,
            request.headers(),
            request.body()));
  }

  @Override
  public String toString() {
    return "SasToken[]";
  }
}

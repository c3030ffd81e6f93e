package dev.floe.io.internal.auth;

import dev.floe.io.BearerToken;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.http.RequestSigner;
import java.util.concurrent.CompletableFuture;

/// Signs with a token that is good at the time.
///
/// @param tokens where it comes from
public record BearerSigner(Refreshed<BearerToken> tokens) implements RequestSigner {
  @Override
  public CompletableFuture<HttpRequest> sign(HttpRequest request) {
    return tokens
        .current()
        .thenApply(token ->
            request.with(
                request
                    .headers()
                    .overriddenBy(Headers.of("Authorization", "Bearer " + token.value()))));
  }
}

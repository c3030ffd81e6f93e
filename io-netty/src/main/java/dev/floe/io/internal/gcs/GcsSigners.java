package dev.floe.io.internal.gcs;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.internal.concurrent.Sources;
import dev.floe.io.BearerToken;
import dev.floe.io.GcsCredentials;
import dev.floe.io.internal.auth.BearerSigner;
import dev.floe.io.internal.auth.Refreshed;
import dev.floe.io.internal.http.RequestSigner;
import java.time.Duration;
import java.util.function.Supplier;

/// From credentials to the signer of requests.
final class GcsSigners {
  /// How long before it expires a token is replaced.
  private static final Duration AHEAD = Duration.ofMinutes(3);

  private GcsSigners() {}

  static RequestSigner of(GcsCredentials credentials, Sources sources) {
    return switch (credentials) {
      case GcsCredentials.Anonymous _ -> RequestSigner.NONE;
      case GcsCredentials.ApplicationDefault _ ->
          refreshed(library(GoogleTokens::applicationDefault), sources);
      case GcsCredentials.CredentialsFile(var path) ->
          refreshed(library(() -> GoogleTokens.ofFile(path)), sources);
      case GcsCredentials.ServiceAccountKey(var json) ->
          refreshed(library(() -> GoogleTokens.ofKey(json)), sources);
      case GcsCredentials.Bearer(var token) -> refreshed(() -> token, sources);
      case GcsCredentials.Refreshing(var source) -> refreshed(source, sources);
    };
  }

  private static RequestSigner refreshed(Supplier<BearerToken> source, Sources sources) {
    return new BearerSigner(new Refreshed<>(source, BearerToken::expiresAt, AHEAD, sources));
  }

  private static Supplier<BearerToken> library(Supplier<Supplier<BearerToken>> tokens) {
    try {
      return tokens.get();
    } catch (NoClassDefFoundError _) {
      throw new InvalidInputException(
          ErrorKind.INVALID_CREDENTIALS,
          "credentials of Google: expected com.google.auth:google-auth-library-oauth2-http on the"
              + " path, found none; add it, or pass tokens of your own");
    }
  }
}

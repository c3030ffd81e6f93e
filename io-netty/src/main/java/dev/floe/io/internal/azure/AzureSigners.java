package dev.floe.io.internal.azure;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.internal.concurrent.Sources;
import dev.floe.io.AzureCredentials;
import dev.floe.io.BearerToken;
import dev.floe.io.internal.auth.BearerSigner;
import dev.floe.io.internal.auth.Refreshed;
import dev.floe.io.internal.http.RequestSigner;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/// From credentials to the signer of requests.
final class AzureSigners {
  /// How long before it expires a token is replaced.
  private static final Duration AHEAD = Duration.ofMinutes(5);

  private AzureSigners() {}

  /// What the environment says, if it says a key or a signature; else as it was.
  static AzureCredentials resolved(AzureCredentials credentials, Map<String, String> environment) {
    if (!(credentials instanceof AzureCredentials.Ambient)) {
      return credentials;
    }
    String key = environment.get("AZURE_STORAGE_ACCOUNT_KEY");
    String sas = environment.get("AZURE_STORAGE_SAS_TOKEN");
    if (key != null && !key.isEmpty()) {
      return new AzureCredentials.AccessKey(key);
    }
    return sas != null && !sas.isEmpty() ? new AzureCredentials.SasToken(sas) : credentials;
  }

  static RequestSigner of(AzureCredentials credentials, String account, Sources sources) {
    return switch (credentials) {
      case AzureCredentials.Anonymous _ -> RequestSigner.NONE;
      case AzureCredentials.Ambient _ -> refreshed(ambient(), sources);
      case AzureCredentials.AccessKey(var base64) ->
          new SharedKey(account, base64, sources.clock());
      case AzureCredentials.SasToken(var query) -> new SasToken(query);
      case AzureCredentials.Bearer(var token) -> refreshed(() -> token, sources);
      case AzureCredentials.Refreshing(var source) -> refreshed(source, sources);
    };
  }

  private static RequestSigner refreshed(Supplier<BearerToken> source, Sources sources) {
    return new BearerSigner(new Refreshed<>(source, BearerToken::expiresAt, AHEAD, sources));
  }

  private static Supplier<BearerToken> ambient() {
    try {
      return AzureTokens.ambient();
    } catch (NoClassDefFoundError _) {
      throw new InvalidInputException(
          ErrorKind.INVALID_CREDENTIALS,
          "credentials of Azure: expected com.azure:azure-identity on the path, found none; add"
              + " it, or pass a key, a shared access signature or tokens of your own");
    }
  }
}

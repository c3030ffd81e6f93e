package dev.floe.io.internal.azure;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.DefaultAzureCredentialBuilder;
import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.io.BearerToken;
import java.util.Optional;
import java.util.function.Supplier;

/// Tokens from the vendor's library; the only class that names it, so that nobody else needs it.
/// The supplier blocks.
final class AzureTokens {
  private static final String SCOPE = "https://storage.azure.com/.default";

  private AzureTokens() {}

  static Supplier<BearerToken> ambient() {
    TokenCredential credential = new DefaultAzureCredentialBuilder().build();
    return () -> {
      try {
        AccessToken token = credential.getTokenSync(new TokenRequestContext().addScopes(SCOPE));
        return new BearerToken(token.getToken(), Optional.of(token.getExpiresAt().toInstant()));
      } catch (RuntimeException e) {
        throw new StorageException(
            ErrorKind.OBJECT_STORE, "", "credentials of Azure: " + e.getMessage(), false, e);
      }
    };
  }
}

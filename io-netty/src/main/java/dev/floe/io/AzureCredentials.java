package dev.floe.io;

import java.util.Objects;
import java.util.function.Supplier;

/// Who asks Azure Blob Storage. [Ambient] needs `com.azure:azure-identity` on the path. Nothing
/// secret is in any `toString`.
public sealed interface AzureCredentials {
  /// Nobody: public containers.
  record Anonymous() implements AzureCredentials {}

  /// What the environment says: `AZURE_STORAGE_ACCOUNT_KEY` or `AZURE_STORAGE_SAS_TOKEN` if set,
  /// else the chain of the vendor's library (service principal, workload and managed identity,
  /// developer tools).
  record Ambient() implements AzureCredentials {}

  /// The account's key, in Base64 as the portal shows it.
  record AccessKey(String base64) implements AzureCredentials {
    public AccessKey {
      Objects.requireNonNull(base64, "base64");
    }

    @Override
    public String toString() {
      return "AccessKey[]";
    }
  }

  /// A shared access signature: `sv=…&sig=…`, with or without a leading question mark.
  record SasToken(String query) implements AzureCredentials {
    public SasToken {
      query = query.startsWith("?") ? query.substring(1) : query;
    }

    @Override
    public String toString() {
      return "SasToken[]";
    }
  }

  /// One token.
  record Bearer(BearerToken token) implements AzureCredentials {
    public Bearer {
      Objects.requireNonNull(token, "token");
    }
  }

  /// Tokens as they are needed; asked by one thread at a time, ahead of expiry, and allowed to
  /// block.
  record Refreshing(Supplier<BearerToken> source) implements AzureCredentials {
    public Refreshing {
      Objects.requireNonNull(source, "source");
    }
  }
}

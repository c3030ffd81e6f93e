package dev.floe.io;

import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;

/// Who asks Google Cloud Storage. All but the first and the last two need
/// `com.google.auth:google-auth-library-oauth2-http` on the path. Nothing secret is in any
/// `toString`.
public sealed interface GcsCredentials {
  /// Nobody: public buckets.
  record Anonymous() implements GcsCredentials {}

  /// What the machine says: `GOOGLE_APPLICATION_CREDENTIALS`, the files of `gcloud`, the metadata
  /// server.
  record ApplicationDefault() implements GcsCredentials {}

  /// A file with the key of a service account, or of any kind that application default credentials
  /// come in.
  record CredentialsFile(Path path) implements GcsCredentials {
    public CredentialsFile {
      Objects.requireNonNull(path, "path");
    }
  }

  /// The key of a service account as JSON text.
  record ServiceAccountKey(String json) implements GcsCredentials {
    public ServiceAccountKey {
      Objects.requireNonNull(json, "json");
    }

    @Override
    public String toString() {
      return "ServiceAccountKey[]";
    }
  }

  /// One token.
  record Bearer(BearerToken token) implements GcsCredentials {
    public Bearer {
      Objects.requireNonNull(token, "token");
    }
  }

  /// Tokens as they are needed; asked by one thread at a time, ahead of expiry, and allowed to
  /// block.
  record Refreshing(Supplier<BearerToken> source) implements GcsCredentials {
    public Refreshing {
      Objects.requireNonNull(source, "source");
    }
  }
}

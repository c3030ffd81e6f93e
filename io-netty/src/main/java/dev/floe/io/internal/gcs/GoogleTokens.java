package dev.floe.io.internal.gcs;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.error.StorageException;
import dev.floe.io.BearerToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Tokens from the vendor's library; the only class that names it, so that nobody else needs it.
/// The suppliers block.
final class GoogleTokens {
  private static final List<String> SCOPES =
      List.of("https://www.googleapis.com/auth/devstorage.read_write");

  /// Where credentials come from.
  @FunctionalInterface
  private interface Origin {
    GoogleCredentials open() throws IOException;
  }

  private GoogleTokens() {}

  static Supplier<BearerToken> applicationDefault() {
    return tokens("application default credentials", GoogleCredentials::getApplicationDefault);
  }

  static Supplier<BearerToken> ofFile(Path path) {
    return tokens(
        "credentials file " + path,
        () -> {
          try (InputStream in = Files.newInputStream(path)) {
            return GoogleCredentials.fromStream(in);
          }
        });
  }

  static Supplier<BearerToken> ofKey(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return tokens(
        "service account key", () -> GoogleCredentials.fromStream(new ByteArrayInputStream(bytes)));
  }

  private static Supplier<BearerToken> tokens(String what, Origin origin) {
    return new Supplier<>() {
      private GoogleCredentials opened;

      @Override
      public synchronized BearerToken get() {
        if (opened == null) {
          try {
            opened = origin.open().createScoped(SCOPES);
          } catch (IOException e) {
            throw new InvalidInputException(
                ErrorKind.INVALID_CREDENTIALS, what + ": " + e.getMessage());
          }
        }
        try {
          AccessToken token = opened.refreshAccessToken();
          return new BearerToken(
              token.getTokenValue(),
              Optional.ofNullable(token.getExpirationTime()).map(Date::toInstant));
        } catch (IOException e) {
          throw new StorageException(
              ErrorKind.OBJECT_STORE, "", what + ": no token: " + e.getMessage(), true, e);
        }
      }
    };
  }
}

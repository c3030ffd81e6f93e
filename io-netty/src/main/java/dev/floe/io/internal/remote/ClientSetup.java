package dev.floe.io.internal.remote;

import dev.floe.config.StorageRetriesSettings;
import dev.floe.config.StorageSettings;
import dev.floe.config.StorageTimeoutSettings;
import dev.floe.internal.concurrent.Backoff;
import dev.floe.io.Attribution;
import dev.floe.io.Timeouts;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpOptions;
import dev.floe.storage.PutOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// What is said of the HTTP client of a storage, whatever the store.
///
/// @param settings retries, time-outs, parts, storage classes
/// @param tls keys and trust; empty for the JVM's own
/// @param attribution who requests are for
public record ClientSetup(
    StorageSettings settings, Optional<SSLContext> tls, Attribution attribution) {
  public ClientSetup {
    Objects.requireNonNull(settings, "settings");
    Objects.requireNonNull(tls, "tls");
    Objects.requireNonNull(attribution, "attribution");
  }

  /// With the JVM's trust, and for nobody in particular.
  public static ClientSetup of(StorageSettings settings) {
    return new ClientSetup(settings, Optional.empty(), Attribution.NONE);
  }

  /// The same with other settings.
  public ClientSetup with(StorageSettings other) {
    return new ClientSetup(other, tls, attribution);
  }

  /// The same with other keys and trust.
  public ClientSetup with(SSLContext other) {
    return new ClientSetup(settings, Optional.of(other), attribution);
  }

  /// The same for somebody else.
  public ClientSetup with(Attribution other) {
    return new ClientSetup(settings, tls, other);
  }

  /// The standard client, with what was said.
  public HttpOptions http() {
    Timeouts standard = Timeouts.STANDARD;
    StorageTimeoutSettings said = settings.timeouts();
    Timeouts timeouts =
        new Timeouts(
            said.connect().orElse(standard.connect()),
            said.read().orElse(standard.read()),
            said.operationAttempt().orElse(standard.attempt()),
            said.operation().orElse(standard.operation()));
    StorageRetriesSettings retries = settings.retries();
    Duration first = retries.initialBackoff();
    Duration longest = retries.maxBackoff().compareTo(first) < 0 ? first : retries.maxBackoff();
    HttpOptions options =
        HttpOptions.STANDARD
            .with(timeouts)
            .with(new Backoff(0, retries.maxTries() - 1, first, longest));
    return tls.map(options::with).orElse(options);
  }

  /// The class of new objects, by what they are for.
  public Optional<String> storageClass(PutOptions.ObjectKind kind) {
    return switch (kind) {
      case ROOT -> settings.storageClass();
      case METADATA -> settings.metadataStorageClass().or(settings::storageClass);
      case CHUNK -> settings.chunksStorageClass().or(settings::storageClass);
    };
  }

  /// Whether there is anybody in particular whom requests are for.
  public boolean isAttributed() {
    return !attribution.equals(Attribution.NONE);
  }

  /// The field that says who asks.
  public Headers userAgent() {
    return Headers.of("User-Agent", attribution.userAgent());
  }
}

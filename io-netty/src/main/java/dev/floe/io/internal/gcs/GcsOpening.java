package dev.floe.io.internal.gcs;

import dev.floe.config.StorageSettings;
import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.internal.concurrent.Sources;
import dev.floe.internal.concurrent.SystemSources;
import dev.floe.io.GcsCredentials;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.NettyHttpClient;
import dev.floe.io.internal.http.Origin;
import dev.floe.io.internal.http.RequestSigner;
import dev.floe.io.internal.remote.Endpoint;
import dev.floe.io.internal.remote.HttpSettings;
import dev.floe.io.internal.remote.RemoteStorage;
import dev.floe.storage.Storage;
import java.util.Map;
import java.util.Optional;

/// From what is said of a bucket to its storage.
public final class GcsOpening {
  private GcsOpening() {}

  /// Everything that is said.
  ///
  /// @param bucket the bucket's name
  /// @param prefix before every key, without slashes around
  /// @param endpointUrl another place than the service's own
  /// @param userProject who pays
  /// @param credentials who asks
  /// @param settings retries, time-outs, parts, storage classes
  /// @param readOnly whether nothing is written
  public record Setup(
      String bucket,
      String prefix,
      Optional<String> endpointUrl,
      Optional<String> userProject,
      GcsCredentials credentials,
      StorageSettings settings,
      boolean readOnly) {}

  /// Opens the storage; nothing is sent. Where no place is said, `STORAGE_EMULATOR_HOST` may name
  /// an emulator, as it does for Google's own tools; such a one is not asked with credentials of
  /// the machine's.
  public static Storage open(Setup setup, Map<String, String> environment) {
    String emulator = environment.getOrDefault("STORAGE_EMULATOR_HOST", "");
    if (setup.endpointUrl.isPresent() || emulator.isEmpty()) {
      return open(setup);
    }
    boolean ofMachine = setup.credentials instanceof GcsCredentials.ApplicationDefault;
    return open(
        new Setup(
            setup.bucket,
            setup.prefix,
            Optional.of(emulator.contains("://") ? emulator : "http://" + emulator),
            setup.userProject,
            ofMachine ? new GcsCredentials.Anonymous() : setup.credentials,
            setup.settings,
            setup.readOnly));
  }

  private static Storage open(Setup setup) {
    String location = "gs://" + setup.bucket + "/" + setup.prefix;
    if (!setup.bucket.matches("[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]")) {
      throw refused(location, "a bucket of lower-case letters, digits, dots, _ and -");
    }
    Optional<Endpoint> endpoint = setup.endpointUrl.map(url -> Endpoint.of(location, url));
    if (endpoint.filter(end -> !end.basePath().isEmpty()).isPresent()) {
      throw refused(location, "an endpoint without a path");
    }
    Origin origin = endpoint.map(Endpoint::origin).orElse(GcsBucket.SERVICE);
    GcsBucket bucket = new GcsBucket(origin, setup.bucket, setup.prefix, setup.userProject);
    Sources sources = SystemSources.all();
    RequestSigner signer = GcsSigners.of(setup.credentials, sources);
    return new RemoteStorage(
        setup.settings,
        NettyHttpClient.open(HttpSettings.of(setup.settings), sources),
        (settings, http) ->
            new GcsStore(requests(bucket, settings), signer, http, !setup.readOnly));
  }

  private static GcsRequests requests(GcsBucket bucket, StorageSettings settings) {
    return new GcsRequests(
        bucket,
        Headers.of("User-Agent", "floe", "Accept-Encoding", "identity"),
        Headers.of("User-Agent", "floe"),
        kind ->
            switch (kind) {
              case ROOT -> settings.storageClass();
              case METADATA -> settings.metadataStorageClass().or(settings::storageClass);
              case CHUNK -> settings.chunksStorageClass().or(settings::storageClass);
            });
  }

  static InvalidInputException refused(String location, String expected) {
    return new InvalidInputException(
        ErrorKind.STORAGE_CONFIG, "storage " + location + ": expected " + expected);
  }
}

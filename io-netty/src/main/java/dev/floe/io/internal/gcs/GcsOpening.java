package dev.floe.io.internal.gcs;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.internal.concurrent.Sources;
import dev.floe.internal.concurrent.SystemSources;
import dev.floe.io.GcsCredentials;
import dev.floe.io.internal.http.NettyHttpClient;
import dev.floe.io.internal.http.Origin;
import dev.floe.io.internal.http.RequestSigner;
import dev.floe.io.internal.remote.ClientSetup;
import dev.floe.io.internal.remote.Endpoint;
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
  /// @param client how it is asked
  /// @param readOnly whether nothing is written
  public record Setup(
      String bucket,
      String prefix,
      Optional<String> endpointUrl,
      Optional<String> userProject,
      GcsCredentials credentials,
      ClientSetup client,
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
            setup.client,
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
        setup.client,
        NettyHttpClient.open(setup.client.http(), sources),
        (client, http) -> new GcsStore(requests(bucket, client), signer, http, !setup.readOnly),
        sources.random());
  }

  private static GcsRequests requests(GcsBucket bucket, ClientSetup client) {
    return new GcsRequests(
        bucket,
        client.userAgent().and("Accept-Encoding", "identity"),
        client.userAgent(),
        client::storageClass);
  }

  static InvalidInputException refused(String location, String expected) {
    return new InvalidInputException(
        ErrorKind.STORAGE_CONFIG, "storage " + location + ": expected " + expected);
  }
}

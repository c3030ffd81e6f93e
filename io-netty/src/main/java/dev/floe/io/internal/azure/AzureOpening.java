package dev.floe.io.internal.azure;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.internal.concurrent.Sources;
import dev.floe.internal.concurrent.SystemSources;
import dev.floe.io.AzureCredentials;
import dev.floe.io.internal.http.NettyHttpClient;
import dev.floe.io.internal.http.RequestSigner;
import dev.floe.io.internal.remote.ClientSetup;
import dev.floe.io.internal.remote.Endpoint;
import dev.floe.io.internal.remote.RemoteStorage;
import dev.floe.storage.Storage;
import java.util.Map;
import java.util.Optional;

/// From what is said of a container to its storage.
public final class AzureOpening {
  private AzureOpening() {}

  /// Everything that is said.
  ///
  /// @param container the container's name
  /// @param prefix before every key, without slashes around
  /// @param account the account's name; empty to take it from the environment
  /// @param endpointUrl another place than the service's own; empty to look at
  ///   `AZURE_STORAGE_ENDPOINT`
  /// @param credentials who asks
  /// @param client how it is asked
  /// @param readOnly whether nothing is written
  public record Setup(
      String container,
      String prefix,
      Optional<String> account,
      Optional<String> endpointUrl,
      AzureCredentials credentials,
      ClientSetup client,
      boolean readOnly) {}

  /// Opens the storage; nothing is sent.
  public static Storage open(Setup setup, Map<String, String> environment) {
    String location = "az://" + setup.container + "/" + setup.prefix;
    if (!setup.container.matches("[a-z0-9$][a-z0-9-]{1,62}")) {
      throw refused(location, "a container of lower-case letters, digits and hyphens");
    }
    String account =
        setup
            .account
            .or(() -> Optional.ofNullable(environment.get("AZURE_STORAGE_ACCOUNT_NAME")))
            .or(() -> Optional.ofNullable(environment.get("AZURE_STORAGE_ACCOUNT")))
            .filter(name -> name.matches("[a-z0-9]{3,24}"))
            .orElseThrow(() ->
                refused(
                    location,
                    "the account: set AZURE_STORAGE_ACCOUNT_NAME or the setting account"));
    AzureContainer container =
        setup
            .endpointUrl
            .or(() -> Optional.ofNullable(environment.get("AZURE_STORAGE_ENDPOINT")))
            .map(url -> Endpoint.of(location, url))
            .map(end ->
                new AzureContainer(
                    end.origin(), end.basePath(), account, setup.container, setup.prefix))
            .orElseGet(() -> AzureContainer.atService(account, setup.container, setup.prefix));
    Sources sources = SystemSources.all();
    AzureCredentials credentials = AzureSigners.resolved(setup.credentials, environment);
    String sourceQuery =
        credentials instanceof AzureCredentials.SasToken(String query) ? query : "";
    RequestSigner signer = AzureSigners.of(credentials, account, sources);
    return new RemoteStorage(
        setup.client,
        NettyHttpClient.open(setup.client.http(), sources),
        (client, http) ->
            new AzureStore(
                container, requests(container, client, sourceQuery), signer, http, !setup.readOnly),
        sources.random());
  }

  private static AzureRequests requests(
      AzureContainer container, ClientSetup client, String sourceQuery) {
    return new AzureRequests(container, client::storageClass, sourceQuery, client.userAgent());
  }

  static InvalidInputException refused(String location, String expected) {
    return new InvalidInputException(
        ErrorKind.STORAGE_CONFIG, "storage " + location + ": expected " + expected);
  }
}

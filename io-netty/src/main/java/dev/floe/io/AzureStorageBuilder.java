package dev.floe.io;

import dev.floe.config.StorageSettings;
import dev.floe.io.internal.azure.AzureOpening;
import dev.floe.io.internal.remote.ClientSetup;
import dev.floe.storage.Storage;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// Opens a container of Azure Blob Storage, or what lies below a prefix of it:
///
/// ```java
/// Storage storage =
///     new AzureStorageBuilder("container").account("name").prefix("climate").open();
/// ```
public final class AzureStorageBuilder {
  private final String container;
  private String prefix = "";
  private Optional<String> account = Optional.empty();
  private Optional<String> endpointUrl = Optional.empty();
  private AzureCredentials credentials = new AzureCredentials.Ambient();
  private ClientSetup client = ClientSetup.of(StorageSettings.empty());
  private boolean readOnly;

  /// A storage in `container`.
  public AzureStorageBuilder(String container) {
    this.container = Objects.requireNonNull(container, "container");
  }

  /// What stands before every key.
  public AzureStorageBuilder prefix(String newPrefix) {
    this.prefix = newPrefix.replaceAll("^/+|/+$", "");
    return this;
  }

  /// The storage account; unset, `AZURE_STORAGE_ACCOUNT_NAME` says it.
  public AzureStorageBuilder account(String name) {
    this.account = Optional.of(name);
    return this;
  }

  /// Another place than the account's own host, such as an emulator.
  public AzureStorageBuilder endpointUrl(String url) {
    this.endpointUrl = Optional.of(url);
    return this;
  }

  /// Who asks; unset, what the environment says.
  public AzureStorageBuilder credentials(AzureCredentials newCredentials) {
    this.credentials = Objects.requireNonNull(newCredentials, "credentials");
    return this;
  }

  /// Retries, time-outs, the sizes of parts, and storage classes, which are access tiers here.
  public AzureStorageBuilder settings(StorageSettings newSettings) {
    this.client = client.with(newSettings);
    return this;
  }

  /// Keys and trust in place of the JVM's own.
  public AzureStorageBuilder tls(SSLContext context) {
    this.client = client.with(Objects.requireNonNull(context, "context"));
    return this;
  }

  /// Who requests are for, in the store's logs; unset, nobody in particular.
  public AzureStorageBuilder attribution(Attribution who) {
    this.client = client.with(who);
    return this;
  }

  /// Nothing is to be written.
  public AzureStorageBuilder readOnly() {
    this.readOnly = true;
    return this;
  }

  /// Opens the storage; nothing is sent yet. Whoever opens it closes it.
  public Storage open() {
    return AzureOpening.open(
        new AzureOpening.Setup(
            container, prefix, account, endpointUrl, credentials, client, readOnly),
        System.getenv());
  }
}

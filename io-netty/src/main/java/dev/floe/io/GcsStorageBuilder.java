package dev.floe.io;

import dev.floe.config.StorageSettings;
import dev.floe.io.internal.gcs.GcsOpening;
import dev.floe.io.internal.remote.ClientSetup;
import dev.floe.storage.Storage;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// Opens a bucket of Google Cloud Storage, or what lies below a prefix of it:
///
/// ```java
/// Storage storage = new GcsStorageBuilder("bucket").prefix("climate").open();
/// ```
public final class GcsStorageBuilder {
  private final String bucket;
  private String prefix = "";
  private Optional<String> endpointUrl = Optional.empty();
  private Optional<String> userProject = Optional.empty();
  private GcsCredentials credentials = new GcsCredentials.ApplicationDefault();
  private ClientSetup client = ClientSetup.of(StorageSettings.empty());
  private boolean readOnly;

  /// A storage in `bucket`.
  public GcsStorageBuilder(String bucket) {
    this.bucket = Objects.requireNonNull(bucket, "bucket");
  }

  /// What stands before every key.
  public GcsStorageBuilder prefix(String newPrefix) {
    this.prefix = newPrefix.replaceAll("^/+|/+$", "");
    return this;
  }

  /// Another place than the service itself, such as an emulator.
  public GcsStorageBuilder endpointUrl(String url) {
    this.endpointUrl = Optional.of(url);
    return this;
  }

  /// The project that pays for the requests.
  public GcsStorageBuilder userProject(String project) {
    this.userProject = Optional.of(project);
    return this;
  }

  /// Who asks; unset, what the machine says.
  public GcsStorageBuilder credentials(GcsCredentials newCredentials) {
    this.credentials = Objects.requireNonNull(newCredentials, "credentials");
    return this;
  }

  /// Retries, time-outs, the sizes of parts, and storage classes.
  public GcsStorageBuilder settings(StorageSettings newSettings) {
    this.client = client.with(newSettings);
    return this;
  }

  /// Keys and trust in place of the JVM's own.
  public GcsStorageBuilder tls(SSLContext context) {
    this.client = client.with(Objects.requireNonNull(context, "context"));
    return this;
  }

  /// Who requests are for, in the store's logs; unset, nobody in particular.
  public GcsStorageBuilder attribution(Attribution who) {
    this.client = client.with(who);
    return this;
  }

  /// Nothing is to be written.
  public GcsStorageBuilder readOnly() {
    this.readOnly = true;
    return this;
  }

  /// Opens the storage; nothing is sent yet. Whoever opens it closes it.
  public Storage open() {
    return GcsOpening.open(
        new GcsOpening.Setup(
            bucket, prefix, endpointUrl, userProject, credentials, client, readOnly),
        System.getenv());
  }
}

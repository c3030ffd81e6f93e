package dev.floe.io.internal.azure;

import dev.floe.io.AzureCredentials;
import dev.floe.io.AzureStorageBuilder;
import dev.floe.io.internal.remote.BucketUrl;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions;
import dev.floe.storage.StorageProvider;
import java.util.Map;
import java.util.Set;

/// Opens `az://container/prefix`, `azure://…` and `abfs://…`. The settings are `account`,
/// `endpoint-url`, `anonymous` and `access`; of `option.NAME`, which a repository's configuration
/// says of a container, only the account counts, for nobody else may say where credentials go.
public final class AzureProvider implements StorageProvider {
  private static final Set<String> SCHEMES = Set.of("az", "azure", "abfs");
  private static final Set<String> ACCOUNT_OPTIONS =
      Set.of(
          "option.account",
          "option.account_name",
          "option.azure_storage_account_name",
          "option.azure_storage_account");

  /// A provider; the service loader makes it.
  public AzureProvider() {}

  @Override
  public boolean accepts(String scheme) {
    return SCHEMES.contains(scheme);
  }

  @Override
  public Storage open(String url, StorageOptions options) {
    BucketUrl place = BucketUrl.of(url);
    AzureStorageBuilder builder = new AzureStorageBuilder(place.bucket()).prefix(place.prefix());
    for (Map.Entry<String, String> each : options.settings().entrySet()) {
      apply(url, each.getKey(), each.getValue(), builder);
    }
    return builder.open();
  }

  private static void apply(String url, String name, String value, AzureStorageBuilder to) {
    switch (name) {
      case "account" -> to.account(value);
      case "endpoint-url" -> to.endpointUrl(value);
      case "anonymous" -> {
        if (value.equals("true")) {
          to.credentials(new AzureCredentials.Anonymous());
        }
      }
      case "access" -> {
        if (!value.equals("read-write")) {
          to.readOnly();
        }
      }
      case "allow-http" -> {} // an endpoint says it by its scheme
      default -> {
        if (ACCOUNT_OPTIONS.contains(name)) {
          to.account(value);
        } else if (!name.startsWith("option.")) {
          throw AzureOpening.refused(url, "a setting of Azure, found " + name);
        }
      }
    }
  }
}

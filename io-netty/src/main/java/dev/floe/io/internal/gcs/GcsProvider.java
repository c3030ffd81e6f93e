package dev.floe.io.internal.gcs;

import dev.floe.io.GcsCredentials;
import dev.floe.io.GcsStorageBuilder;
import dev.floe.io.internal.remote.BucketUrl;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions;
import dev.floe.storage.StorageProvider;
import java.util.Map;

/// Opens `gs://bucket/prefix` and `gcs://…`. The settings are `endpoint-url`, `anonymous`,
/// `user-project` and `access`; `option.NAME`, which a repository's configuration says of a
/// container, is left alone, for nobody else may say which files credentials are read from.
public final class GcsProvider implements StorageProvider {
  /// A provider; the service loader makes it.
  public GcsProvider() {}

  @Override
  public boolean accepts(String scheme) {
    return scheme.equals("gs") || scheme.equals("gcs");
  }

  @Override
  public Storage open(String url, StorageOptions options) {
    BucketUrl place = BucketUrl.of(url);
    GcsStorageBuilder builder = new GcsStorageBuilder(place.bucket()).prefix(place.prefix());
    for (Map.Entry<String, String> each : options.settings().entrySet()) {
      apply(url, each.getKey(), each.getValue(), builder);
    }
    return builder.open();
  }

  private static void apply(String url, String name, String value, GcsStorageBuilder to) {
    switch (name) {
      case "endpoint-url" -> to.endpointUrl(value);
      case "user-project" -> to.userProject(value);
      case "anonymous" -> {
        if (value.equals("true")) {
          to.credentials(new GcsCredentials.Anonymous());
        }
      }
      case "access" -> {
        if (!value.equals("read-write")) {
          to.readOnly();
        }
      }
      case "allow-http" -> {} // an endpoint says it by its scheme
      default -> {
        if (!name.startsWith("option.")) {
          throw GcsOpening.refused(url, "a setting of Google Cloud Storage, found " + name);
        }
      }
    }
  }
}

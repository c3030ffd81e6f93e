package dev.floe.io.internal.web;

import dev.floe.io.HttpStorageBuilder;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions;
import dev.floe.storage.StorageProvider;
import java.util.Map;

/// Opens `http://` and `https://`. The settings are `header.NAME`, a field of every request, and
/// `option.NAME`, of which unknown ones are left alone, as the reference does.
public final class HttpProvider implements StorageProvider {
  /// A provider; the service loader makes it.
  public HttpProvider() {}

  @Override
  public boolean accepts(String scheme) {
    return scheme.equals("http") || scheme.equals("https");
  }

  @Override
  public Storage open(String url, StorageOptions options) {
    HttpStorageBuilder builder = new HttpStorageBuilder(url);
    for (Map.Entry<String, String> each : options.settings().entrySet()) {
      String name = each.getKey();
      if (name.startsWith("header.")) {
        builder.header(name.substring("header.".length()), each.getValue());
      } else if (name.startsWith("option.")) {
        builder.option(name.substring("option.".length()), each.getValue());
      } else {
        throw HttpOpening.refused(url, "expected settings header.* and option.*, found " + name);
      }
    }
    return builder.open();
  }
}

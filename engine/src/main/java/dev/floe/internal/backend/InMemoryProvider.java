package dev.floe.internal.backend;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.internal.concurrent.SystemSources;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions;
import dev.floe.storage.StorageProvider;

/// Opens `memory:`, a new and empty store each time.
public final class InMemoryProvider implements StorageProvider {
  @Override
  public boolean accepts(String scheme) {
    return scheme.equals("memory");
  }

  @Override
  public Storage open(String url, StorageOptions options) {
    String rest = url.substring(url.indexOf(':') + 1);
    if (!rest.isEmpty() && !rest.equals("//")) {
      throw new InvalidInputException(
          ErrorKind.STORAGE_CONFIG,
          "storage " + url + ": expected memory: without a name, for each store is its own");
    }
    if (!options.settings().isEmpty()) {
      throw new InvalidInputException(
          ErrorKind.STORAGE_CONFIG,
          "storage " + url + ": expected no settings, found " + options.settings().keySet());
    }
    return new InMemoryStorage(SystemSources.clock());
  }
}

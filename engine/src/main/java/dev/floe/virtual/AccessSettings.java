package dev.floe.virtual;

import dev.floe.config.ObjectStoreConfig;
import dev.floe.config.S3Options;
import dev.floe.config.VirtualChunkContainer;
import dev.floe.error.ErrorKind;
import dev.floe.error.VirtualChunkException;
import dev.floe.format.UrlText;
import dev.floe.storage.StorageOptions;
import dev.floe.storage.StorageOptions.Durability;
import dev.floe.virtual.VirtualCredentials.Anonymous;
import dev.floe.virtual.VirtualCredentials.AsContainerSays;
import dev.floe.virtual.VirtualCredentials.FromEnvironment;
import dev.floe.virtual.VirtualCredentials.Profile;
import java.util.Map;
import java.util.TreeMap;

/// How the storage behind a container is opened, given what the container says and what the user
/// allowed.
final class AccessSettings {
  private AccessSettings() {}

  static StorageOptions options(VirtualChunkContainer container, VirtualCredentials access) {
    TreeMap<String, String> settings = new TreeMap<>();
    switch (container.store()) {
      case ObjectStoreConfig.LocalFileSystem _ -> {
        requireNoCredentials(container, access);
        settings.put("access", "foreign");
      }
      case ObjectStoreConfig.Http(var options, var headers) -> {
        requireNoCredentials(container, access);
        options.forEach((key, value) -> settings.put("option." + key, value));
        headers.forEach((key, value) -> settings.put("header." + key, value));
      }
      case ObjectStoreConfig.S3(var options) -> s3(options, access, settings);
      case ObjectStoreConfig.S3Compatible(var options) -> s3(options, access, settings);
      case ObjectStoreConfig.Tigris(var options) -> s3(options, access, settings);
      case ObjectStoreConfig.Gcs(var options) -> {
        options.forEach((key, value) -> settings.put("option." + key, value));
        credentials(access, true, settings);
      }
      case ObjectStoreConfig.Azure(var options) -> {
        if (access instanceof AsContainerSays) {
          throw refused(
              container, "expected anonymous, env or profile:NAME, for Azure has no default");
        }
        options.forEach((key, value) -> settings.put("option." + key, value));
        credentials(access, false, settings);
      }
      case ObjectStoreConfig.InMemory _ ->
          throw refused(container, "a store in memory is not readable");
    }
    return new StorageOptions(Durability.FSYNC, Map.copyOf(settings));
  }

  private static void s3(S3Options options, VirtualCredentials access, Map<String, String> into) {
    into.put("access", "foreign");
    options.region().ifPresent(region -> into.put("region", region));
    options.endpointUrl().ifPresent(url -> into.put("endpoint-url", url));
    flag("allow-http", options.allowHttp(), into);
    flag("path-style", options.forcePathStyle(), into);
    flag("requester-pays", options.requesterPays(), into);
    options
        .networkStreamTimeoutSeconds()
        .ifPresent(seconds -> into.put("network-stream-timeout-seconds", seconds.toString()));
    credentials(access, options.anonymous(), into);
  }

  private static void credentials(
      VirtualCredentials access, boolean anonymousOfItself, Map<String, String> into) {
    switch (access) {
      case AsContainerSays _ -> flag("anonymous", anonymousOfItself, into);
      case Anonymous _ -> flag("anonymous", true, into);
      case FromEnvironment _ -> {}
      case Profile(String name) -> into.put("profile", name);
    }
  }

  private static void flag(String name, boolean value, Map<String, String> into) {
    if (value) {
      into.put(name, "true");
    }
  }

  private static void requireNoCredentials(
      VirtualChunkContainer container, VirtualCredentials access) {
    switch (access) {
      case AsContainerSays _, Anonymous _ -> {}
      case FromEnvironment _, Profile _ ->
          throw refused(container, "this kind of store takes no credentials");
    }
  }

  private static VirtualChunkException refused(VirtualChunkContainer container, String why) {
    return new VirtualChunkException(
        ErrorKind.INVALID_CREDENTIALS,
        "authorization of " + UrlText.withoutSecrets(container.urlPrefix()) + ": " + why);
  }
}

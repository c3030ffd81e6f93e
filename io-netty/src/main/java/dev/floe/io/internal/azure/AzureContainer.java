package dev.floe.io.internal.azure;

import dev.floe.io.internal.http.Origin;
import dev.floe.io.internal.http.UrlEscapes;

/// Where a storage's blobs are, and how requests name them.
///
/// @param origin the account's own host, or an emulator
/// @param basePath what stands before the container in targets, such as an emulator's account;
///   empty, or beginning with a slash
/// @param account the account's name
/// @param container the container's name
/// @param prefix before every key, without a slash at either end; empty for none
record AzureContainer(
    Origin origin, String basePath, String account, String container, String prefix) {
  /// The container at the service itself.
  static AzureContainer atService(String account, String container, String prefix) {
    Origin origin = new Origin(true, account + ".blob.core.windows.net", 443);
    return new AzureContainer(origin, "", account, container, prefix);
  }

  /// The full name of a key.
  String name(String key) {
    return prefix.isEmpty() ? key : prefix + "/" + key;
  }

  /// The target of a blob.
  String blobTarget(String key) {
    return basePath + "/" + UrlEscapes.segment(container) + "/" + UrlEscapes.path(name(key));
  }

  /// The target of the container itself.
  String containerTarget(String query) {
    return basePath + "/" + UrlEscapes.segment(container) + "?" + query;
  }

  @Override
  public String toString() {
    return "az://" + container + (prefix.isEmpty() ? "" : "/" + prefix) + " of " + account;
  }
}

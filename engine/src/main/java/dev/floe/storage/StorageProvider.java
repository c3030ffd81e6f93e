package dev.floe.storage;

/// A service that opens storages of some URL schemes; found by [java.util.ServiceLoader].
public interface StorageProvider {
  /// Whether this provider opens URLs of a scheme (lower case, such as `s3`).
  boolean accepts(String scheme);

  /// Opens the storage at a URL. Opening does no I/O beyond what it takes to refuse a location that
  /// cannot work, with one clear line.
  Storage open(String url, StorageOptions options);
}

package dev.floe.config;

import dev.floe.format.JsonText;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// The kind of object store behind a container of virtual chunks, and its options. Texts of these
/// values hide whatever may be a secret.
public sealed interface ObjectStoreConfig {
  /// Memory of this process, for tests.
  record InMemory() implements ObjectStoreConfig {}

  /// Files of this machine. `path` is kept for others; the container's URL says where.
  record LocalFileSystem(String path) implements ObjectStoreConfig {
    public LocalFileSystem {
      Objects.requireNonNull(path, "path");
    }
  }

  /// A web server, with options of the client and headers of every request.
  record Http(SortedMap<String, String> options, SortedMap<String, String> headers)
      implements ObjectStoreConfig {
    public Http {
      if (options.containsKey("headers")) {
        throw new IllegalArgumentException("an option of a web server cannot be named headers");
      }
      options = copy(options);
      headers = copy(headers);
    }

    @Override
    public String toString() {
      return text(this);
    }
  }

  /// A server that speaks like S3.
  record S3Compatible(S3Options options) implements ObjectStoreConfig {}

  /// S3 of AWS.
  record S3(S3Options options) implements ObjectStoreConfig {}

  /// Google Cloud Storage.
  record Gcs(SortedMap<String, String> options) implements ObjectStoreConfig {
    public Gcs {
      options = copy(options);
    }

    @Override
    public String toString() {
      return text(this);
    }
  }

  /// Azure Blob Storage; the options should name the `account`.
  record Azure(SortedMap<String, String> options) implements ObjectStoreConfig {
    public Azure {
      options = copy(options);
    }

    @Override
    public String toString() {
      return text(this);
    }
  }

  /// Tigris.
  record Tigris(S3Options options) implements ObjectStoreConfig {}

  private static SortedMap<String, String> copy(Map<String, String> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }

  private static String text(ObjectStoreConfig store) {
    return JsonText.compact(ObjectStoreJson.show(store));
  }
}

package dev.floe.io.internal.transfer;

import dev.floe.io.internal.http.HttpRequest;
import dev.floe.storage.PutOptions;

/// What the store calls an object, and what it would be asked for it.
public interface TransferNames {
  String bucket();

  /// The whole key in the bucket, of a key that is checked.
  String whole(String key);

  /// The object for people.
  String url(String key);

  /// The request of a read.
  HttpRequest get(String key);

  /// The request of a write, without its body.
  HttpRequest put(String key, PutOptions options);
}

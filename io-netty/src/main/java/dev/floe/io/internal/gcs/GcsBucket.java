package dev.floe.io.internal.gcs;

import dev.floe.io.internal.http.Origin;
import dev.floe.io.internal.http.UrlEscapes;
import java.util.Optional;

/// Where a storage's objects are, and how requests name them.
///
/// @param origin the service or an emulator
/// @param bucket the bucket's name
/// @param prefix before every key, without a slash at either end; empty for none
/// @param userProject who pays, if not the bucket's owner
record GcsBucket(Origin origin, String bucket, String prefix, Optional<String> userProject) {
  /// The service.
  static final Origin SERVICE = new Origin(true, "storage.googleapis.com", 443);

  /// The full name of a key.
  String name(String key) {
    return prefix.isEmpty() ? key : prefix + "/" + key;
  }

  /// The target of an object in the XML API.
  String xmlTarget(String key) {
    return "/" + UrlEscapes.segment(bucket) + "/" + UrlEscapes.path(name(key));
  }

  /// The target of an object in the JSON API.
  String objectTarget(String key, String query) {
    return objects("/storage/v1") + "/" + UrlEscapes.segment(name(key)) + with(query);
  }

  /// The target of the bucket's objects.
  String objectsTarget(String query) {
    return objects("/storage/v1") + with(query);
  }

  /// The target of uploads.
  String uploadTarget(String query) {
    return objects("/upload/storage/v1") + with(query);
  }

  /// The target of a copy within the bucket.
  String rewriteTarget(String from, String to, String query) {
    return objectTarget(from, "")
        + "/rewriteTo/b/"
        + UrlEscapes.segment(bucket)
        + "/o/"
        + UrlEscapes.segment(name(to))
        + with(query);
  }

  private String objects(String api) {
    return api + "/b/" + UrlEscapes.segment(bucket) + "/o";
  }

  private static String with(String query) {
    return query.isEmpty() ? "" : "?" + query;
  }

  @Override
  public String toString() {
    return "gs://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
  }
}

package dev.floe.config;

import java.util.Objects;
import java.util.Optional;

/// A place that virtual chunks may come from: everything below a URL prefix, reached in one way.
/// Whether it is usable is for [dev.floe.virtual] to say; a repository may hold any.
///
/// @param name what `vcc://name/…` locations call it
/// @param urlPrefix with a trailing slash, such as `s3://bucket/data/`
public record VirtualChunkContainer(
    Optional<String> name, String urlPrefix, ObjectStoreConfig store) {
  public VirtualChunkContainer {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(urlPrefix, "urlPrefix");
    Objects.requireNonNull(store, "store");
  }

  /// A container without a name.
  public VirtualChunkContainer(String urlPrefix, ObjectStoreConfig store) {
    this(Optional.empty(), urlPrefix, store);
  }

  /// This container under a name.
  public VirtualChunkContainer named(String newName) {
    return new VirtualChunkContainer(Optional.of(newName), urlPrefix, store);
  }

  @Override
  public String toString() {
    return VirtualChunkContainerJson.text(this);
  }
}

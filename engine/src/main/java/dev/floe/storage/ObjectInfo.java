package dev.floe.storage;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// What a store says of an object without its bytes.
///
/// @param key the whole key, relative to the storage's root
/// @param sizeBytes its length
/// @param lastModified the store's own time of its last write
/// @param version its version, where the answer carries one (a listing need not)
/// @param metadata user metadata, where the answer carries it
public record ObjectInfo(
    String key,
    long sizeBytes,
    Instant lastModified,
    Optional<ObjectVersion> version,
    Map<String, String> metadata) {
  public ObjectInfo {
    metadata = Map.copyOf(metadata);
  }
}
